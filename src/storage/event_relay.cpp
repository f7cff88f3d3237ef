// What moves events on: the relay, the sequencer and sealer, and the broom.
#include <algorithm>
#include <map>

#include "domain/policy.hpp"
#include "storage/day_pages.hpp"
#include "storage/event_rows.hpp"
#include "storage/event_store.hpp"

namespace salon::storage {

using domain::Event;
using domain::Instant;

namespace {

// Rows that another relay has are left out; so are later versions of a booking whose earlier ones are not all among
// these: they may be on their way in another relay's hands. Those are counted among the booking's few events, not among
// all that are unpublished: hence the condition that no other index answers.
constexpr Statement claim_statement{R"sql(
  WITH claimed AS MATERIALIZED (
    SELECT * FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
  ), ranked AS (
    SELECT *, rank() OVER (PARTITION BY booking_id ORDER BY version) - 1 AS earlier FROM claimed
  )
  SELECT )sql" SALON_EVENT_COLUMNS R"sql( FROM ranked o
   WHERE o.booking_id IS NULL
      OR o.earlier = (SELECT count(*) FROM outbox e WHERE e.booking_id = o.booking_id AND e.version < o.version
                         AND coalesce(e.published_at, 'infinity') = 'infinity')
   ORDER BY o.id
)sql"};

// Exactly those (D51).
constexpr Statement mark_statement{"UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY($1::uuid[])"};

// One sealer at a time: who does not get the row does nothing.
constexpr Statement sequencer_statement{"SELECT last_position FROM event_sequence FOR UPDATE SKIP LOCKED"};

constexpr Statement give_positions_statement{R"sql(
  WITH numbered AS (
    SELECT id, (SELECT last_position FROM event_sequence) + row_number() OVER (ORDER BY id) AS place
      FROM (SELECT id FROM outbox WHERE position IS NULL ORDER BY id LIMIT $1) AS waiting
  ), placed AS (
    UPDATE outbox o SET position = n.place FROM numbered n WHERE o.id = n.id RETURNING o.position
  )
  UPDATE event_sequence SET last_position = last.place
    FROM (SELECT max(position) AS place, count(*) AS number FROM placed) AS last
   WHERE last.number > 0 RETURNING last.number
)sql"};

constexpr Statement seal_statement{R"sql(
  WITH last AS MATERIALIZED (
    SELECT position, hash FROM audit_log WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1
  ), numbered AS MATERIALIZED (
    SELECT a.*, coalesce((SELECT position FROM last), 0) + row_number() OVER (ORDER BY a.id) AS place
      FROM (SELECT * FROM audit_log WHERE position IS NULL ORDER BY id LIMIT $1) AS a
  ), sealed AS MATERIALIZED (
    SELECT n.id, n.place,
           audit_chain((SELECT hash FROM last),
                       audit_content(ROW(n.id, n.at, n.subject, n.role, n.request_id, n.action, n.location_id, n.entity, n.entity_id,
                                         n.version, n.before, n.after, n.place, NULL)::audit_log))
             OVER (ORDER BY n.place) AS hash
      FROM numbered n
  ), noted AS (
    UPDATE event_sequence SET last_sealed = top.place FROM (SELECT max(place) AS place FROM sealed) AS top WHERE top.place IS NOT NULL
  )
  UPDATE audit_log a SET position = s.place, hash = s.hash FROM sealed s WHERE a.id = s.id
)sql"};

constexpr Statement prune_keys_statement{R"sql(
  DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency_keys WHERE created_at < $1 LIMIT $2))
)sql"};

constexpr Statement prune_events_statement{R"sql(
  DELETE FROM outbox
   WHERE id = ANY (ARRAY(SELECT id FROM outbox WHERE published_at IS NOT NULL AND position IS NOT NULL AND at < $1 ORDER BY position LIMIT $2))
)sql"};

constexpr Statement note_pruning_statement{R"sql(
  UPDATE event_sequence SET pruned_before = greatest(pruned_before, $1)
)sql"};

constexpr Statement prune_tokens_statement{R"sql(
  DELETE FROM refresh_tokens WHERE hash = ANY (ARRAY(SELECT hash FROM refresh_tokens WHERE expires_at <= $1 LIMIT $2))
)sql"};

