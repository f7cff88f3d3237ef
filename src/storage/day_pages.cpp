#include "storage/day_pages.hpp"

#include <algorithm>
#include <set>

#include "storage/booking_rows.hpp"
#include "storage/busy_times.hpp"
#include "storage/catalog_rows.hpp"
#include "storage/rule_rows.hpp"
#include "storage/slot_rows.hpp"

namespace salon::storage {

using domain::DayPage;
using domain::Instant;
using domain::SalonTerms;
using domain::StylistId;
using std::chrono::days;

namespace {

constexpr Statement snapshot_statement{"SELECT pg_current_snapshot()::text"};

constexpr Statement services_statement{"SELECT " SALON_SERVICE_COLUMNS
                                       " FROM services v WHERE v.location_id = $1 ORDER BY v.id"};

constexpr Statement colleagues_statement{R"sql(
  SELECT id FROM stylists WHERE location_id = $1 UNION SELECT stylist_id FROM stylist_locations WHERE location_id = $1 ORDER BY 1
)sql"};

constexpr Statement slots_statement{R"sql(
  SELECT s.date, s.id, s.stylist_id, extract(epoch FROM s.start_at)::bigint, s.duration_minutes, s.capacity, s.booked, s.hold, s.blocked,
         s.active_offsets
    FROM slot_instances s
   WHERE s.location_id = $1 AND s.date BETWEEN $2 AND $3 AND s.service_id = $4
   ORDER BY s.start_at, s.id
)sql"};

constexpr Statement stylists_statement{R"sql(
  SELECT y.id, y.name, y.active, coalesce(t.price_minor, v.price_minor)
    FROM stylists y JOIN services v ON v.id = $2
    LEFT JOIN stylist_services t ON t.stylist_id = y.id AND t.service_id = v.id
   WHERE y.id = ANY($1::uuid[])
)sql"};

constexpr Statement holds_statement{R"sql(
  SELECT b.slot_id, b.id, b.user_id, b.session_id, b.hold_expires_at
    FROM bookings b WHERE b.slot_id = ANY($1::uuid[]) AND )sql" SALON_HELD("b")};

// What the pages are made of, before it is known which stylist stands where.
struct Draft {
  std::vector<std::shared_ptr<DayPage>> pages;  // one a day
  domain::Date from;
  std::set<StylistId> stylists;
  std::vector<domain::SlotId> held;
  std::vector<std::vector<std::optional<StylistId>>> stylist_of_slot;  // beside each page's slots

