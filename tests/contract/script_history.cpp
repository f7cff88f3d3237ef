// The end of a script: what the outbox and the audit trail say about every booking.
#include <algorithm>
#include <boost/json.hpp>

#include "replies.hpp"
#include "script_world.hpp"

namespace salon::contract {

namespace json = boost::json;

namespace {

// The same object in one writing, whatever the store does with blanks and the order of names.
std::string plain_json(const std::string& text) {
  if (text.empty()) return "-";
  json::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_object()) return "NOT AN OBJECT " + text;
  std::map<std::string, std::string> fields;
  for (const auto& [name, field] : value.get_object()) fields[std::string(name)] = json::serialize(field);
  std::string out;
  for (const auto& [name, field] : fields) out += (out.empty() ? "{" : ",") + name + ":" + field;
  return out + "}";
}

std::string text_of_event(const domain::Event& event) {
  std::string text = "v" + std::to_string(event.version) + " " + std::string(domain::text_of(event.type));
  // When an expiry was noticed is nobody's business.
  if (event.type != domain::EventType::booking_expired) text += " at " + domain::format_instant(event.at);
  return text + " " + plain_json(event.data);
}

std::vector<domain::Event> all_events(ScriptWorld& world) {
  std::vector<domain::Event> all;
  std::int64_t position = 0;
  while (true) {
    const auto some = world.fixture.wait(world.stores.events.events_after(position, 100));
    if (some.empty()) return all;
    all.insert(all.end(), some.begin(), some.end());
    position = some.back().position;
  }
}

std::vector<ports::AuditRow> all_audit_rows(ScriptWorld& world, const std::string& entity_id) {
  std::vector<ports::AuditRow> all;
  ports::AuditFilter filter;
  filter.entity_id = entity_id;
  ports::PageRequest page;
  page.limit = 3;
  while (true) {
    const auto some = world.fixture.wait(world.stores.events.audit(filter, page)).value();
    all.insert(all.end(), some.items.begin(), some.items.end());
    if (!some.next_cursor) break;
    page.cursor = *some.next_cursor;
  }
  std::ranges::sort(all, {}, &ports::AuditRow::position);
  return all;
}

}  // namespace

void ScriptWorld::tell_history() {
  fixture.wait(stores.bookings.expire_due(1000));
  look();
  while (fixture.wait(stores.events.seal(100)) > 0) continue;
  std::map<domain::BookingId, std::vector<std::string>> of_booking;
  std::map<std::string, int> of_salon;
  for (const domain::Event& event : all_events(*this)) {
    if (event.booking_id) {
      of_booking[*event.booking_id].push_back(text_of_event(event));
    } else {
      ++of_salon[std::string(domain::text_of(event.type)) + " of " + event.location_id.text()];
    }
  }
  for (const auto& [what, times] : of_salon) say(what + ": " + std::to_string(times));
  for (const domain::Booking& booking : bookings) {
    const std::string id = booking.id.text();
    for (const std::string& event : of_booking[booking.id]) say("event of " + id + " " + event);
    for (const ports::AuditRow& row : all_audit_rows(*this, id)) {
      say("audit of " + id + " " + row.action + " " + plain_json(row.before) + " -> " + plain_json(row.after) +
          (row.hash.empty() ? " UNSEALED" : ""));
    }
  }
}

}  // namespace salon::contract
