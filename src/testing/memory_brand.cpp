#include "testing/memory_brand.hpp"

#include <algorithm>
#include <stdexcept>

#include "domain/zone.hpp"

namespace salon::testing {

using domain::Instant;

void note_in_audit(MemoryBrand& brand, const ports::Requester& by, AuditNote note) {
  ports::AuditRow row;
  row.position = static_cast<std::int64_t>(brand.audit.size()) + 1;
  row.id = brand.ids.next_id<domain::EventId>();
  row.at = brand.clock.now();
  row.subject = by.subject;
  row.role = domain::text_of(by.role);
  row.request_id = by.request_id;
  row.action = std::move(note.action);
  row.location_id = note.location_id;
  row.entity = std::move(note.entity);
  row.entity_id = std::move(note.entity_id);
  row.before = std::move(note.before);
  row.after = std::move(note.after);
  brand.audit.push_back(std::move(row));
}

void add_event(MemoryBrand& brand, PlainEvent event, std::optional<domain::BookingId> booking) {
  OutboxRow row;
  row.event.id = brand.ids.next_id<domain::EventId>();
  row.event.type = event.type;
  row.event.location_id = event.location_id;
  row.event.booking_id = booking;
  row.event.version = event.version;
  row.event.at = brand.clock.now();
  row.event.data = std::move(event.data);
  brand.outbox.push_back(std::move(row));
}

ports::GenerateSlots horizon_of(const domain::Location& location, Instant now) {
  const auto zone = domain::Zone::find(location.timezone);
  if (!zone) throw std::runtime_error("a location's time zone is unknown here: " + location.timezone);
  ports::GenerateSlots what;
  what.location_id = location.id;
  what.from = zone->date_of(now);
  what.to = what.from + std::chrono::days{location.horizon_days};
  return what;
}

void want_slots(MemoryBrand& brand, domain::LocationId location) {
  const auto found = brand.locations.find(location);
  if (found == brand.locations.end()) return;
  want_days(brand, horizon_of(found->second, brand.clock.now()));
}

void want_days(MemoryBrand& brand, const ports::GenerateSlots& wanted) {
  const bool is_waiting = std::ranges::any_of(brand.jobs, [&wanted](const auto& entry) {
    const ports::GenerateSlots& what = entry.second.job.what;
    const bool covers_all =
        !what.service_id && !what.stylist_id && !what.dry_run && what.from <= wanted.from && what.to >= wanted.to;
    const bool is_untouched = entry.second.job.state == ports::JobState::waiting && entry.second.job.done == 0;
    return is_untouched && what.location_id == wanted.location_id && covers_all;
  });
  if (is_waiting) return;
  KeptJob kept;
  kept.job.id = brand.ids.next_id<domain::JobId>();
  kept.job.what = wanted;
  kept.job.total = static_cast<int>((kept.job.what.to - kept.job.what.from).count()) + 1;
  kept.job.created_at = brand.clock.now();
  const domain::JobId id = kept.job.id;
  brand.jobs.emplace(id, std::move(kept));
}

std::string audit_hash(const std::string& previous_hash, const ports::AuditRow& row) {
  std::string body;
  const auto add = [&body](const std::string& field) { body += std::to_string(field.size()) + ":" + field; };
  add(std::to_string(row.position));
  add(domain::format_instant(row.at));
  add(row.subject);
  add(row.role);
  add(row.request_id);
  add(row.action);
  add(row.location_id ? row.location_id->text() : "");
  add(row.entity);
  add(row.entity_id);
  add(row.before);
  add(row.after);
  const std::string id = row.id.text();
  const domain::Fingerprint hash = domain::fingerprint({previous_hash, id, body});
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : hash) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

}  // namespace salon::testing
