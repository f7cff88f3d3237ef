#include "salon_world.hpp"

#include <stdexcept>
#include <string>

#include "testing/memory_violations.hpp"

namespace salon::testing {

using platform::run_ready;

SalonWorld::SalonWorld() {
  brand.locations.emplace(location_id(1), a_location({.id = 1, .name = "Marina"}));
  brand.locations.emplace(location_id(2), a_location({.id = 2, .name = "Creek"}));
  brand.services.emplace(service_id(1), a_service({.id = 1, .name = "Cut"}));
  brand.services.emplace(service_id(2), a_service({.id = 2,
                                                   .name = "Colour",
                                                   .duration_minutes = 90,
                                                   .price_minor = 40000,
                                                   .phases = {{30, true}, {30, false}, {30, true}}}));
  brand.services.emplace(service_id(3),
                         a_service({.id = 3, .location = 2, .name = "Shave", .requires_stylist = false}));
  brand.services.emplace(service_id(4), a_service({.id = 4, .name = "Perm", .active = false}));
  brand.stylists.emplace(stylist_id(1), a_stylist({.id = 1, .name = "Noor"}));
  brand.stylists.emplace(stylist_id(2), a_stylist({.id = 2, .name = "Omar"}));
  brand.stylists.emplace(stylist_id(3), a_stylist({.id = 3, .location = 2, .name = "Sara"}));
  brand.rules.emplace(rule_id(1), a_weekly_rule({.id = 1, .location = 1, .granularity = 30}));
  brand.rules.emplace(rule_id(2), a_weekly_rule({.id = 2, .location = 2, .capacity = 3, .granularity = 30}));
  generate(1, 14);
  generate(2, 14);
}

void SalonWorld::generate(std::uint64_t location, int days) {
  const domain::Date today = zone("Asia/Dubai").date_of(clock.now());
  ports::GenerateSlots what;
  what.location_id = location_id(location);
  what.from = today;
  what.to = today + std::chrono::days{days - 1};
  if (!run_ready(slots.generate(what, {}))) throw std::logic_error("a test's slots cannot be generated");
}

domain::SlotId SalonWorld::slot(const Wanted& wanted) {
  for (const auto& [id, kept] : brand.slots) {
    const bool is_of_stylist = !wanted.stylist || kept.slot.stylist_id == stylist_id(*wanted.stylist);
    const bool is_wanted = kept.slot.service_id == service_id(wanted.service) && kept.slot.start_at == at(wanted.start);
    if (is_of_stylist && is_wanted) return id;
  }
  throw std::logic_error("there is no such slot in the test's world: " + wanted.start);
}

domain::Result<usecases::SlotsView> SalonWorld::try_list(const domain::Actor& actor,
                                                         const usecases::SlotsQuery& query) {
  usecases::ListSlots list_slots({book, bookings, exposures, secrets, funnel, clock}, exposure_policy);
  return run_ready(list_slots.run(actor, query));
}

usecases::SlotsView SalonWorld::list(const domain::Actor& actor, const usecases::SlotsQuery& query) {
  auto view = try_list(actor, query);
  if (!view) throw std::logic_error("the list was refused: " + std::string(domain::code_of(view.error().why)));
  return *std::move(view);
}

domain::Result<domain::Answer> SalonWorld::hold(const domain::Actor& actor, usecases::HoldRequest request,
                                                std::optional<std::string> key) {
  usecases::PlaceHold place({bookings, slots, catalog, exposures, ids, secrets, funnel}, hold_policy, exposure_policy);
  return run_ready(
      place.run(actor, std::move(request), asking(actor, std::move(key)), in_short<usecases::PlacedHold>()));
}

SalonWorld::Booked SalonWorld::held_by(const domain::Actor& actor, domain::SlotId slot) {
  std::optional<usecases::PlacedHold> placed;
  usecases::ExposurePolicy open_policy;
  open_policy.is_enforced = false;
  FakeFunnel uncounted;
  usecases::PlaceHold place({bookings, slots, catalog, exposures, ids, secrets, uncounted}, {.max_live_holds = 0},
                            open_policy);
  usecases::HoldRequest request;
  request.slot_id = slot;
  request.customer = {.name = "Layla",
                      .phone = "050 12345" + std::to_string(10 + brand.bookings.size() % 90),
                      .email = std::nullopt,
                      .notes = std::nullopt};
  auto answer = run_ready(place.run(actor, request, {}, kept_in(placed)));
  if (!placed) throw std::logic_error("the test's hold was refused: " + told(answer));
  return {placed->booking.id, placed->token};
}

SalonWorld::Booked SalonWorld::confirmed_by(const domain::Actor& actor, domain::SlotId slot) {
  const Booked held = held_by(actor, slot);
  auto answer = run_ready(bookings.confirm(held.id, {}, {{}, {}, in_short<domain::Booking>()}));
  if (told(answer) != "OK") throw std::logic_error("the test's booking was refused: " + told(answer));
  return held;
}

std::vector<std::string> SalonWorld::violations() const {
  std::vector<std::string> found;
  for (const ports::Violation& violation : memory_violations(brand))
    found.push_back(violation.invariant + ": " + violation.detail);
  return found;
}

domain::Actor guest(std::uint64_t session) {
  domain::Actor actor;
  actor.session = session_id(session);
  return actor;
}

domain::Actor passer_by() { return {}; }

domain::Actor user(std::uint64_t account) {
  domain::Actor actor;
  actor.role = domain::Role::user;
  actor.account = account_id(account);
  return actor;
}

domain::Actor staff(domain::Role role, std::initializer_list<std::uint64_t> locations) {
  domain::Actor actor;
  actor.role = role;
  actor.account = account_id(100 + static_cast<std::uint64_t>(role));
  for (const std::uint64_t location : locations) actor.locations.push_back(location_id(location));
  return actor;
}

domain::Actor admin() { return staff(domain::Role::admin, {}); }

usecases::SlotsQuery cut_on(std::string_view day) {
  usecases::SlotsQuery query;
  query.location_id = location_id(1);
  query.service_id = service_id(1);
  query.date = date(day);
  return query;
}

usecases::Ask asking(const domain::Actor& actor, std::optional<std::string> key, std::string_view body) {
  usecases::Ask ask;
  ask.request_id = "request-of-a-test";
  if (key) {
    const auto fingerprint = domain::fingerprint({.method = "POST", .route = "/test", .canonical_body = body});
    ask.key = domain::OnceKey{.actor = actor.subject(), .key = *std::move(key), .fingerprint = fingerprint};
  }
  return ask;
}

std::string told(const domain::Result<domain::Answer>& answer) {
  if (!answer) return std::string(domain::code_of(answer.error().why));
  return answer->reply.status < 300 ? "OK" : answer->reply.body;
}

std::vector<std::string> pointers(const domain::Refused& refused) {
  std::vector<std::string> all;
  for (const domain::FieldProblem& problem : refused.fields) all.push_back(problem.pointer);
  return all;
}

std::vector<domain::SlotId> ids_of(const usecases::SlotsView& view) {
  std::vector<domain::SlotId> ids;
  for (const usecases::ShownSlot& slot : view.slots) ids.push_back(slot.id);
  return ids;
}

}  // namespace salon::testing
