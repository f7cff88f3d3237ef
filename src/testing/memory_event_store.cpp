#include "testing/memory_event_store.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "testing/memory_pages.hpp"

namespace salon::testing {

using domain::Event;
using domain::Instant;

namespace {

// Long enough for every live stream to have caught up.
constexpr std::chrono::days published_events_kept{7};

std::vector<Event> unpublished(const MemoryBrand& brand, int limit) {
  std::vector<Event> events;
  for (const OutboxRow& row : brand.outbox) {
    if (static_cast<int>(events.size()) == limit) break;
    if (!row.is_published) events.push_back(row.event);
  }
  return events;
}

int mark_published(MemoryBrand& brand, const std::set<domain::EventId>& ids) {
  int marked = 0;
  for (OutboxRow& row : brand.outbox) {
    if (row.is_published || !ids.contains(row.event.id)) continue;
    row.is_published = true;
    ++marked;
  }
  return marked;
}

int give_positions(MemoryBrand& brand, int limit) {
  int taken = 0;
  for (OutboxRow& row : brand.outbox) {
    if (taken == limit) break;
    if (row.event.position != 0) continue;
    row.event.position = ++brand.last_position;
    ++taken;
  }
  return taken;
}

int seal_audit(MemoryBrand& brand, int limit) {
  int taken = 0;
  std::string previous;
  for (ports::AuditRow& row : brand.audit) {
    if (row.hash.empty()) {
      if (taken == limit) break;
      row.hash = audit_hash(previous, row);
      ++taken;
    }
    previous = row.hash;
  }
  return taken;
}

bool matches(const ports::AuditRow& row, const ports::AuditFilter& filter) {
  const auto& at = filter.location_ids;
  const bool is_here = at.empty() || (row.location_id && std::ranges::find(at, *row.location_id) != at.end());
  if (!is_here) return false;
  if (filter.entity_id && row.entity_id != *filter.entity_id) return false;
  if (filter.from && row.at < *filter.from) return false;
  return !filter.to || row.at < *filter.to;
}

}  // namespace

auto MemoryEventStore::relay(int limit, std::function<Task<bool>(std::vector<Event>)> publish) -> Task<int> {
  std::vector<Event> events = unpublished(brand_, limit);
  if (events.empty()) co_return 0;
  std::set<domain::EventId> ids;
  for (const Event& event : events) ids.insert(event.id);
  auto publishing = publish(std::move(events));
  const bool is_published = co_await publishing;
  if (!is_published) co_return 0;
  co_return mark_published(brand_, ids);
}

auto MemoryEventStore::seal(int limit) -> Task<int> {
  const int events = give_positions(brand_, limit);
  co_return events + seal_audit(brand_, limit);
}

auto MemoryEventStore::events_after(std::int64_t position, int limit) -> Task<std::vector<Event>> {
  std::vector<Event> events;
  for (const OutboxRow& row : brand_.outbox) {
    if (static_cast<int>(events.size()) == limit) break;
    if (row.event.position > position) events.push_back(row.event);
  }
  co_return std::move(events);
}

auto MemoryEventStore::last_position() -> Task<std::int64_t> { co_return brand_.last_position; }

auto MemoryEventStore::audit(ports::AuditFilter filter, ports::PageRequest page)
    -> Task<domain::Result<ports::Page<ports::AuditRow>>> {
  std::vector<ports::AuditRow> rows;
  for (const ports::AuditRow& row : brand_.audit) {
    if (matches(row, filter)) rows.push_back(row);
  }
  const auto key_of = [](const ports::AuditRow& row) { return sortable(row.position); };
  const auto is_key = [this, key_of](const std::string& text) {
    return std::ranges::any_of(brand_.audit, [&](const ports::AuditRow& row) { return key_of(row) == text; });
  };
  co_return page_of(std::move(rows), page, key_of, is_key);
}

auto MemoryEventStore::prune() -> Task<int> {
  const Instant now = brand_.clock.now();
  auto gone = std::erase_if(brand_.remembered, [now](const auto& entry) {
    return now - entry.second.created_at > domain::policy::once_remembered;
  });
  const auto events = std::erase_if(brand_.outbox, [now](const OutboxRow& row) {
    return row.is_published && row.event.position != 0 && now - row.event.at > published_events_kept;
  });
  brand_.is_outbox_pruned = brand_.is_outbox_pruned || events > 0;
  gone += events;
  gone +=
      std::erase_if(brand_.refresh_tokens, [now](const auto& entry) { return entry.second.token.expires_at <= now; });
  co_return static_cast<int>(gone);
}

}  // namespace salon::testing
