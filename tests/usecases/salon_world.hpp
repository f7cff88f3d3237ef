// A brand of two salons with everything the use cases need, in memory, on a clock that stands still: eight in the
// morning of Monday 1 March 2027 in Dubai. Slots are generated for two weeks.
//   salon 1: services 1 (cut, 30 min), 2 (colour, 90 min, processing in the middle), 4 (no longer offered); stylists 1,
//   2 salon 2: service 3 (shave, 30 min, any chair: three at a time); stylist 3
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "fakes.hpp"
#include "testing/builders.hpp"
#include "testing/counting_ids.hpp"
#include "testing/manual_clock.hpp"
#include "testing/memory_account_store.hpp"
#include "testing/memory_booking_store.hpp"
#include "testing/memory_brand.hpp"
#include "testing/memory_catalog_store.hpp"
#include "testing/memory_day_book.hpp"
#include "testing/memory_event_store.hpp"
#include "testing/memory_job_store.hpp"
#include "testing/memory_rule_store.hpp"
#include "testing/memory_slot_store.hpp"
#include "usecases/ask.hpp"
#include "usecases/exposure_policy.hpp"
#include "usecases/list_slots.hpp"
#include "usecases/place_hold.hpp"
#include "usecases/place_staff_booking.hpp"

namespace salon::testing {

struct SalonWorld {
  SalonWorld();

  ManualClock clock{at("2027-03-01T04:00:00Z")};
  CountingIds ids;
  MemoryBrand brand{clock, ids};
  MemoryCatalogStore catalog{brand};
  MemoryRuleStore rules{brand};
  MemorySlotStore slots{brand};
  MemoryDayBook book{brand};
  MemoryBookingStore bookings{brand};
  MemoryJobStore jobs{brand};
  MemoryEventStore events{brand};
  MemoryAccountStore accounts{brand};
  FakeExposures exposures{clock};
  FakeSecrets secrets;
  FakeFunnel funnel;
  FakePasswords passwords;
  FakeSigner signer;
  FakeBus bus;
  usecases::ExposurePolicy exposure_policy;
  usecases::HoldPolicy hold_policy;

  void generate(std::uint64_t location, int days);
  // The slot of a service that starts at this moment; with any stylist unless one is named.
  struct Wanted {
    std::uint64_t service = 1;
    std::string start = "2027-03-02T06:00:00Z";  // ten o'clock on Tuesday
    std::optional<std::uint64_t> stylist = 1;
  };
  [[nodiscard]] domain::SlotId slot(const Wanted& wanted);

  [[nodiscard]] usecases::SlotsView list(const domain::Actor& actor, const usecases::SlotsQuery& query);
  [[nodiscard]] domain::Result<usecases::SlotsView> try_list(const domain::Actor& actor,
                                                             const usecases::SlotsQuery& query);
  [[nodiscard]] domain::Result<domain::Answer> hold(const domain::Actor& actor, usecases::HoldRequest request,
                                                    std::optional<std::string> key = {});
  // Straight into the book, whatever was shown, for a customer with a phone of their own: what tests begin with.
  struct Booked {
    domain::BookingId id;
    std::string token;
  };
  Booked held_by(const domain::Actor& actor, domain::SlotId slot);
  Booked confirmed_by(const domain::Actor& actor, domain::SlotId slot);
  [[nodiscard]] const domain::Booking& booking(domain::BookingId id) const { return brand.bookings.at(id); }
  // Every invariant of the brand.
  [[nodiscard]] std::vector<std::string> violations() const;
};

// Who acts.
[[nodiscard]] domain::Actor guest(std::uint64_t session = 1);
[[nodiscard]] domain::Actor passer_by();  // neither account nor session
[[nodiscard]] domain::Actor user(std::uint64_t account = 50);
[[nodiscard]] domain::Actor staff(domain::Role role, std::initializer_list<std::uint64_t> locations);
[[nodiscard]] domain::Actor admin();

[[nodiscard]] usecases::SlotsQuery cut_on(std::string_view day);

// A request: done once under its key, if it has one.
[[nodiscard]] usecases::Ask asking(const domain::Actor& actor, std::optional<std::string> key = {},
                                   std::string_view body = "{}");
// Replies as the edge would write them, short: what came out, or the code of why not.
template <class Outcome>
[[nodiscard]] usecases::Render<Outcome> in_short() {
  return [](const domain::Result<Outcome>& outcome) {
    domain::Reply reply;
    reply.status = outcome ? 200 : 409;
    reply.body = outcome ? "done" : std::string(domain::code_of(outcome.error().why));
    return reply;
  };
}
// Also keeps the last outcome for the test.
template <class Outcome>
[[nodiscard]] usecases::Render<Outcome> kept_in(std::optional<Outcome>& last) {
  return [&last](const domain::Result<Outcome>& outcome) {
    if (outcome) last = *outcome;
    return in_short<Outcome>()(outcome);
  };
}

// "OK", or the code of the refusal, whether it was answered or returned.
[[nodiscard]] std::string told(const domain::Result<domain::Answer>& answer);
template <class View>
[[nodiscard]] std::string told(const domain::Result<View>& view) {
  return view ? "OK" : std::string(domain::code_of(view.error().why));
}
// The pointers of a refusal, in order.
[[nodiscard]] std::vector<std::string> pointers(const domain::Refused& refused);

[[nodiscard]] std::vector<domain::SlotId> ids_of(const usecases::SlotsView& view);

}  // namespace salon::testing
