#include "storage/generation_writes.hpp"

#include <algorithm>
#include <span>

#include "storage/booking_ground.hpp"

namespace salon::storage {

using domain::SlotDraft;
using domain::SlotId;

namespace {

// One statement's arrays: large enough that a row costs more than a round trip, small enough for what the server keeps
// of a statement's rows to stay in memory.
constexpr std::size_t slots_a_statement = 10000;

constexpr Statement remove_statement{R"sql(
  DELETE FROM slot_instances s WHERE s.id = ANY($1::uuid[]) AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.slot_id = s.id)
)sql"};

constexpr Statement recapacity_statement{R"sql(
  UPDATE slot_instances s SET capacity = d.capacity FROM unnest($1::uuid[], $2::int[]) AS d(id, capacity) WHERE s.id = d.id
)sql"};

constexpr Statement block_statement{"UPDATE slot_instances SET blocked = $2 WHERE id = ANY($1::uuid[])"};

// Slots come as runs, whose columns are the same but for id and start: $8 and $9 are the first and the last slot of a
// run. A row put together from a column array each costs the server four times as much.
#define SALON_CREATE_SLOTS                                                                                             \
  "INSERT INTO slot_instances (id, location_id, service_id, stylist_id, date, start_at, end_at, capacity, "            \
  "duration_minutes, active_offsets) "                                                                                 \
  "SELECT ($10::uuid[])[i], $1, r.service_id, r.stylist_id, r.date, ($11::timestamptz[])[i], "                         \
  "($11::timestamptz[])[i] + r.length, r.capacity, r.duration_minutes, r.active_offsets "                              \
  "FROM (SELECT service_id, stylist_id, date, capacity, duration_minutes, duration_minutes * interval '1 minute' "     \
  "AS length, active_offsets::smallint[] AS active_offsets, first, last "                                              \
  "FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::smallint[], $6::smallint[], $7::text[], $8::int[], $9::int[]) " \
  "AS t(service_id, stylist_id, date, capacity, duration_minutes, active_offsets, first, last) OFFSET 0) AS r, "       \
  "generate_series(r.first, r.last) AS i "
constexpr Statement create_statement{SALON_CREATE_SLOTS};
// Looking for each row first costs as much as writing it; nobody but generation makes slots as a rule.
constexpr Statement create_what_is_missing_statement{SALON_CREATE_SLOTS
                                                     "ON CONFLICT ON CONSTRAINT slot_instances_once DO NOTHING"};
constexpr Statement before_creating_statement{"SAVEPOINT before_creating"};
constexpr Statement as_before_creating_statement{"ROLLBACK TO SAVEPOINT before_creating"};

// A statement's slots by runs.
struct Runs {
  std::vector<domain::ServiceId> services;
  std::vector<std::optional<domain::StylistId>> stylists;
  std::vector<domain::Date> dates;
  std::vector<int> capacities, durations, firsts, lasts;
  std::vector<std::string> offsets;
  std::vector<SlotId> ids;
  std::vector<domain::Instant> starts;
};

bool is_of_one_run(const SlotDraft& one, const SlotDraft& next) {
  return one.service_id == next.service_id && one.stylist_id == next.stylist_id && one.date == next.date &&
         one.capacity == next.capacity && one.end_at - one.start_at == next.end_at - next.start_at &&
         one.active == next.active;
}

void begin_run(Runs& runs, const SlotDraft& draft) {
  const auto length = std::chrono::duration_cast<domain::minutes>(draft.end_at - draft.start_at);
  runs.services.push_back(draft.service_id);
  runs.stylists.push_back(draft.stylist_id);
  runs.dates.push_back(draft.date);
  runs.capacities.push_back(draft.capacity);
  runs.durations.push_back(static_cast<int>(length.count()));
  runs.offsets.push_back(to_text(offset_numbers(draft.active)));
  runs.firsts.push_back(static_cast<int>(runs.ids.size()) + 1);
  runs.lasts.push_back(0);
}

// Of drafts by service, stylist and start: what follows each other goes into the indexes side by side.
Runs runs_of(std::span<const SlotDraft> drafts, ports::IdSource& ids) {
  Runs runs;
  runs.ids.reserve(drafts.size());
  runs.starts.reserve(drafts.size());
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (i == 0 || !is_of_one_run(drafts[i - 1], drafts[i])) begin_run(runs, drafts[i]);
    runs.ids.push_back(ids.next_id<SlotId>());
    runs.starts.push_back(drafts[i].start_at);
    runs.lasts.back() = static_cast<int>(runs.ids.size());
  }
  return runs;
}

Params params_of(domain::LocationId location, const Runs& runs) {
  return Params::of(location, runs.services, runs.stylists, runs.dates, runs.capacities, runs.durations, runs.offsets,
                    runs.firsts, runs.lasts, runs.ids, runs.starts);
}

struct Creation {
  domain::LocationId location;
  const std::vector<SlotDraft>& drafts;
  Statement statement;
};

Task<int> create_all(Transaction& transaction, const Creation& creation) {
  int created = 0;
  const std::span<const SlotDraft> drafts(creation.drafts);
  for (std::size_t first = 0; first < drafts.size(); first += slots_a_statement) {
    const auto part = drafts.subspan(first, std::min(slots_a_statement, drafts.size() - first));
    const Params params = params_of(creation.location, runs_of(part, transaction.ids()));
    auto creating = transaction.run(creation.statement, params);
    const Rows rows = co_await creating;
    created += rows.touched();
  }
  co_return created;
}

bool is_made_twice(const PgRefused& refused) { return refused.constraint == "slot_instances_once"; }

// A slot may have been made since the plan was, by an import, which does not wait for the location's lock: then all is
// created again, but for what is there.
Task<int> create(Transaction& transaction, Creation creation) {
  if (creation.drafts.empty()) co_return 0;
  const Params nothing;
  auto remembering = transaction.run(before_creating_statement, nothing);
  co_await remembering;
  try {
    auto creating = create_all(transaction, creation);
    co_return co_await creating;
  } catch (const PgRefused& refused) {
    if (!is_made_twice(refused)) throw;
  }
  auto going_back = transaction.run(as_before_creating_statement, nothing);
  co_await going_back;
  creation.statement = create_what_is_missing_statement;
  auto creating = create_all(transaction, creation);
  co_return co_await creating;
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
  const Creation creation{location, plan.create, create_statement};
  auto creating = create(transaction, creation);
  co_return co_await creating;
}

}  // namespace salon::storage