  [[nodiscard]] std::size_t place_of(domain::Date date) const {
    return static_cast<std::size_t>((date - from).count());
  }
};

std::uint16_t place_of_offsets(DayPage& page, std::vector<domain::ActiveOffset> offsets) {
  const auto known = std::ranges::find(page.active, offsets);
  const auto place = static_cast<std::uint16_t>(known - page.active.begin());
  if (known == page.active.end()) page.active.push_back(std::move(offsets));
  return place;
}

void add_slot(RowReader& row, Draft& draft) {
  const std::size_t day = draft.place_of(row.get<domain::Date>());
  DayPage& page = *draft.pages.at(day);
  DayPage::Slot slot;
  slot.id = row.get<domain::SlotId>();
  const auto stylist = row.get<std::optional<StylistId>>();
  const std::chrono::sys_seconds start{domain::seconds{row.get<std::int64_t>()}};
  slot.start = static_cast<std::int32_t>(std::chrono::duration_cast<domain::seconds>(start - page.zero).count());
  slot.length = static_cast<std::int32_t>(domain::seconds{domain::minutes{row.get<int>()}}.count());
  slot.capacity = static_cast<std::uint16_t>(row.get<int>());
  slot.booked = static_cast<std::uint16_t>(row.get<int>());
  slot.hold = static_cast<std::uint16_t>(row.get<int>());
  slot.blocked = row.get<bool>();
  slot.active = place_of_offsets(page, read_offsets(row));
  page.slots.push_back(slot);
  draft.stylist_of_slot[day].push_back(stylist);
  if (stylist) draft.stylists.insert(*stylist);
  if (slot.hold > 0) draft.held.push_back(slot.id);
}

DayPage::Stylist read_page_stylist(RowReader& row) {
  DayPage::Stylist stylist;
  stylist.id = row.get<StylistId>();
  stylist.name = row.get<std::string>();
  stylist.active = row.get<bool>();
  stylist.price_minor = row.get<std::int64_t>();
  return stylist;
}

DayPage::Hold read_hold(RowReader& row) {
  DayPage::Hold hold;
  hold.slot_id = row.get<domain::SlotId>();
  hold.booking_id = row.get<domain::BookingId>();
  hold.owner.user = row.get<std::optional<domain::AccountId>>();
  hold.owner.session = row.get<std::optional<domain::SessionId>>();
  hold.expires_at = row.get<Instant>();
  return hold;
}

Draft empty_pages(const PagesWanted& wanted, const domain::Service& service) {
  Draft draft;
  draft.from = wanted.from;
  for (domain::Date date = wanted.from; date <= wanted.to; date += days{1}) {
    auto page = std::make_shared<DayPage>();
    page->location_id = wanted.location_id;
    page->service_id = wanted.service_id;
    page->date = date;
    page->zero = Instant{date.time_since_epoch()};
    page->price_minor = service.price_minor;
    draft.pages.push_back(std::move(page));
  }
  draft.stylist_of_slot.resize(draft.pages.size());
  return draft;
}

// The day, all that a booking of one of its times would keep busy, and the neighbours where work goes on at midnight.
domain::TimeRange covered_by(const DayPage& page, const SalonTerms& terms) {
  domain::TimeRange covers = terms.zone.day(page.date);
  for (const DayPage::Slot& slot : page.slots) {
    const Instant start = page.start_of(slot);
    covers.start = std::min(covers.start, start);
    covers.end = std::max(covers.end, start + domain::seconds{slot.length});
    for (const domain::ActiveOffset& offset : page.active[slot.active]) {
      covers.start = std::min(covers.start, start + domain::minutes{offset.from});
      covers.end = std::max(covers.end, start + domain::minutes{offset.to});
    }
  }
  if (terms.works_through_midnight()) {
    covers.start -= days{1};
    covers.end += days{1};
  }
  return covers;
}

// `stylists` ascending by id.
void place_stylists(DayPage& page, const std::vector<std::optional<StylistId>>& of_slot,
                    const std::vector<DayPage::Stylist>& stylists) {
  std::set<StylistId> here;
  for (const auto& stylist : of_slot) {
    if (stylist) here.insert(*stylist);
  }
  for (const DayPage::Stylist& stylist : stylists) {
    if (here.contains(stylist.id)) page.stylists.push_back(stylist);
  }
  for (std::size_t i = 0; i < of_slot.size(); ++i) {
    if (of_slot[i]) page.slots[i].stylist = page.place_of(*of_slot[i]).value();
  }
}

// `busy` by (stylist, start).
void place_busy(DayPage& page, const std::vector<domain::BusyTime>& busy) {
  for (DayPage::Stylist& stylist : page.stylists) {
    stylist.busy_from = static_cast<std::uint32_t>(page.busy.size());
    const auto [first, last] = std::ranges::equal_range(busy, stylist.id, {}, &domain::BusyTime::stylist_id);
    std::copy_if(first, last, std::back_inserter(page.busy),
                 [&](const domain::BusyTime& time) { return time.during.overlaps(page.covers); });
    stylist.busy_to = static_cast<std::uint32_t>(page.busy.size());
  }
}

void place_holds(DayPage& page, const std::vector<DayPage::Hold>& holds) {
  if (holds.empty()) return;
  std::set<domain::SlotId> held;
  for (const DayPage::Slot& slot : page.slots) {
    if (slot.hold > 0) held.insert(slot.id);
  }
  std::ranges::copy_if(holds, std::back_inserter(page.holds),
                       [&](const DayPage::Hold& hold) { return held.contains(hold.slot_id); });
}

Task<std::shared_ptr<const SalonTerms>> read_terms(Transaction& transaction, domain::LocationId location_id) {
  auto looking = find_row(transaction, location_id);
  std::optional<domain::Location> location = co_await looking;
  if (!location) co_return nullptr;
  auto zone = domain::Zone::find(location->timezone);
  if (!zone) throw RowShape("a location's time zone is unknown here: " + location->timezone);
  SalonTerms terms{
      .location = *std::move(location), .zone = *std::move(zone), .services = {}, .rules = {}, .stylists = {}};
  const Params params = Params::of(location_id);
  auto reading_services = transaction.run(services_statement, params);
  const Rows services = co_await reading_services;
  terms.services = services.map(read_service);
  auto reading_rules = rules_in(transaction, location_id);
  terms.rules = co_await reading_rules;
  auto reading_stylists = transaction.run(colleagues_statement, params);
  const Rows stylists = co_await reading_stylists;
  terms.stylists = stylists.map([](RowReader& row) { return row.get<StylistId>(); });
  co_return std::make_shared<const SalonTerms>(std::move(terms));
}

Task<void> read_slots(Transaction& transaction, const PagesWanted& wanted, Draft& draft) {
  const Params params = Params::of(wanted.location_id, wanted.from, wanted.to, wanted.service_id);
  auto reading = transaction.run(slots_statement, params);
  const Rows rows = co_await reading;
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    add_slot(row, draft);
  }
}

Task<void> read_people(Transaction& transaction, const PagesWanted& wanted, const SalonTerms& terms, Draft& draft) {
  const std::vector<StylistId> ids(draft.stylists.begin(), draft.stylists.end());
  std::vector<DayPage::Stylist> stylists;
  if (!ids.empty()) {
    const Params params = Params::of(ids, wanted.service_id);
    auto reading = transaction.run(stylists_statement, params);
    const Rows rows = co_await reading;
    stylists = rows.map(read_page_stylist);
    std::ranges::sort(stylists, {}, &DayPage::Stylist::id);
  }
  std::vector<DayPage::Hold> holds;
  if (!draft.held.empty()) {
    const Params params = Params::of(draft.held);
    auto reading = transaction.run(holds_statement, params);
    const Rows rows = co_await reading;
    holds = rows.map(read_hold);
  }
  for (std::size_t i = 0; i < draft.pages.size(); ++i) {
    DayPage& page = *draft.pages[i];
    page.covers = covered_by(page, terms);
    place_stylists(page, draft.stylist_of_slot[i], stylists);
    place_holds(page, holds);
  }
  const domain::TimeRange around{draft.pages.front()->covers.start, draft.pages.back()->covers.end};
  auto asking = busy_times(transaction, ids, around);
  std::vector<domain::BusyTime> busy = co_await asking;
  std::ranges::sort(busy, {},
                    [](const domain::BusyTime& time) { return std::pair(time.stylist_id, time.during.start); });
  for (const auto& page : draft.pages) place_busy(*page, busy);
}

}  // namespace

Task<ReadPages> read_pages(Transaction& transaction, const PagesWanted& wanted) {
  ReadPages read;
  auto asking = transaction.run(snapshot_statement, Params());
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  const auto snapshot = PgSnapshot::parse(row.get<std::string>());
  if (!snapshot) throw RowShape("a snapshot is not written as expected");
  read.snapshot = std::make_shared<const PgSnapshot>(*snapshot);
  read.terms = wanted.terms;
  if (!read.terms) {
    auto reading = read_terms(transaction, wanted.location_id);
    read.terms = co_await reading;
    read.has_new_terms = read.terms != nullptr;
  }
  const domain::Service* service = read.terms ? read.terms->service(wanted.service_id) : nullptr;
  if (service == nullptr || wanted.from > wanted.to) co_return read;
  Draft draft = empty_pages(wanted, *service);
  auto reading_slots = read_slots(transaction, wanted, draft);
  co_await reading_slots;
  auto reading_people = read_people(transaction, wanted, *read.terms, draft);
  co_await reading_people;
  for (auto& page : draft.pages) {
    page->slots.shrink_to_fit();
    page->busy.shrink_to_fit();
    read.pages.push_back(std::move(page));
  }
  co_return read;
}

}  // namespace salon::storage
