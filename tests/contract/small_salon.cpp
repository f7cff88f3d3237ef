#include "small_salon.hpp"

#include <algorithm>
#include <stdexcept>

namespace salon::contract {

using domain::BookingId;
using domain::SlotId;
using domain::SlotInstance;
using testing::at;

SmallSalon::SmallSalon(StoreFixture& some_fixture) : fixture(some_fixture), stores(some_fixture.stores()) {
  set_now(at("2027-03-01T00:00:00Z"));
  wait(stores.catalog.add_location(testing::a_location({.id = 1}), just_once<domain::Location>())).value();
  for (const testing::ServiceOptions& options :
       {testing::ServiceOptions{.id = 11, .name = "Cut"}, {.id = 12, .name = "Class", .requires_stylist = false}}) {
    wait(stores.catalog.add_service(testing::a_service(options), just_once<domain::Service>())).value();
  }
  for (const testing::StylistOptions& options :
       {testing::StylistOptions{.id = 21, .name = "Noor"}, {.id = 22, .name = "Sara"}}) {
    wait(stores.catalog.add_stylist(testing::a_stylist(options), just_once<domain::Stylist>())).value();
  }
  for (const testing::RuleOptions& options :
       {testing::RuleOptions{.id = 31, .end = "12:00"},
        {.id = 32, .service = 12, .end = "12:00", .capacity = 3, .granularity = 60}}) {
    wait(stores.rules.add_rule(testing::a_weekly_rule(options), just_once<domain::Rule>())).value();
  }
  generate();
}

void SmallSalon::set_now(domain::Instant now) {
  now_ = now;
  fixture.set_now(now);
}

SlotInstance SmallSalon::slot(domain::StylistId stylist, std::string_view start) {
  const auto wanted = at("2027-03-01T" + std::string(start) + ":00Z");
  for (const SlotInstance& one : wait(stores.slots.slots_of_day({location, day, cut, stylist}))) {
    if (one.start_at == wanted) return one;
  }
  throw std::out_of_range("no slot at " + std::string(start));
}

SlotInstance SmallSalon::class_slot(std::string_view start) {
  const auto wanted = at("2027-03-01T" + std::string(start) + ":00Z");
  for (const SlotInstance& one : wait(stores.slots.slots_of_day({location, day, class_of_three, {}}))) {
    if (one.start_at == wanted) return one;
  }
  throw std::out_of_range("no class at " + std::string(start));
}

SlotInstance SmallSalon::again(SlotId id) { return wait(stores.slots.slot(id)).value(); }

domain::Booking SmallSalon::booking(BookingId id) { return wait(stores.bookings.find(id)).value(); }

std::string SmallSalon::counters(SlotId id) {
  const SlotInstance one = again(id);
  return "held " + std::to_string(one.hold) + " booked " + std::to_string(one.booked) + " of " +
         std::to_string(one.capacity);
}

domain::BookingOwner SmallSalon::owner(int guest) {
  if (guest == 0) return {};
  return {{}, testing::session_id(static_cast<std::uint64_t>(guest))};
}

ports::PlaceHold SmallSalon::wish(const Ask& ask) {
  ports::PlaceHold hold;
  hold.wish.visit_id = ids.next_id<domain::VisitId>();
  hold.wish.items.push_back({ids.next_id<BookingId>(), ask.slot});
  if (ask.and_slot) hold.wish.items.push_back({ids.next_id<BookingId>(), *ask.and_slot});
  hold.wish.owner = owner(ask.guest);
  const bool is_desk = ask.guest == 0;
  hold.wish.viewer = is_desk ? domain::Viewer::staff : domain::Viewer::customer;
  hold.wish.source = is_desk ? domain::BookingSource::desk : domain::BookingSource::web;
  hold.wish.customer = ask.customer;
  hold.wish.confirm_at_once = ask.confirm_at_once;
  for (std::size_t i = 0; i < hold.wish.items.size(); ++i) {
    ports::TokenHash token{};
    ids.random(token);
    hold.tokens.push_back(token);
  }
  hold.once = just_once<std::vector<domain::Booking>>();
  if (ask.key) hold.once.key = key(*ask.key);
  return hold;
}

Answered SmallSalon::hold(const ports::PlaceHold& wish) {
  const std::vector<ports::PlaceHold> one{wish};
  return wait(stores.bookings.place_holds(one)).front();
}

BookingId SmallSalon::must_hold(const Ask& ask) {
  const ports::PlaceHold wanted = wish(ask);
  EXPECT_EQ(code_of(hold(wanted)), "");
  return wanted.wish.items.front().booking_id;
}

std::string SmallSalon::confirm(BookingId id, const domain::CustomerDetails& customer, domain::Viewer viewer) {
  domain::ConfirmWish wish;
  wish.customer = customer;
  wish.viewer = viewer;
  return code_of(wait(stores.bookings.confirm(id, wish, just_once<domain::Booking>())));
}

std::string SmallSalon::cancel(BookingId id, domain::Viewer viewer) {
  return code_of(wait(stores.bookings.cancel(id, viewer, "", just_once<domain::Booking>())));
}

std::string SmallSalon::reschedule(BookingId id, SlotId target, domain::Viewer viewer) {
  return code_of(wait(stores.bookings.reschedule(id, target, {viewer}, just_once<domain::Booking>())));
}

domain::GenerationReport SmallSalon::generate() {
  return wait(stores.slots.generate({location, day, day + std::chrono::days{1}}, someone())).value();
}

std::vector<domain::Event> SmallSalon::all_events() {
  while (wait(stores.events.seal(100)) > 0) continue;
  return wait(stores.events.events_after(0, 10000));
}

std::string SmallSalon::story(BookingId id) {
  std::string text;
  for (const domain::Event& event : all_events()) {
    if (event.booking_id != id) continue;
    text += (text.empty() ? "" : ", ") + std::string(domain::text_of(event.type)) + " " + std::to_string(event.version);
  }
  return text;
}

int SmallSalon::count_events(domain::EventType type) {
  return static_cast<int>(std::ranges::count(all_events(), type, &domain::Event::type));
}

std::vector<ports::AuditRow> SmallSalon::audit_of(const std::string& entity_id) {
  ports::AuditFilter filter;
  filter.entity_id = entity_id;
  auto rows = wait(stores.events.audit(filter, {200, ""})).value().items;
  std::ranges::sort(rows, {}, &ports::AuditRow::position);
  return rows;
}

domain::CustomerDetails lena(int n) {
  domain::CustomerDetails customer;
  customer.name = domain::PersonName("Lena Weiss");
  customer.phone = domain::phone_from_e164("+97150123456" + std::to_string(n)).value();
  return customer;
}

domain::OnceKey key(const std::string& text, const std::string& payload, const std::string& actor) {
  return {actor, text, domain::fingerprint({"POST", "/v1/bookings", payload})};
}

}  // namespace salon::contract
