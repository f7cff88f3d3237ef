// A salon to test with: open every day from nine to noon in Dubai, two stylists who cut hair every quarter of an hour,
// and a class of three without a stylist. It is four in the morning of Monday, 1 March 2027, there.
#pragma once

#include <string>
#include <vector>

#include "replies.hpp"
#include "store_contract.hpp"
#include "testing/builders.hpp"
#include "testing/counting_ids.hpp"

namespace salon::contract {

using Answered = domain::Result<domain::Answer>;

class SmallSalon {
 public:
  explicit SmallSalon(StoreFixture& some_fixture);

  StoreFixture& fixture;
  StoreSet stores;
  testing::CountingIds ids{9};

  const domain::LocationId location = testing::location_id(1);
  const domain::ServiceId cut = testing::service_id(11);
  const domain::ServiceId class_of_three = testing::service_id(12);
  const domain::StylistId noor = testing::stylist_id(21);
  const domain::StylistId sara = testing::stylist_id(22);
  const domain::Date day = testing::date("2027-03-01");

  template <class T>
  T wait(Task<T> task) {
    return fixture.wait(std::move(task));
  }
  [[nodiscard]] domain::Instant now() const { return now_; }
  void set_now(domain::Instant now);
  void advance(std::chrono::microseconds length) { set_now(now_ + length); }

  // Slots of the day by their start in UTC: nine in the morning is "05:00".
  [[nodiscard]] domain::SlotInstance slot(domain::StylistId stylist, std::string_view start);
  [[nodiscard]] domain::SlotInstance class_slot(std::string_view start);
  // As it is now.
  [[nodiscard]] domain::SlotInstance again(domain::SlotId id);
  [[nodiscard]] domain::Booking booking(domain::BookingId id);
  // "held 1 booked 0 of 3"
  [[nodiscard]] std::string counters(domain::SlotId id);

  struct Ask {
    domain::SlotId slot;
    std::optional<domain::SlotId> and_slot;
    int guest = 1;  // who asks: one session each; 0: the desk, for nobody's session
    domain::CustomerDetails customer;
    bool confirm_at_once = false;
    std::optional<std::string> key;
  };
  [[nodiscard]] ports::PlaceHold wish(const Ask& ask);
  [[nodiscard]] Answered hold(const ports::PlaceHold& wish);
  // The code it is refused with, or nothing.
  [[nodiscard]] std::string try_hold(const Ask& ask) { return code_of(hold(wish(ask))); }
  domain::BookingId must_hold(const Ask& ask);
  [[nodiscard]] static domain::BookingOwner owner(int guest);

  // Done by staff unless told otherwise; the code it is refused with, or nothing.
  std::string confirm(domain::BookingId id, const domain::CustomerDetails& customer,
                      domain::Viewer viewer = domain::Viewer::customer);
  std::string cancel(domain::BookingId id, domain::Viewer viewer = domain::Viewer::customer);
  std::string reschedule(domain::BookingId id, domain::SlotId target, domain::Viewer viewer = domain::Viewer::customer);
  domain::GenerationReport generate();

  // "created 1, confirmed 2": types and versions of a booking's events, in order of position.
  [[nodiscard]] std::string story(domain::BookingId id);
  [[nodiscard]] std::vector<domain::Event> all_events();
  [[nodiscard]] int count_events(domain::EventType type);
  [[nodiscard]] std::vector<ports::AuditRow> audit_of(const std::string& entity_id);

 private:
  domain::Instant now_;
};

// Name and phone of the n-th customer.
[[nodiscard]] domain::CustomerDetails lena(int n = 1);
[[nodiscard]] domain::OnceKey key(const std::string& text, const std::string& payload = "a",
                                  const std::string& actor = "session:1");

}  // namespace salon::contract
