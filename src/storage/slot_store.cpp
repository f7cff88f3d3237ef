#include "storage/slot_store.hpp"

#include <set>

#include "domain/zone.hpp"
#include "storage/booking_rows.hpp"
#include "storage/busy_times.hpp"
#include "storage/catalog_rows.hpp"
#include "storage/generation.hpp"
#include "storage/once_table.hpp"
#include "storage/slot_pruning.hpp"
#include "storage/slot_rows.hpp"

namespace salon::storage {

using domain::Instant;
using domain::Refusal;
using domain::Result;
using domain::SlotInstance;
using domain::StylistId;
using ports::Offer;
using ports::OfferedSlot;

namespace {

// The time, the salon and the service; no row when one of them, or the stylist, is not there.
constexpr Statement offer_head_statement{"SELECT coalesce($4::timestamptz, clock_timestamp()), " SALON_LOCATION_COLUMNS
                                         ", " SALON_SERVICE_COLUMNS R"sql(
    FROM locations l JOIN services v ON v.location_id = l.id
   WHERE l.id = $1 AND v.id = $2
     AND ($3::uuid IS NULL OR EXISTS (SELECT 1 FROM stylists y WHERE y.id = $3 AND y.location_id = $1)
                           OR EXISTS (SELECT 1 FROM stylist_locations p WHERE p.stylist_id = $3 AND p.location_id = $1))
)sql"};

// Only slots with holds look at bookings.
constexpr Statement offer_slots_statement{
    "SELECT " SALON_SLOT_COLUMNS
    R"sql(, coalesce(y.active, TRUE), coalesce(t.price_minor, v.price_minor), h.due, h.earliest
    FROM slot_instances s
    JOIN services v ON v.id = s.service_id
    LEFT JOIN stylists y ON y.id = s.stylist_id
    LEFT JOIN stylist_services t ON t.stylist_id = s.stylist_id AND t.service_id = s.service_id
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE b.hold_expires_at <= $6) AS due, min(b.hold_expires_at) FILTER (WHERE b.hold_expires_at > $6) AS earliest
        FROM bookings b WHERE s.hold > 0 AND b.slot_id = s.id AND )sql" SALON_HELD("b") R"sql(
    ) AS h
   WHERE s.location_id = $1 AND s.date BETWEEN $2 AND $3 AND s.service_id = $4 AND ($5::uuid IS NULL OR s.stylist_id = $5)
   ORDER BY s.start_at, s.id
)sql"};

constexpr Statement stylists_statement{"SELECT " SALON_STYLIST_COLUMNS
                                       " FROM stylists y WHERE y.id = ANY($1::uuid[]) ORDER BY y.id"};

constexpr Statement day_statement{"SELECT " SALON_SLOT_COLUMNS R"sql(
    FROM slot_instances s
   WHERE s.location_id = $1 AND s.date = $2 AND ($3::uuid IS NULL OR s.service_id = $3) AND ($4::uuid IS NULL OR s.stylist_id = $4)
   ORDER BY s.start_at, s.id
)sql"};

constexpr Statement slot_by_id_statement{"SELECT " SALON_SLOT_COLUMNS
                                         " FROM slot_instances s WHERE s.id = ANY($1::uuid[])"};

Task<bool> read_head(Transaction& transaction, const ports::OfferQuery& query, Offer& offer) {
  const Params params =
      Params::of(query.location_id, query.service_id, query.stylist_id, transaction.database().clock.fixed());
  auto asking = transaction.run(offer_head_statement, params);
  const Rows rows = co_await asking;
  if (rows.empty()) co_return false;
  RowReader row = rows.row(0);
  offer.now = row.get<Instant>();
  offer.location = read_location(row);
  offer.service = read_service(row);
  co_return true;
}

