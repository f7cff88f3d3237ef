#include "storage/generation_writes.hpp"

#include <algorithm>

#include "storage/booking_ground.hpp"

namespace salon::storage {

using domain::SlotDraft;
using domain::SlotId;

namespace {

// One statement's arrays: large enough that a row costs more than a round trip, small enough for a few megabytes of
// text.
constexpr std::size_t slots_a_statement = 5000;

constexpr Statement remove_statement{R"sql(
  DELETE FROM slot_instances s WHERE s.id = ANY($1::uuid[]) AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.slot_id = s.id)
)sql"};

constexpr Statement recapacity_statement{R"sql(
  UPDATE slot_instances s SET capacity = d.capacity FROM unnest($1::uuid[], $2::int[]) AS d(id, capacity) WHERE s.id = d.id
)sql"};

constexpr Statement block_statement{"UPDATE slot_instances SET blocked = $2 WHERE id = ANY($1::uuid[])"};

constexpr Statement create_statement{R"sql(
  INSERT INTO slot_instances (id, location_id, service_id, stylist_id, date, start_at, end_at, capacity, duration_minutes, active_offsets)
  SELECT d.id, $1, d.service_id, d.stylist_id, d.date, d.start_at, d.end_at, d.capacity, d.duration_minutes, d.active_offsets::smallint[]
    FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::timestamptz[], $7::timestamptz[], $8::smallint[], $9::smallint[],
                $10::text[])
      AS d(id, service_id, stylist_id, date, start_at, end_at, capacity, duration_minutes, active_offsets)
  ON CONFLICT ON CONSTRAINT slot_instances_once DO NOTHING
)sql"};

// Those from `first` on, as many as one statement takes.
Task<int> create(Transaction& transaction, domain::LocationId location, const std::vector<SlotDraft>& drafts,
                 std::size_t first) {
  std::vector<SlotId> ids;
  std::vector<domain::ServiceId> services;
  std::vector<std::optional<domain::StylistId>> stylists;
  std::vector<domain::Date> dates;
  std::vector<domain::Instant> starts, ends;
  std::vector<int> capacities, durations;
  std::vector<std::string> offsets;
  const std::size_t end = std::min(drafts.size(), first + slots_a_statement);
  for (std::size_t i = first; i < end; ++i) {
    const SlotDraft& draft = drafts[i];
    ids.push_back(transaction.ids().next_id<SlotId>());
    services.push_back(draft.service_id);
    stylists.push_back(draft.stylist_id);
    dates.push_back(draft.date);
    starts.push_back(draft.start_at);
    ends.push_back(draft.end_at);
    capacities.push_back(draft.capacity);
    durations.push_back(
        static_cast<int>(std::chrono::duration_cast<domain::minutes>(draft.end_at - draft.start_at).count()));
    offsets.push_back(to_text(offset_numbers(draft.active)));
  }
  const Params params =
      Params::of(location, ids, services, stylists, dates, starts, ends, capacities, durations, offsets);
  auto creating = transaction.run(create_statement, params);
  const Rows rows = co_await creating;
  co_return rows.touched();
}

Task<void> set_blocked(Transaction& transaction, const std::vector<SlotId>& ids, bool is_blocked) {
  if (ids.empty()) co_return;
  const Params params = Params::of(ids, is_blocked);
  auto writing = transaction.run(block_statement, params);
  co_await writing;
}

Task<void> remove(Transaction& transaction, const std::vector<SlotId>& ids) {
  if (ids.empty()) co_return;
  const Params params = Params::of(ids);
  auto removing = transaction.run(remove_statement, params);
  const Rows rows = co_await removing;
  // They were locked, and had no booking then.
  if (rows.touched() != static_cast<int>(ids.size()))
    throw RowShape("a slot was booked while generation held its lock");
}

Task<void> change_capacities(Transaction& transaction, const std::vector<domain::CapacityChange>& changes) {
  if (changes.empty()) co_return;
  std::vector<SlotId> ids;
  std::vector<int> capacities;
  for (const domain::CapacityChange& change : changes) {
    ids.push_back(change.slot_id);
    capacities.push_back(change.capacity);
  }
  const Params params = Params::of(ids, capacities);
  auto writing = transaction.run(recapacity_statement, params);
  co_await writing;
}

}  // namespace

Task<int> write_plan(Transaction& transaction, domain::LocationId location, const domain::GenerationPlan& plan) {
  auto removing = remove(transaction, plan.remove);
  co_await removing;
  auto changing = change_capacities(transaction, plan.recapacity);
  co_await changing;
  auto unblocking = set_blocked(transaction, plan.unblock, false);
  co_await unblocking;
  auto blocking = set_blocked(transaction, plan.block, true);
  co_await blocking;
  int created = 0;
  for (std::size_t first = 0; first < plan.create.size(); first += slots_a_statement) {
    auto creating = create(transaction, location, plan.create, first);
    const int more = co_await creating;
    created += more;
  }
  co_return created;
}

}  // namespace salon::storage
