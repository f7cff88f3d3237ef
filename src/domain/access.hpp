// Who acts, and what each role may do: one table (domain.md "Access", D60).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "domain/refusal.hpp"

namespace salon::domain {

enum class Role : std::uint8_t { guest, user, stylist, frontdesk, manager, admin };
[[nodiscard]] std::string_view text_of(Role role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);  // not "guest": nobody is given that role

enum class Action : std::uint8_t {
  browse,           // catalogue, dates, slots
  book_own,         // hold, confirm, cancel, reschedule one's own
  see_own_day,      // a stylist's bookings of a day
  manage_account,   // who am I, logout
  manage_rules,     // availabilities, generation, jobs
  see_slots,        // every slot instance, explain, live events
  manage_bookings,  // staff bookings, attendance, notes
  see_analytics,    // the dashboard
  see_audit,
  manage_catalog,    // locations, services, stylists
  manage_locations,  // making and removing locations
  manage_staff,      // accounts
  manage_brand,
};

[[nodiscard]] bool may(Role role, Action action);

struct Actor {
  Role role = Role::guest;
  std::optional<AccountId> account;   // signed in
  std::optional<SessionId> session;   // the guest session that came along or was minted
  std::vector<LocationId> locations;  // staff: where they work (an admin works everywhere)
  std::optional<StylistId> stylist;   // the stylist that a stylist's account is

  // `user:<uuid>`, `session:<uuid>` or `system`: who did it, in audit rows, exposures and idempotency.
  // `anonymous` when there is neither account nor session.
  [[nodiscard]] std::string subject() const;
  [[nodiscard]] bool is_staff() const { return role >= Role::frontdesk; }
  [[nodiscard]] bool covers(LocationId location) const;
};

// The worker and the commands: no person behind them.
[[nodiscard]] Actor system_actor();

// UNAUTHENTICATED when a guest may not, FORBIDDEN when another role may not; NOT_FOUND when it may, but not at this
// location (D60).
[[nodiscard]] Result<void> check_access(const Actor& actor, Action action, std::optional<LocationId> location = {});

// Whose accounts: an admin any, a manager those below manager whose locations are all theirs. When an account is
// changed, ask for what it was and for what it becomes.
[[nodiscard]] bool may_manage_account(const Actor& actor, Role target, std::span<const LocationId> target_locations);

}  // namespace salon::domain