Task<void> read_slots(Transaction& transaction, const ports::OfferQuery& query, Offer& offer) {
  const Params params =
      Params::of(query.location_id, query.from, query.to, query.service_id, query.stylist_id, offer.now);
  auto asking = transaction.run(offer_slots_statement, params);
  const Rows rows = co_await asking;
  domain::SlotSituation situation;
  situation.service_active = offer.service.active && offer.location.active;
  situation.minimum_notice = offer.location.minimum_notice;
  situation.horizon_days = offer.location.horizon_days;
  situation.timezone = offer.location.timezone;
  offer.slots = rows.map([&offer, &situation](RowReader& row) {
    OfferedSlot offered{read_slot(row), situation, {}};
    offered.situation.stylist_active = row.get<bool>();
    offered.price = {row.get<std::int64_t>(), offer.location.currency};
    offered.situation.due_holds = row.get<int>();
    offered.situation.earliest_hold_expiry = row.get<std::optional<Instant>>();
    return offered;
  });
}

Task<void> read_stylists(Transaction& transaction, const ports::OfferQuery& query, Offer& offer) {
  std::set<StylistId> unique;
  for (const OfferedSlot& offered : offer.slots) {
    if (offered.slot.stylist_id) unique.insert(*offered.slot.stylist_id);
  }
  if (unique.empty()) co_return;
  const std::vector<StylistId> stylists(unique.begin(), unique.end());
  const auto zone = domain::Zone::find(offer.location.timezone);
  if (!zone) throw RowShape("a location's time zone is unknown here: " + offer.location.timezone);
  // Slots of the last day may end on the next, and buffers lie outside of slots.
  const std::chrono::days margin{1};
  const domain::TimeRange around{zone->day(query.from).start - margin, zone->day(query.to).end + margin};
  auto asking_busy = busy_times(transaction, stylists, around);
  offer.busy = co_await asking_busy;
  const Params stylist_params = Params::of(stylists);
  auto asking_stylists = transaction.run(stylists_statement, stylist_params);
  const Rows rows = co_await asking_stylists;
  offer.stylists = rows.map(read_stylist);
}

Task<Result<Offer>> offer_in(Transaction& transaction, const ports::OfferQuery& query) {
  Offer offer;
  auto reading_head = read_head(transaction, query, offer);
  const bool is_there = co_await reading_head;
  if (!is_there) co_return domain::refuse(Refusal::not_found, "There is no such location, service or stylist.");
  auto reading_slots = read_slots(transaction, query, offer);
  co_await reading_slots;
  auto reading_stylists = read_stylists(transaction, query, offer);
  co_await reading_stylists;
  co_return offer;
}

}  // namespace

PgSlotStore::PgSlotStore(Database& database)
    : database_(database),
      slot_by_id_(database, {slot_by_id_statement, read_slot, [](const SlotInstance& slot) { return slot.id; }}) {}

auto PgSlotStore::offer(ports::OfferQuery query) -> Task<Result<Offer>> {
  const auto work = [&query](Transaction& transaction) { return offer_in(transaction, query); };
  auto reading = transact(database_, work, View::one_snapshot);
  co_return co_await reading;
}

auto PgSlotStore::slots_of_day(ports::SlotQuery query) -> Task<std::vector<SlotInstance>> {
  const Params params = Params::of(query.location_id, query.date, query.service_id, query.stylist_id);
  auto reading = read(database_, day_statement, params);
  const Rows rows = co_await reading;
  co_return rows.map(read_slot);
}

auto PgSlotStore::slot(domain::SlotId id) -> Task<std::optional<SlotInstance>> { return slot_by_id_.find(id); }

auto PgSlotStore::generate(ports::GenerateSlots what, ports::Requester by) -> Task<Result<domain::GenerationReport>> {
  const auto work = [&what, &by](Transaction& transaction) { return generate_slots(transaction, what, by); };
  auto doing = transact(database_, work);
  co_return co_await doing;
}

auto PgSlotStore::generate_once(ports::GenerateSlots what, ports::Once<domain::GenerationReport> once)
    -> Task<Result<domain::Answer>> {
  const auto work = [&what, &once](Transaction& transaction) { return generate_slots(transaction, what, once.by); };
  auto doing = transact_once(database_, once, work);
  co_return co_await doing;
}

auto PgSlotStore::prune(std::chrono::days kept) -> Task<ports::Sweep> {
  const auto work = [kept](Transaction& transaction) { return prune_slots(transaction, kept); };
  auto doing = transact(database_, work);
  co_return co_await doing;
}

}  // namespace salon::storage
