#include "storage/busy_times.hpp"

namespace salon::storage {
namespace {

constexpr Statement busy_statement{R"sql(
  SELECT a.resource_id, a.slot_id, a.booking_id, a.during, CASE WHEN b.status = 'held' THEN b.hold_expires_at END
    FROM unnest($1::uuid[]) AS wanted(stylist_id)
    JOIN allocations a ON a.live AND a.resource_id = wanted.stylist_id AND a.during && $2::tstzrange
    JOIN bookings b ON b.id = a.booking_id
   ORDER BY a.resource_id, a.id
)sql"};

domain::BusyTime read_busy_time(RowReader& row) {
  domain::BusyTime busy;
  busy.stylist_id = row.get<domain::StylistId>();
  busy.slot_id = row.get<domain::SlotId>();
  busy.booking_id = row.get<domain::BookingId>();
  busy.during = row.get<domain::TimeRange>();
  busy.hold_expires_at = row.get<std::optional<domain::Instant>>();
  return busy;
}

}  // namespace

Task<std::vector<domain::BusyTime>> busy_times(Transaction& transaction, std::vector<domain::StylistId> stylists,
                                               domain::TimeRange around) {
  std::vector<domain::BusyTime> busy;
  if (stylists.empty()) co_return busy;
  const Params params = Params::of(stylists, around);
  auto asking = transaction.run(busy_statement, params);
  const Rows rows = co_await asking;
  busy = rows.map(read_busy_time);
  co_return busy;
}

}  // namespace salon::storage
