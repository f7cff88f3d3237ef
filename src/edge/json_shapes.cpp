#include "edge/json_shapes.hpp"

#include <stdexcept>

namespace salon::edge {
namespace {

template <class SomeId>
void write_ids(JsonWriter& json, std::string_view name, const std::vector<SomeId>& ids) {
  json.key(name).begin_array();
  for (const SomeId& id : ids) json.value(id);
  json.end_array();
}

struct Times {
  domain::Instant start_at;
  domain::Instant end_at;
};

void write_times(JsonWriter& json, const Times& times, const domain::Zone& zone) {
  json.field("start_at", times.start_at).field("end_at", times.end_at);
  json.field("local_start", zone.format(times.start_at)).field("local_end", zone.format(times.end_at));
}

template <class Personal>
void write_personal(JsonWriter& json, std::string_view name, const std::optional<Personal>& text) {
  json.key(name);
  if (text) {
    json.value(text->reveal());
  } else {
    json.null();
  }
}

// When each state was entered; a state that says nothing of a moment leaves it null.
struct Moments {
  std::optional<domain::Instant> hold_expires_at;
  std::optional<domain::Instant> confirmed_at;
  std::optional<domain::Instant> cancelled_at;

  void operator()(const domain::Held& held) { hold_expires_at = held.expires_at; }
  void operator()(const domain::Confirmed& confirmed) { confirmed_at = confirmed.confirmed_at; }
  void operator()(const domain::Cancelled& cancelled) {
    cancelled_at = cancelled.cancelled_at;
    confirmed_at = cancelled.confirmed_at;
  }
  void operator()(const domain::Expired& expired) { hold_expires_at = expired.expired_at; }
};

void write_phases(JsonWriter& json, const std::vector<domain::Phase>& phases) {
  json.key("phases").begin_array();
  for (const domain::Phase& phase : phases) {
    json.begin_object().field("minutes", phase.minutes).field("active", phase.active).end_object();
  }
  json.end_array();
}

void write_weekdays(JsonWriter& json, const std::optional<domain::Weekdays>& days) {
  json.key("days_of_week");
  if (!days) {
    json.null();
    return;
  }
  json.begin_array();
  for (const int day : days->list()) json.value(day);
  json.end_array();
}

}  // namespace

domain::Zone zone_or_utc(const std::string& name) {
  auto zone = domain::Zone::find(name);
  if (!zone) zone = domain::Zone::find("UTC");
  if (!zone) throw std::runtime_error("the zone database is missing");
  return *zone;
}

void write(JsonWriter& json, const BookingShape& shape) {
  const domain::Booking& booking = shape.booking;
  Moments moments;
  std::visit(moments, booking.state);
  json.begin_object();
  json.field("id", booking.id).field("status", domain::text_of(booking.status()));
  json.field("attendance", domain::text_of(booking.attendance)).field("slot_id", booking.slot_id);
  json.field("location_id", booking.location_id).field("service_id", booking.service_id);
  json.field("stylist_id", booking.stylist_id);
  write_times(json, {booking.start_at, booking.end_at}, shape.zone);
  json.field("timezone", shape.zone.name()).field("hold_expires_at", moments.hold_expires_at);
  json.field("server_now", shape.server_now);
  write_personal(json, "customer_name", booking.customer.name);
  if (shape.masked_phone) {
    json.field("customer_phone", *shape.masked_phone);
  } else {
    write_personal(json, "customer_phone", booking.customer.phone);
  }
  write_personal(json, "customer_email", booking.customer.email);
  write_personal(json, "notes", booking.customer.notes);
  json.field("price_minor", booking.price.minor).field("currency", booking.price.currency.text());
  json.field("created_at", booking.created_at).field("confirmed_at", moments.confirmed_at);
  json.field("cancelled_at", moments.cancelled_at).field("version", booking.version);
  if (shape.token) json.field("booking_token", *shape.token);
  json.end_object();
}

void write(JsonWriter& json, const domain::Location& location) {
  json.begin_object();
  json.field("id", location.id).field("name", location.name).field("timezone", location.timezone);
  json.field("currency", location.currency.text()).field("region", location.region.text());
  json.field("minimum_notice_minutes", location.minimum_notice.count()).field("horizon_days", location.horizon_days);
  json.field("cancellation_window_minutes", location.cancellation_window.count());
  json.field("hold_minutes", location.hold.count());
  json.field("address", location.address).field("map_url", location.map_url).field("photo_url", location.photo_url);
  json.field("active", location.active).field("version", location.version);
  json.end_object();
}

void write(JsonWriter& json, const ServiceShape& shape) {
  const domain::Service& service = shape.service;
  json.begin_object();
  json.field("id", service.id).field("location_id", service.location_id).field("name", service.name);
  json.field("category", service.category).field("description", service.description);
  json.field("duration_minutes", service.duration_minutes).field("requires_stylist", service.requires_stylist);
  json.field("active", service.active).field("price_minor", service.price_minor);
  json.field("currency", shape.currency.text()).field("required_skill", service.required_skill);
  write_phases(json, service.phases);
  json.field("buffer_before_minutes", service.buffer_before_minutes);
  json.field("buffer_after_minutes", service.buffer_after_minutes).field("version", service.version);
  json.end_object();
}

void write(JsonWriter& json, const domain::Stylist& stylist) {
  json.begin_object();
  json.field("id", stylist.id).field("location_id", stylist.location_id);
  write_ids(json, "location_ids", stylist.location_ids);
  json.field("name", stylist.name).key("skills").begin_array();
  for (const std::string& skill : stylist.skills) json.value(skill);
  json.end_array().key("terms").begin_array();
  for (const domain::StylistTerms& terms : stylist.terms) {
    json.begin_object().field("service_id", terms.service_id).field("duration_minutes", terms.duration_minutes);
    json.field("price_minor", terms.price_minor).end_object();
  }
  json.end_array().field("active", stylist.active).field("version", stylist.version).end_object();
}

void write(JsonWriter& json, const usecases::StylistOffer& offer) {
  json.begin_object();
  json.field("id", offer.stylist.id).field("name", offer.stylist.name).key("skills").begin_array();
  for (const std::string& skill : offer.stylist.skills) json.value(skill);
  json.end_array().field("duration_minutes", offer.duration_minutes);
  json.field("price_minor", offer.price ? std::optional(offer.price->minor) : std::nullopt);
  json.field("currency", offer.price ? std::optional(offer.price->currency.text()) : std::nullopt);
  json.end_object();
}

void write(JsonWriter& json, const domain::Rule& rule) {
  json.begin_object();
  json.field("id", rule.id).field("location_id", rule.location_id).field("stylist_id", rule.stylist_id);
  json.field("service_id", rule.service_id).field("rule_kind", domain::text_of(rule.kind));
  write_weekdays(json, rule.days_of_week);
  json.field("start_time", rule.start_time.text()).field("end_time", rule.end_time.text());
  json.field("end_day_offset", rule.end_day_offset).field("slot_capacity", rule.slot_capacity);
  json.field("slot_granularity_minutes", rule.slot_granularity_minutes);
  json.field("valid_from", rule.valid_from).field("valid_to", rule.valid_to);
  json.field("is_closed", rule.is_closed).field("version", rule.version);
  json.end_object();
}

void write(JsonWriter& json, const SlotShape& shape) {
  const domain::SlotInstance& slot = shape.slot;
  json.begin_object();
  json.field("id", slot.id).field("location_id", slot.location_id).field("service_id", slot.service_id);
  json.field("stylist_id", slot.stylist_id).field("date", slot.date);
  write_times(json, {slot.start_at, slot.end_at}, shape.zone);
  json.field("capacity", slot.capacity).field("booked", slot.booked).field("hold", slot.hold);
  json.field("status", domain::text_of(slot.status()));
  json.end_object();
}

void write(JsonWriter& json, const usecases::DatesView& view) {
  json.begin_object().field("timezone", view.timezone).key("dates").begin_array();
  for (const auto& day : view.dates) {
    json.begin_object().field("date", day.date).field("available", day.available).end_object();
  }
  json.end_array().field("next_available", view.next_available).end_object();
}

void write(JsonWriter& json, const usecases::SlotsView& view) {
  const domain::Zone& zone = view.zone;
  json.begin_object().field("date", view.date).field("timezone", zone.name()).key("slots").begin_array();
  for (const usecases::ShownSlot& slot : view.slots) {
    json.begin_object().field("id", slot.id);
    write_times(json, {slot.start_at, slot.end_at}, zone);
    json.field("day_part", domain::text_of(slot.day_part)).key("stylist");
    if (slot.stylist) {
      json.begin_object().field("id", slot.stylist->id).field("name", slot.stylist->name).end_object();
    } else {
      json.null();
    }
    json.field("price_minor", slot.price.minor).field("currency", slot.price.currency.text()).end_object();
  }
  json.end_array().field("total", view.total).field("has_more", view.has_more);
  json.field("variant", domain::text_of(view.variant)).field("server_now", view.server_now);
  json.field("next_available", view.next_available).key("held");
  if (view.held) {
    write(json, BookingShape{.booking = *view.held, .server_now = view.server_now, .zone = zone});
  } else {
    json.null();
  }
  json.end_object();
}

void write(JsonWriter& json, const usecases::ExposureExplained& explained) {
  const domain::Zone zone = zone_or_utc(explained.timezone);
  json.begin_object().field("subject", explained.subject).field("variant", domain::text_of(explained.variant));
  json.field("epoch_hour", explained.epoch_hour).field("reveal", explained.reveal).field("k", explained.k);
  json.field("total", explained.total).field("has_more", explained.has_more).field("is_sticky", explained.is_sticky);
  json.field("timezone", explained.timezone).field("server_now", explained.server_now).key("slots").begin_array();
  for (const usecases::ExplainedSlot& one : explained.slots) {
    json.begin_object().field("id", one.slot.id);
    write_times(json, {one.slot.start_at, one.slot.end_at}, zone);
    json.field("stylist_id", one.slot.stylist_id).field("stylist_name", one.stylist_name);
    json.field("day_part", domain::text_of(one.day_part)).field("is_eligible", one.is_eligible);
    json.field("is_shown", one.is_shown).field("rank", one.rank).field("gap_cost", one.gap_cost);
    json.field("reason", one.because ? std::optional(domain::text_of(one.because->why)) : std::nullopt);
    json.field("busy_with_booking_id", one.because ? one.because->booking : std::nullopt);
    json.field("held_until", one.because ? one.because->until : std::nullopt);
    json.field("closed_by_rule_id", one.closed_by).end_object();
  }
  json.end_array().end_object();
}

void write(JsonWriter& json, const usecases::StylistDayView& day) {
  const domain::Zone zone = zone_or_utc(day.timezone);
  json.begin_object().field("date", day.date).field("timezone", day.timezone).field("server_now", day.server_now);
  json.key("stylist").begin_object().field("id", day.stylist.id).field("name", day.stylist.name).end_object();
  json.key("bookings").begin_array();
  for (const auto& entry : day.entries) {
    const std::string* masked = entry.masked_phone ? &*entry.masked_phone : nullptr;
    const BookingShape shape{
        .booking = entry.booking, .server_now = day.server_now, .zone = zone, .masked_phone = masked};
    write(json, shape);
  }
  json.end_array().end_object();
}

}  // namespace salon::edge