constexpr int rows_a_sweep = 5000;
// Long enough for every live stream to have caught up.
constexpr std::chrono::days published_events_kept{7};

// By id, but the events of one booking by version, in the places that they have: clocks of two servers may disagree.
void order_versions(std::vector<Event>& events) {
  std::map<domain::BookingId, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].booking_id) places[*events[i].booking_id].push_back(i);
  }
  for (const auto& [booking, at] : places) {
    std::vector<Event> own;
    for (const std::size_t i : at) own.push_back(events[i]);
    std::ranges::sort(own, {}, &Event::version);
    for (std::size_t i = 0; i < at.size(); ++i) events[at[i]] = std::move(own[i]);
  }
}

struct Relaying {
  int limit;
  PgEventStore::Publish publish;
};

Task<int> relay_in(Transaction& transaction, const Relaying& relaying) {
  transaction.keep_plans();
  const Params limit = Params::of(relaying.limit);
  auto claiming = transaction.run(claim_statement, limit);
  const Rows rows = co_await claiming;
  std::vector<Event> events = rows.map(read_event);
  if (events.empty()) co_return 0;
  order_versions(events);
  std::vector<domain::EventId> ids;
  for (const Event& event : events) ids.push_back(event.id);
  auto publishing = relaying.publish(std::move(events));
  const bool is_published = co_await publishing;
  if (!is_published) co_return 0;
  const Params published = Params::of(ids);
  auto marking = transaction.run(mark_statement, published);
  const Rows marked = co_await marking;
  co_return marked.touched();
}

Task<int> seal_in(Transaction& transaction, int limit) {
  transaction.keep_plans();
  const Params nothing;
  auto taking = transaction.run(sequencer_statement, nothing);
  const Rows turn = co_await taking;
  if (turn.empty()) co_return 0;
  const Params params = Params::of(limit);
  auto giving = transaction.run(give_positions_statement, params);
  const Rows given = co_await giving;
  int count = 0;
  if (!given.empty()) {
    RowReader row = given.row(0);
    count = row.get<int>();
  }
  auto sealing = transaction.run(seal_statement, params);
  const Rows sealed = co_await sealing;
  co_return count + sealed.touched();
}

struct Sweep {
  Statement statement;
  std::chrono::microseconds age;
  bool takes_events = false;
};

// One sweep, small enough not to be in anybody's way.
Task<int> sweep_in(Transaction& transaction, const Sweep& sweep) {
  auto asking = transaction.now();
  const Instant now = co_await asking;
  const Instant before = now - sweep.age;
  if (sweep.takes_events) {
    const Params limit = Params::of(before);
    auto noting = transaction.run(note_pruning_statement, limit);
    co_await noting;
  }
  const Params params = Params::of(before, rows_a_sweep);
  auto sweeping = transaction.run(sweep.statement, params);
  const Rows rows = co_await sweeping;
  co_return rows.touched();
}

}  // namespace

Task<int> PgEventStore::relay(int limit, Publish publish) {
  const Relaying relaying{limit, std::move(publish)};
  const auto work = [&relaying](Transaction& transaction) { return relay_in(transaction, relaying); };
  auto doing = transact(database_, work);
  co_return co_await doing;
}

Task<int> PgEventStore::seal(int limit) {
  const auto work = [limit](Transaction& transaction) { return seal_in(transaction, limit); };
  auto doing = transact(database_, work);
  co_return co_await doing;
}

Task<int> PgEventStore::prune() {
  auto forgetting = forget_seen_changes(database_);  // readers do it too, as long as there are any
  co_await forgetting;
  int total = 0;
  for (const Sweep& sweep : {Sweep{prune_keys_statement, domain::policy::once_remembered, false},
                             Sweep{prune_events_statement, published_events_kept, true},
                             Sweep{prune_tokens_statement, std::chrono::microseconds{0}, false}}) {
    int gone = rows_a_sweep;
    while (gone == rows_a_sweep) {
      const auto work = [&sweep](Transaction& transaction) { return sweep_in(transaction, sweep); };
      auto sweeping = transact(database_, work);
      gone = co_await sweeping;
      total += gone;
    }
  }
  co_return total;
}

}  // namespace salon::storage
