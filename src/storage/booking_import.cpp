// Visits that took place before this platform kept the book: all of a call or none.
#include "domain/zone.hpp"
#include "storage/booking_ground.hpp"
#include "storage/booking_store.hpp"
#include "storage/booking_writer.hpp"
#include "storage/once_table.hpp"

namespace salon::storage {

using domain::Booking;
using domain::Refusal;
using domain::Result;
using domain::SlotId;

namespace {

constexpr Statement known_statement{"SELECT id FROM bookings WHERE id = ANY($1::uuid[])"};

// One row for each visit, in order, with what is needed to make its slot; no row where place, service or stylist are
// not there.
constexpr Statement ground_statement{R"sql(
  SELECT t.n, l.timezone, v.phases, v.buffer_before_minutes, v.buffer_after_minutes, v.requires_stylist
    FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[]) AS t(n, location_id, service_id, stylist_id)
    JOIN locations l ON l.id = t.location_id
    JOIN services v ON v.id = t.service_id AND v.location_id = t.location_id
   WHERE t.stylist_id IS NULL OR EXISTS (SELECT 1 FROM stylists y WHERE y.id = t.stylist_id)
   ORDER BY t.n
)sql"};

constexpr Statement make_slots_statement{R"sql(
  INSERT INTO slot_instances (id, location_id, service_id, stylist_id, date, start_at, end_at, capacity, duration_minutes, active_offsets)
  SELECT id, location_id, service_id, stylist_id, date, start_at, end_at, 1,
         extract(epoch FROM end_at - start_at)::int / 60, offsets::smallint[]
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::timestamptz[], $7::timestamptz[], $8::text[])
      AS t(id, location_id, service_id, stylist_id, date, start_at, end_at, offsets)
  ON CONFLICT DO NOTHING
)sql"};

constexpr Statement slots_statement{R"sql(
  SELECT t.n, s.id
    FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[]) AS t(n, location_id, service_id, stylist_id, start_at)
    JOIN slot_instances s ON s.location_id = t.location_id AND s.service_id = t.service_id AND s.start_at = t.start_at
     AND s.stylist_id IS NOT DISTINCT FROM t.stylist_id
   ORDER BY t.n
)sql"};

struct VisitColumns {
  std::vector<int> numbers;
  std::vector<domain::LocationId> locations;
  std::vector<domain::ServiceId> services;
  std::vector<std::optional<domain::StylistId>> stylists;
  std::vector<domain::Instant> starts, ends;
};

VisitColumns columns_of(const std::vector<ports::ImportVisit>& visits) {
  VisitColumns out;
  for (const ports::ImportVisit& visit : visits) {
    out.numbers.push_back(static_cast<int>(out.numbers.size()));
    out.locations.push_back(visit.location_id);
    out.services.push_back(visit.service_id);
    out.stylists.push_back(visit.stylist_id);
    out.starts.push_back(visit.start_at);
    out.ends.push_back(visit.end_at);
  }
  return out;
}

domain::Service phases_of(RowReader& row) {
  domain::Service service;
  int whole = 0;
  for (const int minutes : row.get<std::vector<int>>()) {
    service.phases.push_back({std::abs(minutes), minutes > 0});
    whole += std::abs(minutes);
  }
  if (whole > 0) service.duration_minutes = whole;
  service.buffer_before_minutes = row.get<int>();
  service.buffer_after_minutes = row.get<int>();
  service.requires_stylist = row.get<bool>();
  return service;
}

// NOT_FOUND where something a visit names is not there.
Task<Result<void>> make_slots(Transaction& transaction, const std::vector<ports::ImportVisit>& visits,
                              const VisitColumns& columns) {
  const Params asked = Params::of(columns.numbers, columns.locations, columns.services, columns.stylists);
  auto asking = transaction.run(ground_statement, asked);
  const Rows rows = co_await asking;
  if (rows.size() != static_cast<int>(visits.size())) {
    co_return domain::refuse(Refusal::not_found, "There is no such place, service or stylist.");
  }
  std::vector<SlotId> ids;
  std::vector<domain::Date> dates;
  std::vector<std::string> offsets;
  for (int i = 0; i < rows.size(); ++i) {
    const ports::ImportVisit& visit = visits[static_cast<std::size_t>(i)];
    RowReader row = rows.row(i);
    row.skip();
    const auto zone = domain::Zone::find(row.get<std::string>());
    const domain::Service service = phases_of(row);
    const auto length = std::chrono::floor<domain::minutes>(visit.end_at - visit.start_at);
    ids.push_back(visit.slot_id);
    dates.push_back(zone.value().date_of(visit.start_at));
    offsets.push_back(to_text(offset_numbers(domain::active_offsets(service, static_cast<int>(length.count())))));
  }
  const Params params = Params::of(ids, columns.locations, columns.services, columns.stylists, dates, columns.starts,
                                   columns.ends, offsets);
  auto making = transaction.run(make_slots_statement, params);
  co_await making;
  co_return Result<void>{};
}

