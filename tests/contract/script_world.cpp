#include "script_world.hpp"

#include <algorithm>

#include "replies.hpp"
#include "testing/builders.hpp"

namespace salon::contract {

using domain::Booking;
using domain::Instant;
using domain::SlotInstance;
using std::chrono::days;
using testing::at;

namespace {

bool is_due(const Booking& booking, Instant now) {
  const auto* held = std::get_if<domain::Held>(&booking.state);
  return held != nullptr && held->expires_at <= now;
}

Booking as_it_stands(const Booking& booking, Instant now) {
  auto expired = domain::decide_expire(booking, now);
  return expired ? std::move(expired->booking) : booking;
}

std::string text_of_slot(const SlotInstance& slot, int due_holds) {
  return "capacity " + std::to_string(slot.capacity) + " booked " + std::to_string(slot.booked) + " hold " +
         std::to_string(slot.hold - due_holds) + (slot.blocked ? " blocked" : "") + " until " +
         domain::format_instant(slot.end_at) + " on " + domain::format_date(slot.date);
}

}  // namespace

// The night in which Berlin's clocks go forward is among the days.
domain::Date first_script_day() { return domain::parse_date("2027-03-27").value(); }

ScriptWorld::ScriptWorld(StoreFixture& some_fixture, std::uint64_t seed)
    : fixture(some_fixture), stores(some_fixture.stores()), chance{seed}, now_(at("2027-03-27T03:40:00Z")) {
  fixture.set_now(now_);
  open_salons();
  const char* numbers[] = {"+971501234567", "+971502345678", "+4915112345678"};
  for (const char* number : numbers) phones.push_back(domain::phone_from_e164(number).value());
  for (int i = 0; i < 2; ++i) {
    owners.push_back({ids.next_id<domain::AccountId>(), {}});
    name(owners.back().user->text(), "user" + std::to_string(i));
    owners.push_back({{}, ids.next_id<domain::SessionId>()});
    name(owners.back().session->text(), "session" + std::to_string(i));
  }
  generate(dubai);
  generate(berlin);
  look();
}

void ScriptWorld::open_salons() {
  domain::Location marina = testing::a_location({.id = 1, .name = "Marina"});
  marina.minimum_notice = domain::minutes{30};
  marina.cancellation_window = domain::minutes{120};
  domain::Location mitte = testing::a_location({.id = 2, .name = "Mitte", .timezone = "Europe/Berlin"});
  mitte.currency = domain::Currency::parse("EUR").value();
  mitte.hold = domain::minutes{5};
  for (const domain::Location& location : {marina, mitte}) {
    fixture.wait(stores.catalog.add_location(location, just_once<domain::Location>())).value();
  }
  dubai = marina.id;
  berlin = mitte.id;
  name(dubai.text(), "dubai");
  name(berlin.text(), "berlin");

  add_service({.id = 11, .location = 1, .name = "cut", .duration_minutes = 30, .buffer_after_minutes = 5});
  add_service({.id = 12,
               .location = 1,
               .name = "colour",
               .duration_minutes = 60,
               .phases = {{20, true}, {25, false}, {15, true}}});
  add_service({.id = 13, .location = 1, .name = "class", .duration_minutes = 45, .requires_stylist = false});
  add_service({.id = 14, .location = 2, .name = "schnitt", .duration_minutes = 30});
  add_stylist({.id = 21, .location = 1, .more_locations = {2}, .name = "anna"});
  add_stylist({.id = 22, .location = 1, .name = "bilal", .terms = {{services.at(0), 20, 12500}}});
  add_stylist({.id = 23, .location = 2, .name = "clara"});

  add_rule(testing::a_weekly_rule({.id = 31, .location = 1, .start = "09:00", .end = "11:30", .granularity = 30}));
  add_rule(testing::a_weekly_rule(
      {.id = 32, .location = 1, .service = 13, .start = "09:00", .end = "11:00", .capacity = 2, .granularity = 60}));
  add_rule(testing::a_weekly_rule(
      {.id = 33, .location = 1, .stylist = 22, .start = "09:30", .end = "11:30", .capacity = 2, .granularity = 30}));
  add_rule(testing::a_weekly_rule({.id = 34, .location = 2, .start = "01:30", .end = "04:00", .granularity = 30}));
  add_rule(testing::a_weekly_rule({.id = 35, .location = 2, .start = "06:30", .end = "08:30", .granularity = 20}));
}

void ScriptWorld::add_service(const testing::ServiceOptions& options) {
  const domain::Service service = testing::a_service(options);
  fixture.wait(stores.catalog.add_service(service, just_once<domain::Service>())).value();
  services.push_back(service.id);
  name(service.id.text(), service.name);
}

void ScriptWorld::add_stylist(const testing::StylistOptions& options) {
  const domain::Stylist stylist = testing::a_stylist(options);
  fixture.wait(stores.catalog.add_stylist(stylist, just_once<domain::Stylist>())).value();
  stylists.push_back(stylist.id);
  name(stylist.id.text(), stylist.name);
}

void ScriptWorld::add_rule(domain::Rule rule) {
  fixture.wait(stores.rules.add_rule(rule, just_once<domain::Rule>())).value();
  rules.push_back(rule.id);
  name(rule.id.text(), "rule" + std::to_string(rules.size()));
}

domain::BookingId ScriptWorld::new_booking() {
  const auto id = ids.next_id<domain::BookingId>();
  name(id.text(), "booking" + std::to_string(++bookings_made_));
  return id;
}

domain::VisitId ScriptWorld::new_visit() {
  const auto id = ids.next_id<domain::VisitId>();
  name(id.text(), "visit" + std::to_string(++visits_made_));
  return id;
}

void ScriptWorld::advance(std::chrono::microseconds length) {
  now_ += length;
  fixture.set_now(now_);
}

domain::OnceKey ScriptWorld::new_key(const std::string& actor) {
  domain::OnceKey key;
  key.actor = actor;
  key.key = "key-" + std::to_string(++keys_);
  key.fingerprint = domain::fingerprint({"POST", "/script", key.key});
  return key;
}

void ScriptWorld::ask(const std::string& what, PastRequest request) {
  request.at = now_;
  say("> " + what);
  say("< " + text_of(request.send(request.key)));
  past.push_back(std::move(request));
}

void ScriptWorld::generate(domain::LocationId location) {
  // Whether a hold that is over but not yet noticed is a conflict is nobody's business.
  fixture.wait(stores.bookings.expire_due(1000));
  ports::GenerateSlots what;
  what.location_id = location;
  what.from = first_script_day();
  what.to = what.from + days{script_days - 1};
  const auto report = fixture.wait(stores.slots.generate(what, someone()));
  if (!report) return say("< generate refused " + std::string(domain::code_of(report.error().why)));
  look();
  std::vector<std::string> conflicts;
  for (const auto& conflict : report->conflicts) {
    conflicts.push_back(
        with_names(conflict.booking_id.text() + " at " + conflict.slot_id.text() + " " + conflict.reason));
  }
  std::ranges::sort(conflicts);
  std::string line = "< generated created " + std::to_string(report->created) + " kept " +
                     std::to_string(report->kept) + " updated " + std::to_string(report->updated) + " blocked " +
                     std::to_string(report->blocked) + " removed " + std::to_string(report->removed);
  for (const std::string& conflict : conflicts) line += " conflict " + conflict;
  say(line);
}

std::string ScriptWorld::with_names(const std::string& text) const {
  constexpr std::size_t length = 36;
  const auto may_begin_at = [&text](std::size_t i) {
    return i + length <= text.size() && text[i + 8] == '-' && text[i + 13] == '-' && text[i + 18] == '-';
  };
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto known = may_begin_at(i) ? names_.find(text.substr(i, length)) : names_.end();
    if (known == names_.end()) {
      out.push_back(text[i++]);
    } else {
      out += known->second;
      i += length;
    }
  }
  return out;
}

