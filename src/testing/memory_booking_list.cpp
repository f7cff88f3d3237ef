// Finding bookings, and bringing in those that took place before this platform kept the book.
#include <algorithm>
#include <sstream>

#include "testing/memory_booking_store.hpp"
#include "testing/memory_ledger.hpp"
#include "testing/memory_pages.hpp"

namespace salon::testing {

using domain::Booking;
using domain::Refusal;
using domain::Result;
using domain::SlotInstance;

namespace {

bool has_name_words(const Booking& booking, const std::string& words) {
  if (!booking.customer.name) return false;
  const auto known = domain::name_search_terms(*booking.customer.name);
  std::istringstream in(words);
  std::string word;
  int asked = 0;
  while (in >> word) {
    // A word that is asked for is, as a name, its own longest term; shorter than three letters it has none.
    const auto terms = domain::name_search_terms(domain::PersonName(word));
    if (terms.empty()) return false;
    const auto& longest = *std::ranges::max_element(terms, {}, &std::string::size);
    if (std::ranges::find(known, longest) == known.end()) return false;
    ++asked;
  }
  return asked > 0;
}

bool matches_text(const MemoryBrand& brand, const Booking& booking, const std::string& q) {
  if (const auto id = domain::BookingId::parse(q)) return *id == booking.id;
  if (q.find('@') != std::string::npos) {
    const auto email = domain::parse_email(q);
    if (!email || !booking.customer.email) return false;
    return domain::email_lookup_form(*email) == domain::email_lookup_form(*booking.customer.email);
  }
  const auto phone = domain::parse_phone(q, brand.locations.at(booking.location_id).region);
  if (phone) return booking.customer.phone == phone;
  return has_name_words(booking, q);
}

domain::BookingStatus status_of(const Booking& booking, domain::Instant then) {
  return is_due(booking, then) ? domain::BookingStatus::expired : booking.status();
}

constexpr std::size_t digits_of_a_start = 20;

bool is_cursor(const std::string& text) {
  const bool is_long_enough = text.size() > digits_of_a_start;
  return is_long_enough && domain::BookingId::parse(text.substr(digits_of_a_start));
}

bool matches(const MemoryBrand& brand, const Booking& booking, const ports::BookingFilter& filter) {
  const auto& at = filter.location_ids;
  if (!at.empty() && std::ranges::find(at, booking.location_id) == at.end()) return false;
  if (filter.stylist_id && booking.stylist_id != filter.stylist_id) return false;
  if (filter.service_id && booking.service_id != *filter.service_id) return false;
  if (filter.status && status_of(booking, filter.status->then) != filter.status->status) return false;
  if (filter.from && booking.start_at < *filter.from) return false;
  if (filter.to && booking.start_at >= *filter.to) return false;
  if (filter.phone && booking.customer.phone != filter.phone) return false;
  if (filter.user && booking.owner.user != filter.user) return false;
  return !filter.q || matches_text(brand, booking, *filter.q);
}

SlotInstance new_slot(const MemoryBrand& brand, const ports::ImportVisit& visit) {
  const domain::Location& location = brand.locations.at(visit.location_id);
  const auto zone = domain::Zone::find(location.timezone);
  SlotInstance slot;
  slot.id = visit.slot_id;
  slot.location_id = visit.location_id;
  slot.service_id = visit.service_id;
  slot.stylist_id = visit.stylist_id;
  slot.date = zone.value().date_of(visit.start_at);
  slot.start_at = visit.start_at;
  slot.end_at = visit.end_at;
  const auto length = static_cast<int>(std::chrono::floor<domain::minutes>(visit.end_at - visit.start_at).count());
  slot.active = domain::active_offsets(brand.services.at(visit.service_id), length);
  return slot;
}

SlotInstance slot_for(const MemoryBrand& brand, const ports::ImportVisit& visit) {
  for (const auto& [id, kept] : brand.slots) {
    const SlotInstance& slot = kept.slot;
    const bool is_it = slot.location_id == visit.location_id && slot.service_id == visit.service_id &&
                       slot.stylist_id == visit.stylist_id && slot.start_at == visit.start_at;
    if (is_it) return slot;
  }
  return new_slot(brand, visit);
}

Booking booking_of(const MemoryBrand& brand, const ports::ImportVisit& visit, const SlotInstance& slot) {
  Booking booking;
  booking.id = visit.booking_id;
  booking.visit_id = visit.visit_id;
  booking.slot_id = slot.id;
  booking.location_id = slot.location_id;
  booking.service_id = slot.service_id;
  booking.stylist_id = slot.stylist_id;
  booking.start_at = slot.start_at;
  booking.end_at = slot.end_at;
  booking.timezone = brand.locations.at(slot.location_id).timezone;
  // When it was made is not known any more; the visit itself is the best date there is.
  booking.state = domain::Confirmed{slot.start_at};
  if (visit.cancelled) booking.state = domain::Cancelled{slot.start_at, slot.start_at};
  booking.attendance = visit.cancelled ? domain::Attendance::none : visit.attendance;
  booking.source = domain::BookingSource::import;
  booking.customer = visit.customer;
  booking.price = price_of(brand, slot);
  booking.created_at = slot.start_at;
  return booking;
}

bool is_stylist_elsewhere(const MemoryBrand& brand, const SlotInstance& slot) {
  if (!slot.stylist_id) return false;
  const auto wanted = slot.busy();
  return std::ranges::any_of(busy_of(brand, *slot.stylist_id), [&](const domain::BusyTime& busy) {
    return busy.slot_id != slot.id &&
           std::ranges::any_of(wanted, [&](const domain::TimeRange& range) { return range.overlaps(busy.during); });
  });
}

Result<void> import_one(MemoryBrand& brand, const ports::ImportVisit& visit, const ports::Requester& by) {
  if (brand.bookings.contains(visit.booking_id)) return {};
  const auto service = brand.services.find(visit.service_id);
  const bool is_known = brand.locations.contains(visit.location_id) && service != brand.services.end() &&
                        service->second.location_id == visit.location_id &&
                        (!visit.stylist_id || brand.stylists.contains(*visit.stylist_id));
  if (!is_known) return domain::refuse(Refusal::not_found, "There is no such place, service or stylist.");
  const SlotInstance slot = slot_for(brand, visit);
  if (!visit.cancelled) {
    if (is_stylist_elsewhere(brand, slot)) return domain::refuse(Refusal::conflict, "The stylist was elsewhere.");
    if (slot.booked + slot.hold >= slot.capacity) return domain::refuse(Refusal::conflict, "The time was taken.");
  }
  const Booking booking = booking_of(brand, visit, slot);
  brand.slots.try_emplace(slot.id, KeptSlot{slot, true});
  write_booking(brand, by, {nullptr, booking, domain::EventType::booking_created});
  return {};
}

}  // namespace

auto MemoryBookingStore::list(ports::BookingFilter filter, ports::PageRequest page)
    -> Task<Result<ports::Page<Booking>>> {
  std::vector<Booking> found;
  for (const auto& [id, booking] : brand_.bookings) {
    if (matches(brand_, booking, filter)) found.push_back(booking);
  }
  const auto key_of = [](const Booking& booking) {
    return sortable(booking.start_at.time_since_epoch().count()) + booking.id.text();
  };
  co_return page_of(std::move(found), page, key_of, is_cursor);
}

auto MemoryBookingStore::of_person(ports::PersonFilter person, int limit) -> Task<std::vector<Booking>> {
  ports::BookingFilter filter;
  filter.phone = person.phone;
  if (!person.phone) filter.user = person.user;
  filter.location_ids = std::move(person.location_ids);
  std::vector<Booking> theirs;
  if (!filter.phone && !filter.user) co_return theirs;
  for (const auto& [id, booking] : brand_.bookings) {
    if (matches(brand_, booking, filter)) theirs.push_back(booking);
  }
  std::ranges::sort(theirs, std::ranges::greater{},
                    [](const Booking& booking) { return std::pair(booking.start_at, booking.id); });
  const auto most = static_cast<std::size_t>(limit);
  if (theirs.size() > most) theirs.erase(theirs.begin() + limit, theirs.end());
  co_return theirs;
}

auto MemoryBookingStore::import_visits(std::vector<ports::ImportVisit> visits, ports::Requester by)
    -> Task<Result<void>> {
  // Tried on a copy first: all of them or none.
  MemoryBrand trial = brand_;
  for (const ports::ImportVisit& visit : visits) {
    if (auto done = import_one(trial, visit, by); !done) co_return std::move(done);
  }
  for (const ports::ImportVisit& visit : visits) {
    if (auto done = import_one(brand_, visit, by); !done) co_return std::move(done);
  }
  co_return Result<void>{};
}

}  // namespace salon::testing