Booking booking_of(const ports::ImportVisit& visit, const domain::SlotFacts& facts) {
  const domain::SlotInstance& slot = facts.slot;
  Booking booking;
  booking.id = visit.booking_id;
  booking.visit_id = visit.visit_id;
  booking.slot_id = slot.id;
  booking.location_id = slot.location_id;
  booking.service_id = slot.service_id;
  booking.stylist_id = slot.stylist_id;
  booking.start_at = slot.start_at;
  booking.end_at = slot.end_at;
  booking.timezone = facts.situation.timezone;
  // When it was made is not known any more; the visit itself is the best date there is.
  booking.state = domain::Confirmed{slot.start_at};
  if (visit.cancelled) booking.state = domain::Cancelled{slot.start_at, slot.start_at};
  booking.attendance = visit.cancelled ? domain::Attendance::none : visit.attendance;
  booking.source = domain::BookingSource::import;
  booking.customer = visit.customer;
  booking.price = facts.price;
  booking.created_at = slot.start_at;
  return booking;
}

bool is_taken(const domain::SlotFacts& facts, const Ground& ground) {
  if (facts.slot.booked + facts.slot.hold >= facts.slot.capacity) return true;
  for (const domain::TimeRange& range : facts.slot.busy()) {
    for (const domain::BusyTime& busy : ground.busy) {
      const bool is_elsewhere = busy.stylist_id == facts.slot.stylist_id && busy.slot_id != facts.slot.id;
      if (is_elsewhere && busy.during.overlaps(range)) return true;
    }
  }
  return false;
}

Task<Result<void>> import_in(Transaction& transaction, std::vector<ports::ImportVisit> visits,
                             const ports::Requester& by) {
  std::vector<domain::BookingId> booking_ids;
  for (const ports::ImportVisit& visit : visits) booking_ids.push_back(visit.booking_id);
  const Params known_params = Params::of(booking_ids);
  auto asking_known = transaction.run(known_statement, known_params);
  const Rows known = co_await asking_known;
  const auto already = known.map([](RowReader& row) { return row.get<domain::BookingId>(); });
  std::erase_if(visits, [&](const ports::ImportVisit& visit) {
    return std::ranges::find(already, visit.booking_id) != already.end();
  });
  if (visits.empty()) co_return Result<void>{};

  const VisitColumns columns = columns_of(visits);
  auto making = make_slots(transaction, visits, columns);
  Result<void> made = co_await making;
  if (!made) co_return made;
  const Params params =
      Params::of(columns.numbers, columns.locations, columns.services, columns.stylists, columns.starts);
  auto asking_slots = transaction.run(slots_statement, params);
  const Rows rows = co_await asking_slots;
  const auto slot_ids = rows.map([](RowReader& row) {
    row.skip();
    return row.get<SlotId>();
  });
  auto taking = take_ground_of(transaction, slot_ids);
  Ground ground = co_await taking;
  BookingWriter writer;
  expire_due_holds(ground, writer, by);
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const domain::SlotFacts& facts = ground.slots.at(slot_ids[i]);
    const Booking booking = booking_of(visits[i], facts);
    if (booking.is_live() && is_taken(facts, ground))
      co_return domain::refuse(Refusal::conflict, "The stylist was elsewhere.");
    writer.add(booking, facts.slot, by);
    if (booking.is_live()) ground.put_in(booking, std::nullopt);
  }
  auto flushing = writer.flush(transaction, ground.now);
  co_await flushing;
  co_return Result<void>{};
}

// A refused import must leave nothing, the slots made for it included.
class ImportRefused : public std::runtime_error {
 public:
  explicit ImportRefused(domain::Refused why) : std::runtime_error(why.detail), refused(std::move(why)) {}
  domain::Refused refused;
};

Task<bool> import_or_undo(Transaction& transaction, const std::vector<ports::ImportVisit>& visits,
                          const ports::Requester& by) {
  auto importing = import_in(transaction, visits, by);
  Result<void> done = co_await importing;
  if (!done) throw ImportRefused(std::move(done.error()));
  co_return true;
}

}  // namespace

Task<Result<void>> PgBookingStore::import_visits(std::vector<ports::ImportVisit> visits, ports::Requester by) {
  std::optional<domain::Refused> refusal;
  try {
    auto importing =
        transact(database_, [&](Transaction& transaction) { return import_or_undo(transaction, visits, by); });
    co_await importing;
    co_return Result<void>{};
  } catch (const ImportRefused& refused) {
    refusal = refused.refused;
  } catch (const PgRefused& refused) {
    if (refused.constraint != "never_in_two_places") throw;
    refusal = domain::Refused(Refusal::conflict, "The stylist was elsewhere.");
  }
  co_return std::unexpected(std::move(*refusal));
}

}  // namespace salon::storage
