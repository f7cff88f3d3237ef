#include "domain/access.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace salon::domain {
namespace {

struct Permission {
  Action action;
  std::array<bool, 6> roles;  // in the order of Role
  bool at_a_location;         // counts only where the actor works
};

constexpr bool yes = true;
constexpr bool no = false;

constexpr std::array permissions{
    //                                    guest user stylist frontdesk manager admin
    Permission{Action::browse, {yes, yes, yes, yes, yes, yes}, no},
    Permission{Action::book_own, {yes, yes, yes, yes, yes, yes}, no},
    Permission{Action::see_own_day, {no, no, yes, no, yes, yes}, yes},
    Permission{Action::manage_account, {no, yes, yes, yes, yes, yes}, no},
    Permission{Action::manage_rules, {no, no, no, yes, yes, yes}, yes},
    Permission{Action::see_slots, {no, no, no, yes, yes, yes}, yes},
    Permission{Action::manage_bookings, {no, no, no, yes, yes, yes}, yes},
    Permission{Action::see_analytics, {no, no, no, yes, yes, yes}, yes},
    Permission{Action::see_audit, {no, no, no, no, yes, yes}, yes},
    Permission{Action::manage_catalog, {no, no, no, no, yes, yes}, yes},
    Permission{Action::manage_locations, {no, no, no, no, no, yes}, yes},
    Permission{Action::manage_staff, {no, no, no, no, yes, yes}, yes},
    Permission{Action::manage_brand, {no, no, no, no, no, yes}, no},
};

constexpr bool rows_follow_the_enum() {
  for (std::size_t i = 0; i < permissions.size(); ++i) {
    if (static_cast<std::size_t>(permissions[i].action) != i) return false;
  }
  return static_cast<std::size_t>(Action::manage_brand) + 1 == permissions.size();
}
static_assert(rows_follow_the_enum());

constexpr std::array given_roles{Role::user, Role::stylist, Role::frontdesk, Role::manager, Role::admin};

const Permission& permission(Action action) { return permissions.at(static_cast<std::size_t>(action)); }

}  // namespace

std::string_view text_of(Role role) {
  switch (role) {
    case Role::guest:
      return "guest";
    case Role::user:
      return "user";
    case Role::stylist:
      return "stylist";
    case Role::frontdesk:
      return "frontdesk";
    case Role::manager:
      return "manager";
    case Role::admin:
      return "admin";
  }
  std::unreachable();
}

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : given_roles) {
    if (text_of(role) == text) return role;
  }
  return std::nullopt;
}

bool may(Role role, Action action) { return permission(action).roles.at(static_cast<std::size_t>(role)); }

std::string Actor::subject() const {
  if (account) return "user:" + account->text();
  if (session) return "session:" + session->text();
  // Only the program itself acts as an admin without an account; a passer-by must never be taken for it.
  return role == Role::admin ? "system" : "anonymous";
}

bool Actor::covers(LocationId location) const {
  return role == Role::admin || std::ranges::find(locations, location) != locations.end();
}

Actor system_actor() {
  Actor actor;
  actor.role = Role::admin;
  return actor;
}

Result<void> check_access(const Actor& actor, Action action, std::optional<LocationId> location) {
  if (!may(actor.role, action)) {
    if (actor.role == Role::guest) return refuse(Refusal::unauthenticated, "Please sign in.");
    return refuse(Refusal::forbidden, "Your role may not do this.");
  }
  const bool elsewhere = location && permission(action).at_a_location && !actor.covers(*location);
  if (elsewhere) return refuse(Refusal::not_found, "There is no such thing here.");
  return {};
}

bool may_manage_account(const Actor& actor, Role target, std::span<const LocationId> target_locations) {
  if (!may(actor.role, Action::manage_staff)) return false;
  if (actor.role == Role::admin) return true;
  if (target >= Role::manager || target_locations.empty()) return false;
  return std::ranges::all_of(target_locations, [&actor](LocationId location) { return actor.covers(location); });
}

}  // namespace salon::domain
