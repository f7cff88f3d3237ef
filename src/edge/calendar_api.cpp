#include "edge/calendar_api.hpp"

#include <libical/ical.h>

#include <memory>

#include "edge/json_in.hpp"

namespace salon::edge {
namespace {

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

icaltimetype utc(domain::Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
  return icaltime_from_timet_with_zone(static_cast<time_t>(seconds), 0, icaltimezone_get_utc_timezone());
}

icalproperty_status status_of(domain::BookingStatus status) {
  switch (status) {
    case domain::BookingStatus::held:
      return ICAL_STATUS_TENTATIVE;
    case domain::BookingStatus::confirmed:
      return ICAL_STATUS_CONFIRMED;
    case domain::BookingStatus::cancelled:
    case domain::BookingStatus::expired:
      return ICAL_STATUS_CANCELLED;
  }
  std::unreachable();
}

// The same UID for as long as the booking lives, and a sequence that grows when it moves: so a calendar moves its entry
// instead of showing a second one.
icalcomponent* event_of(const usecases::CalendarEntry& entry) {
  const domain::Booking& booking = entry.booking;
  const std::string uid = "booking-" + booking.id.text();
  const std::string summary = entry.service_name + ", " + entry.location.name;
  const std::string place =
      entry.location.address.empty() ? entry.location.name : entry.location.name + ", " + entry.location.address;
  icalcomponent* event = icalcomponent_new_vevent();
  icalcomponent_add_property(event, icalproperty_new_uid(uid.c_str()));
  icalcomponent_add_property(event, icalproperty_new_dtstamp(utc(entry.server_now)));
  icalcomponent_add_property(event, icalproperty_new_dtstart(utc(booking.start_at)));
  icalcomponent_add_property(event, icalproperty_new_dtend(utc(booking.end_at)));
  icalcomponent_add_property(event, icalproperty_new_created(utc(booking.created_at)));
  icalcomponent_add_property(event, icalproperty_new_sequence(booking.sequence));
  icalcomponent_add_property(event, icalproperty_new_status(status_of(booking.status())));
  icalcomponent_add_property(event, icalproperty_new_summary(summary.c_str()));
  icalcomponent_add_property(event, icalproperty_new_location(place.c_str()));
  if (entry.stylist_name) {
    icalcomponent_add_property(event, icalproperty_new_description(("With " + *entry.stylist_name).c_str()));
  }
  return event;
}

std::string calendar_text(const usecases::CalendarEntry& entry) {
  const Component calendar(icalcomponent_new_vcalendar());
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//Salon//Booking//EN"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_method(ICAL_METHOD_PUBLISH));
  icalcomponent_add_component(calendar.get(), event_of(entry));
  const std::unique_ptr<char, decltype(&std::free)> text(icalcomponent_as_ical_string_r(calendar.get()), &std::free);
  return text.get();
}

}  // namespace

Task<HttpResponse> view_calendar_entry(const Services& services, Call& call) {
  const auto id = path_id<domain::BookingId>(call);

  if (!id) co_return not_found(call);

  usecases::BookingKey key;
  key.id = *id;
  key.token = call.booking_token;
  auto viewing = services.view_calendar_entry.run(call.actor, key);
  const auto entry = co_await viewing;

  if (!entry) co_return refuse(call, entry.error());
  HttpResponse response;
  response.headers.push_back({"content-type", "text/calendar; charset=utf-8; method=PUBLISH"});
  response.headers.push_back({"content-disposition", "attachment; filename=\"booking.ics\""});
  response.body = calendar_text(*entry);
  co_return response;
}

}  // namespace salon::edge
