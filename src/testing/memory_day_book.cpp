#include "testing/memory_day_book.hpp"

#include <algorithm>

namespace salon::testing {

using domain::DayPage;
using domain::SalonTerms;
using std::chrono::days;

namespace {

std::shared_ptr<const SalonTerms> terms_of(const MemoryBrand& brand, domain::LocationId id) {
  const auto location = brand.locations.find(id);
  if (location == brand.locations.end()) return nullptr;
  SalonTerms terms{.location = location->second,
                   .zone = domain::Zone::find(location->second.timezone).value(),
                   .services = {},
                   .rules = {},
                   .stylists = {}};
  for (const auto& [service_id, service] : brand.services) {
    if (service.location_id == id) terms.services.push_back(service);
  }
  for (const auto& [rule_id, rule] : brand.rules) {
    if (rule.location_id == id) terms.rules.push_back(rule);
  }
  for (const auto& [stylist_id, stylist] : brand.stylists) {
    if (stylist.works_at(id)) terms.stylists.push_back(stylist_id);
  }
  return std::make_shared<const SalonTerms>(std::move(terms));
}

void add_stylists(const ports::Offer& offer, DayPage& page) {
  for (const domain::Stylist& stylist : offer.stylists) {
    const domain::StylistTerms* own = stylist.terms_for(page.service_id);
    const std::int64_t price = own && own->price_minor ? *own->price_minor : offer.service.price_minor;
    page.stylists.push_back({.id = stylist.id, .name = stylist.name, .active = stylist.active, .price_minor = price});
  }
  std::ranges::sort(page.stylists, {}, &DayPage::Stylist::id);
  for (DayPage::Stylist& stylist : page.stylists) {
    stylist.busy_from = static_cast<std::uint32_t>(page.busy.size());
    std::ranges::copy_if(offer.busy, std::back_inserter(page.busy),
                         [&](const domain::BusyTime& time) { return time.stylist_id == stylist.id; });
    stylist.busy_to = static_cast<std::uint32_t>(page.busy.size());
  }
}

void add_slots(const ports::Offer& offer, DayPage& page) {
  using std::chrono::duration_cast, domain::seconds;
  for (const ports::OfferedSlot& offered : offer.slots) {
    const domain::SlotInstance& slot = offered.slot;
    DayPage::Slot row{.id = slot.id};
    row.start = static_cast<std::int32_t>(duration_cast<seconds>(slot.start_at - page.zero).count());
    row.length = static_cast<std::int32_t>(duration_cast<seconds>(slot.end_at - slot.start_at).count());
    if (slot.stylist_id) row.stylist = page.place_of(*slot.stylist_id).value();
    const auto known = std::ranges::find(page.active, slot.active);
    row.active = static_cast<std::uint16_t>(known - page.active.begin());
    if (known == page.active.end()) page.active.push_back(slot.active);
    row.capacity = static_cast<std::uint16_t>(slot.capacity);
    row.booked = static_cast<std::uint16_t>(slot.booked);
    row.hold = static_cast<std::uint16_t>(slot.hold);
    row.blocked = slot.blocked;
    page.slots.push_back(row);
  }
}

void add_holds(const MemoryBrand& brand, DayPage& page) {
  for (const domain::BookingId id : brand.holds) {
    const domain::Booking& booking = brand.bookings.at(id);
    if (std::ranges::find(page.slots, booking.slot_id, &DayPage::Slot::id) == page.slots.end()) continue;
    page.holds.push_back({booking.slot_id, id, booking.owner, std::get<domain::Held>(booking.state).expires_at});
  }
}

}  // namespace

platform::Task<std::shared_ptr<const SalonTerms>> MemoryDayBook::terms(domain::LocationId salon) {
  co_return terms_of(brand_, salon);
}

platform::Task<domain::Result<ports::BookPages>> MemoryDayBook::pages(ports::BookQuery query) {
  ports::BookPages book{.terms = terms_of(brand_, query.location_id), .days = {}};
  for (domain::Date date = query.from; date <= query.to; date += days{1}) {
    const ports::OfferQuery asked{query.location_id, query.service_id, query.stylist_id, date, date};
    const auto known = co_await slots_.offer(asked);
    if (!known) co_return std::unexpected(known.error());
    const ports::OfferQuery of_all{query.location_id, query.service_id, {}, date, date};
    const auto offer = co_await slots_.offer(of_all);
    DayPage page;
    page.location_id = query.location_id;
    page.service_id = query.service_id;
    page.date = date;
    page.covers = {book.terms->zone.day(date).start - days{1}, book.terms->zone.day(date).end + days{1}};
    page.zero = domain::Instant{date.time_since_epoch()};
    page.price_minor = offer->service.price_minor;
    add_stylists(*offer, page);
    add_slots(*offer, page);
    add_holds(brand_, page);
    auto reading = domain::read_page(page, *book.terms, {.now = query.now, .detail = query.detail});
    book.days.push_back({.page = std::make_shared<const DayPage>(std::move(page)),
                         .reading = std::make_shared<const domain::DayReading>(std::move(reading))});
  }
  co_return book;
}

}  // namespace salon::testing
