// The demo's month behind, imported as visits that took place, and its month ahead, booked by the desk.
#include <stdexcept>

#include "apps/salon/demo_loader.hpp"

namespace salon::apps {
namespace {

using domain::Result;
using platform::Task;
using std::chrono::days;

constexpr std::size_t import_at_once = 300;

// The same id at every attempt, so that importing again changes nothing.
template <class SomeId>
SomeId named_id(const std::string& name) {
  const domain::Fingerprint digest = domain::fingerprint({.method = "ID", .route = "demo", .canonical_body = name});
  SomeId id;
  std::copy_n(digest.begin(), id.uuid.bytes.size(), id.uuid.bytes.begin());
  id.uuid.bytes[6] =
      static_cast<std::uint8_t>((id.uuid.bytes[6] & 0x0f) | 0x80);  // version 8: made by a rule of our own
  id.uuid.bytes[8] = static_cast<std::uint8_t>((id.uuid.bytes[8] & 0x3f) | 0x80);
  return id;
}

std::string digits(std::uint64_t number, int width) {
  std::string out = std::to_string(number);
  return std::string(static_cast<std::size_t>(width) - out.size(), '0') + out;
}

domain::Instant next_half_hour(domain::Instant time) {
  const auto since = time.time_since_epoch();
  const auto half_hours = std::chrono::ceil<std::chrono::duration<std::int64_t, std::ratio<1800>>>(since);
  return domain::Instant{half_hours};
}

}  // namespace

usecases::CustomerInput DemoLoader::someone(const Place& place) {
  usecases::CustomerInput customer;
  const std::string& first = brand_.first_names.at(chance_.below(brand_.first_names.size()));
  customer.name = first + " " + brand_.last_names.at(chance_.below(brand_.last_names.size()));
  std::uint64_t most = 1;
  for (int i = 0; i < place.phones.digits; ++i) most *= 10;
  customer.phone = place.phones.prefix + digits(chance_.below(most), place.phones.digits);
  if (percent() < 30) customer.email = "guest" + std::to_string(chance_.below(900)) + "@customers.example";
  return customer;
}

usecases::VisitRecord DemoLoader::past_visit(const Place& place, const domain::Stylist& stylist,
                                             const domain::Service& service, domain::Instant start) {
  const domain::StylistTerms* terms = stylist.terms_for(service.id);
  const int length = domain::duration_with(service, terms != nullptr ? terms->duration_minutes : std::nullopt);
  const std::string name = stylist.id.text() + "/" + domain::format_instant(start);
  usecases::VisitRecord record;
  record.visit.booking_id = named_id<domain::BookingId>("booking/" + name);
  record.visit.visit_id = named_id<domain::VisitId>("visit/" + name);
  record.visit.slot_id = named_id<domain::SlotId>("slot/" + name);
  record.visit.location_id = place.location.id;
  record.visit.service_id = service.id;
  record.visit.stylist_id = stylist.id;
  record.visit.start_at = start;
  record.visit.end_at = start + domain::minutes{length};
  record.visit.cancelled = percent() < brand_.cancelled_percent;
  if (percent() < brand_.no_show_percent) record.visit.attendance = domain::Attendance::no_show;
  record.customer = someone(place);
  return record;
}

// One after the other, with gaps, inside the hours the stylist had that day.
std::vector<usecases::VisitRecord> DemoLoader::past_of(const Place& place, const domain::Stylist& stylist,
                                                       domain::Date date) {
  std::vector<const domain::Service*> can_do;
  for (const domain::Service& service : place.services) {
    if (service.requires_stylist && stylist.can_do(service)) can_do.push_back(&service);
  }
  std::vector<usecases::VisitRecord> out;
  if (can_do.empty()) return out;
  const domain::OfferKey offer{can_do.front()->id, stylist.id};
  for (const domain::OpenPiece& open : domain::open_pieces(place.rules, place.zone, offer, date)) {
    domain::Instant time = open.piece.start;
    while (time < open.piece.end) {
      const domain::Service& service = *can_do[chance_.below(can_do.size())];
      usecases::VisitRecord record = past_visit(place, stylist, service, time);
      const bool fits = record.visit.end_at <= open.piece.end;
      if (!fits || percent() >= brand_.busy_percent_behind) {
        time += domain::minutes{30};
        continue;
      }
      time = next_half_hour(record.visit.end_at + domain::minutes{service.buffer_after_minutes});
      out.push_back(std::move(record));
    }
  }
  return out;
}

Task<void> DemoLoader::import_past() {
  std::vector<usecases::VisitRecord> visits;
  for (const Place& place : places_) {
    for (int back = brand_.days_behind; back >= 1; --back) {
      for (const domain::Stylist& stylist : place.stylists) {
        auto more = past_of(place, stylist, place.today - days{back});
        std::ranges::move(more, std::back_inserter(visits));
      }
    }
  }
  for (std::size_t at = 0; at < visits.size(); at += import_at_once) {
    const std::size_t end = std::min(visits.size(), at + import_at_once);
    std::vector<usecases::VisitRecord> some(visits.begin() + static_cast<std::ptrdiff_t>(at),
                                            visits.begin() + static_cast<std::ptrdiff_t>(end));
    auto importing = assembly_.import_visits.run(actor_, std::move(some), "demo-load");
    const Result<int> done = co_await importing;
    if (!done) throw std::runtime_error("the demo's past was refused: " + done.error().detail);
  }
}

Task<void> DemoLoader::book_day(const Place& place, domain::Date date, int busy_percent) {
  ports::SlotQuery query;
  query.location_id = place.location.id;
  query.date = date;
  auto asking = assembly_.stores.slots.slots_of_day(query);
  std::vector<domain::SlotInstance> slots = co_await asking;
  std::map<domain::StylistId, std::vector<domain::TimeRange>> taken;
  for (const domain::SlotInstance& slot : slots) {
    // About six starts overlap where one is booked.
    const bool is_wanted = slot.stylist_id && percent() * 6 < busy_percent;
    if (!is_wanted) continue;
    auto& of_stylist = taken[*slot.stylist_id];
    const domain::TimeRange around{slot.start_at - domain::minutes{20}, slot.end_at + domain::minutes{20}};
    if (std::ranges::any_of(of_stylist, [&](const domain::TimeRange& other) { return other.overlaps(around); }))
      continue;
    of_stylist.push_back(slot.during());
    usecases::StaffBookingRequest request;
    request.slot_id = slot.id;
    request.customer = someone(place);
    request.confirm = true;
    usecases::Render<usecases::PlacedHold> render = [](const Result<usecases::PlacedHold>& placed) {
      domain::Reply reply;
      reply.status = placed ? 201 : 409;
      reply.body = placed ? placed->booking.id.text() : placed.error().detail;
      return reply;
    };
    auto booking = assembly_.place_staff_booking.run(actor_, request, ask("visit/" + slot.id.text()), render);
    // A time that is refused (it has begun, or the phone is there already) stays free: salons have gaps.
    co_await booking;
  }
}

Task<void> DemoLoader::book_ahead() {
  for (const Place& place : places_) {
    for (int ahead = 0; ahead < brand_.days_ahead; ++ahead) {
      const int busy = brand_.busy_percent_ahead * (brand_.days_ahead - ahead) / brand_.days_ahead;
      auto booking = book_day(place, place.today + days{ahead}, busy);
      co_await booking;
    }
  }
}

}  // namespace salon::apps