void ScriptWorld::say_sorted(std::vector<std::string> lines) {
  for (std::string& line : lines) line = with_names(line);
  std::ranges::sort(lines);
  for (const std::string& line : lines) transcript.push_back("  " + line);
}

void ScriptWorld::say_changed(const std::string& subject, const std::string& line) {
  std::string& before = said_[subject];
  const std::string now_said = with_names(line);
  if (before == now_said) return;
  before = now_said;
  transcript.push_back("  " + subject + ": " + now_said);
}

void ScriptWorld::look() {
  bookings.clear();
  ports::PageRequest page;
  page.limit = 37;
  while (true) {
    auto found = fixture.wait(stores.bookings.list({}, page)).value();
    bookings.insert(bookings.end(), found.items.begin(), found.items.end());
    if (!found.next_cursor) break;
    page.cursor = *found.next_cursor;
  }
  std::ranges::sort(bookings, {}, &Booking::id);
  look_at_slots();
  look_at_bookings();
}

void ScriptWorld::look_at_slots() {
  slots.clear();
  for (const domain::LocationId location : {dubai, berlin}) {
    for (int day = 0; day < script_days; ++day) {
      ports::SlotQuery query;
      query.location_id = location;
      query.date = first_script_day() + days{day};
      const auto found = fixture.wait(stores.slots.slots_of_day(query));
      slots.insert(slots.end(), found.begin(), found.end());
    }
  }
  std::map<domain::SlotId, int> due_holds;
  for (const Booking& booking : bookings) due_holds[booking.slot_id] += is_due(booking, now_) ? 1 : 0;
  std::map<std::string, SlotInstance> by_label;
  for (const SlotInstance& slot : slots) {
    const std::string stylist = slot.stylist_id ? names_.at(slot.stylist_id->text()) : "nobody";
    const std::string label =
        names_.at(slot.service_id.text()) + "/" + stylist + "/" + domain::format_instant(slot.start_at);
    name(slot.id.text(), label);
    by_label[label] = slot;
  }
  for (const auto& [subject, line] : std::map(said_)) {
    const bool is_slot = subject.find('/') != std::string::npos;
    if (is_slot && !by_label.contains(subject)) say_changed(subject, "gone");
  }
  // In an order that does not depend on the ids a store makes up.
  slots.clear();
  for (const auto& [label, slot] : by_label) {
    say_changed(label, text_of_slot(slot, due_holds[slot.id]));
    slots.push_back(slot);
  }
}

void ScriptWorld::look_at_bookings() {
  for (const Booking& booking : bookings) {
    say_changed(names_.at(booking.id.text()), text_of(as_it_stands(booking, now_)));
  }
}

}  // namespace salon::contract
