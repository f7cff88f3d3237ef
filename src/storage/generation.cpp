#include "storage/generation.hpp"

#include <map>
#include <set>

#include "domain/zone.hpp"
#include "storage/catalog_rows.hpp"
#include "storage/generation_writes.hpp"
#include "storage/ledger.hpp"
#include "storage/once_table.hpp"
#include "storage/rule_rows.hpp"

namespace salon::storage {

using domain::ExistingSlot;
using domain::GenerationPlan;
using domain::GenerationReport;
using domain::Instant;
using domain::Refusal;
using domain::Result;
using domain::SlotId;

namespace {

// A year of a large salon; a request or a job asks for a month or a week.
constexpr std::chrono::seconds longest_generation{60};

constexpr Statement asked_statement{R"sql(
  SELECT $2::uuid IS NULL OR EXISTS (SELECT 1 FROM services WHERE id = $2 AND location_id = $1),
         $3::uuid IS NULL OR EXISTS (SELECT 1 FROM stylists WHERE id = $3 AND location_id = $1)
                          OR EXISTS (SELECT 1 FROM stylist_locations WHERE stylist_id = $3 AND location_id = $1)
)sql"};

constexpr Statement services_statement{"SELECT " SALON_SERVICE_COLUMNS
                                       " FROM services v WHERE v.location_id = $1 ORDER BY v.id"};

constexpr Statement stylists_statement{"SELECT " SALON_STYLIST_COLUMNS R"sql(
    FROM stylists y
   WHERE y.location_id = $1 OR y.id IN (SELECT p.stylist_id FROM stylist_locations p WHERE p.location_id = $1)
   ORDER BY y.id
)sql"};

#define SALON_SLOTS_ASKED_FOR                                                                    \
  "s.location_id = $1 AND s.date BETWEEN $2 AND $3 AND ($4::uuid IS NULL OR s.service_id = $4) " \
  "AND ($5::uuid IS NULL OR s.stylist_id = $5)"

// What planning looks at, and no more: a whole horizon is read, mostly to find that all is as it should be. Bookings
// that are over are looked for only where they make a difference, see facts_statement.
constexpr Statement existing_statement{
    "SELECT s.id, s.service_id, s.stylist_id, s.start_at, s.duration_minutes, s.capacity, s.booked, s.hold, s.blocked, "
    "s.was_left OR s.booked + s.hold > 0 FROM slot_instances s WHERE " SALON_SLOTS_ASKED_FOR};

constexpr Statement live_statement{R"sql(
  SELECT b.id, b.slot_id FROM bookings b WHERE b.slot_id = ANY($1::uuid[]) AND b.status IN ('held', 'confirmed')
)sql"};

constexpr Statement lock_statement{R"sql(
  SELECT count(*) FROM (SELECT id FROM slot_instances WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE) AS locked
)sql"};

// A statement of its own, after the lock: it sees what was committed while that was waited for.
constexpr Statement facts_statement{R"sql(
  SELECT s.id, s.booked, s.hold, s.was_left OR s.booked + s.hold > 0 OR EXISTS (SELECT 1 FROM bookings b WHERE b.slot_id = s.id)
    FROM slot_instances s WHERE s.id = ANY($1::uuid[])
)sql"};

// What the plan is made from, owned for as long as the plan is made.
struct GenerationGround {
  domain::Location location;
  std::vector<domain::Rule> rules;
  std::vector<domain::Service> services;
  std::vector<domain::Stylist> stylists;
  std::vector<ExistingSlot> existing;
  std::vector<domain::LiveBooking> live;
  Instant now;
};

// A window that begins on the last day may run into the next.
Params slots_asked_for(const ports::GenerateSlots& what) {
  return Params::of(what.location_id, what.from, what.to + std::chrono::days{1}, what.service_id, what.stylist_id);
}

Task<Result<void>> read_location(Transaction& transaction, const ports::GenerateSlots& what, GenerationGround& ground) {
  auto looking = find_row(transaction, what.location_id);
  std::optional<domain::Location> location = co_await looking;
  if (!location) co_return domain::refuse(Refusal::not_found, "There is no such location.");
  ground.location = std::move(*location);
  const Params params = Params::of(what.location_id, what.service_id, what.stylist_id);
  auto asking = transaction.run(asked_statement, params);
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  const bool has_service = row.get<bool>();
  const bool has_stylist = row.get<bool>();
  if (!has_service) co_return domain::refuse(Refusal::not_found, "There is no such service here.");
  if (!has_stylist) co_return domain::refuse(Refusal::not_found, "There is no such stylist here.");
  co_return Result<void>{};
}

Task<void> read_catalogue(Transaction& transaction, GenerationGround& ground) {
  auto reading_rules = rules_in(transaction, ground.location.id);
  ground.rules = co_await reading_rules;
  const Params params = Params::of(ground.location.id);
  auto reading_services = transaction.run(services_statement, params);
  const Rows services = co_await reading_services;
  ground.services = services.map(read_service);
  auto reading_stylists = transaction.run(stylists_statement, params);
  const Rows stylists = co_await reading_stylists;
  ground.stylists = stylists.map(read_stylist);
}

Task<void> read_live(Transaction& transaction, GenerationGround& ground) {
  ground.live.clear();
  std::vector<SlotId> taken;
  for (const ExistingSlot& existing : ground.existing) {
    if (existing.slot.booked + existing.slot.hold > 0) taken.push_back(existing.slot.id);
  }
  if (taken.empty()) co_return;
  const Params params = Params::of(taken);
  auto reading = transaction.run(live_statement, params);
  const Rows rows = co_await reading;
  ground.live = rows.map([](RowReader& row) {
    domain::LiveBooking booking;
    booking.booking_id = row.get<domain::BookingId>();
    booking.slot_id = row.get<SlotId>();
    return booking;
  });
}

ExistingSlot read_existing(RowReader& row, domain::LocationId location) {
  ExistingSlot existing;
  domain::SlotInstance& slot = existing.slot;
  slot.id = row.get<SlotId>();
  slot.location_id = location;
  slot.service_id = row.get<domain::ServiceId>();
  slot.stylist_id = row.get<std::optional<domain::StylistId>>();
  slot.start_at = row.get<Instant>();
  slot.end_at = slot.start_at + domain::minutes{row.get<int>()};
  slot.capacity = row.get<int>();
  slot.booked = row.get<int>();
  slot.hold = row.get<int>();
  slot.blocked = row.get<bool>();
  existing.ever_booked = row.get<bool>();
  return existing;
}

Task<void> read_slots(Transaction& transaction, const ports::GenerateSlots& what, GenerationGround& ground) {
  const Params params = slots_asked_for(what);
  auto reading = transaction.run(existing_statement, params);
  const Rows rows = co_await reading;
  const domain::LocationId location = ground.location.id;
  ground.existing = rows.map([location](RowReader& row) { return read_existing(row, location); });
  auto reading_live = read_live(transaction, ground);
  co_await reading_live;
}

GenerationPlan plan_of(const ports::GenerateSlots& what, const GenerationGround& ground) {
  const auto zone = domain::Zone::find(ground.location.timezone);
  if (!zone) throw RowShape("a location's time zone is unknown here: " + ground.location.timezone);
  const domain::ExpansionInput input{&ground.location, ground.rules, ground.services, ground.stylists,
                                     what.from,        what.to,      what.service_id, what.stylist_id};
  return domain::plan_generation(input, *zone, ground.existing, ground.live, ground.now);
}

std::vector<SlotId> slots_to_change(const GenerationPlan& plan) {
  std::set<SlotId> ids(plan.remove.begin(), plan.remove.end());
  ids.insert(plan.block.begin(), plan.block.end());
  ids.insert(plan.unblock.begin(), plan.unblock.end());
  for (const domain::CapacityChange& change : plan.recapacity) ids.insert(change.slot_id);
  return {ids.begin(), ids.end()};
}

// Brings what is known of the slots up to date. Whether anything was news, or time has reached one of them.
Task<bool> look_again(Transaction& transaction, const std::vector<SlotId>& ids, GenerationGround& ground) {
  const Params params = Params::of(ids);
  auto reading = transaction.run(facts_statement, params);
  const Rows rows = co_await reading;
  auto asking = transaction.now();
  ground.now = co_await asking;
  std::map<SlotId, ExistingSlot*> known;
  for (ExistingSlot& existing : ground.existing) known.emplace(existing.slot.id, &existing);
  bool is_news = rows.size() != static_cast<int>(ids.size());
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    ExistingSlot& existing = *known.at(row.get<SlotId>());
    const int booked = row.get<int>();
    const int hold = row.get<int>();
    const bool ever_booked = row.get<bool>();
    is_news |= booked != existing.slot.booked || hold != existing.slot.hold || ever_booked != existing.ever_booked ||
               existing.slot.start_at <= ground.now;
    existing.slot.booked = booked;
    existing.slot.hold = hold;
    existing.ever_booked = ever_booked;
  }
  co_return is_news;
}

Task<void> lock_slots(Transaction& transaction, const std::vector<SlotId>& ids) {
  const Params params = Params::of(ids);
  auto locking = transaction.run(lock_statement, params);
  co_await locking;
}

std::string summary_of(const GenerationReport& report) {
  const auto number = [](std::string_view name, int value) {
    return "\"" + std::string(name) + "\":" + std::to_string(value);
  };
  return "{" + number("created", report.created) + "," + number("updated", report.updated) + "," +
         number("blocked", report.blocked) + "," + number("removed", report.removed) + "}";
}

Task<void> announce(Transaction& transaction, const GenerationGround& ground, const GenerationReport& report,
                    const ports::Requester& by) {
  LedgerEntry entry;
  entry.type = domain::EventType::slots_generated;
  entry.location_id = ground.location.id;
  entry.version = 0;
  entry.at = ground.now;
  entry.data = summary_of(report);
  entry.entity = "location";
  entry.entity_id = ground.location.id.text();
  entry.after = entry.data;
  entry.by = by;
  std::vector<LedgerEntry> entries;
  entries.push_back(std::move(entry));
  auto recording = record(transaction, std::move(entries));
  co_await recording;
}

Task<GenerationReport> carry_out(Transaction& transaction, const ports::GenerateSlots& what, GenerationGround& ground,
                                 const ports::Requester& by) {
  GenerationPlan plan = plan_of(what, ground);
  const std::vector<SlotId> changing = slots_to_change(plan);
  if (!what.dry_run && !changing.empty()) {
    auto locking = lock_slots(transaction, changing);
    co_await locking;
  }
  if (!changing.empty()) {
    auto looking = look_again(transaction, changing, ground);
    const bool is_news = co_await looking;
    if (is_news) {
      auto reading = read_live(transaction, ground);
      co_await reading;
      plan = plan_of(what, ground);
    }
  }
  GenerationReport report = domain::report_of(plan);
  if (what.dry_run) co_return report;
  auto writing = write_plan(transaction, ground.location.id, plan);
  report.created = co_await writing;
  if (report.created + report.updated + report.blocked + report.removed > 0) {
    auto announcing = announce(transaction, ground, report, by);
    co_await announcing;
  }
  co_return report;
}

}  // namespace

Task<Result<GenerationReport>> generate_slots(Transaction& transaction, const ports::GenerateSlots& what,
                                              const ports::Requester& by) {
  auto allowing = transaction.allow_time(longest_generation);
  co_await allowing;
  std::vector<std::int64_t> numbers{lock_number("location", what.location_id.text())};
  auto locking = take_locks(transaction, std::move(numbers));
  co_await locking;
  GenerationGround ground;
  auto reading_location = read_location(transaction, what, ground);
  Result<void> known = co_await reading_location;
  if (!known) co_return std::unexpected(std::move(known.error()));
  auto reading_catalogue = read_catalogue(transaction, ground);
  co_await reading_catalogue;
  if (what.proposal) {
    auto rules = domain::rules_after(*what.proposal, std::move(ground.rules));
    if (!rules) co_return std::unexpected(std::move(rules.error()));
    ground.rules = *std::move(rules);
  }
  auto reading_slots = read_slots(transaction, what, ground);
  co_await reading_slots;
  auto asking = transaction.now();
  ground.now = co_await asking;
  auto carrying_out = carry_out(transaction, what, ground, by);
  co_return co_await carrying_out;
}

}  // namespace salon::storage
