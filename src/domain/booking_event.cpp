#include "domain/booking_event.hpp"

#include <array>
#include <utility>

namespace salon::domain {
namespace {

constexpr std::array all_event_types{
    EventType::booking_created,    EventType::booking_confirmed,   EventType::booking_cancelled,
    EventType::booking_expired,    EventType::booking_rescheduled, EventType::booking_updated,
    EventType::attendance_changed, EventType::slots_generated,     EventType::rules_changed,
    EventType::catalog_changed,
};

// A flat JSON object of values that need no escaping: ids, instants and our own words.
class PlainObject {
 public:
  void add(std::string_view name, std::string_view value) {
    name_of(name);
    out_.append("\"").append(value).append("\"");
  }
  void add(std::string_view name, Instant value) { add(name, std::string_view(format_instant(value))); }
  void add_raw(std::string_view name, std::string_view json) {
    name_of(name);
    out_.append(json);
  }
  [[nodiscard]] std::string finish() && { return std::move(out_) + "}"; }

 private:
  void name_of(std::string_view name) {
    if (out_.size() > 1) out_.push_back(',');
    out_.append("\"").append(name).append("\":");
  }
  std::string out_ = "{";
};

struct AddTimesOfState {
  PlainObject& object;

  void operator()(const Held& held) const { object.add("hold_expires_at", held.expires_at); }
  void operator()(const Confirmed& confirmed) const { object.add("confirmed_at", confirmed.confirmed_at); }
  void operator()(const Cancelled& cancelled) const {
    if (cancelled.confirmed_at) object.add("confirmed_at", *cancelled.confirmed_at);
    object.add("cancelled_at", cancelled.cancelled_at);
  }
  void operator()(const Expired& expired) const { object.add("expired_at", expired.expired_at); }
};

PlainObject plain(const Booking& booking) {
  PlainObject object;
  object.add("status", text_of(booking.status()));
  object.add("attendance", text_of(booking.attendance));
  object.add("slot_id", booking.slot_id.text());
  object.add("service_id", booking.service_id.text());
  if (booking.stylist_id) {
    object.add("stylist_id", booking.stylist_id->text());
  } else {
    object.add_raw("stylist_id", "null");
  }
  object.add("start_at", booking.start_at);
  object.add("end_at", booking.end_at);
  object.add("created_at", booking.created_at);
  std::visit(AddTimesOfState{object}, booking.state);
  return object;
}

// Names of what is known about the customer, as a JSON list.
std::string known_fields(const CustomerDetails& customer) {
  std::string out;
  const auto add = [&out](bool is_known, std::string_view name) {
    if (!is_known) return;
    out.append(out.empty() ? "\"" : ",\"").append(name).append("\"");
  };
  add(customer.name.has_value(), "name");
  add(customer.phone.has_value(), "phone");
  add(customer.email.has_value(), "email");
  add(customer.notes.has_value(), "notes");
  return "[" + out + "]";
}

}  // namespace

std::string_view text_of(EventType type) {
  switch (type) {
    case EventType::booking_created:
      return "booking.created";
    case EventType::booking_confirmed:
      return "booking.confirmed";
    case EventType::booking_cancelled:
      return "booking.cancelled";
    case EventType::booking_expired:
      return "booking.expired";
    case EventType::booking_rescheduled:
      return "booking.rescheduled";
    case EventType::booking_updated:
      return "booking.updated";
    case EventType::attendance_changed:
      return "attendance.changed";
    case EventType::slots_generated:
      return "slots.generated";
    case EventType::rules_changed:
      return "rules.changed";
    case EventType::catalog_changed:
      return "catalog.changed";
  }
  std::unreachable();
}

std::optional<EventType> parse_event_type(std::string_view text) {
  for (const EventType type : all_event_types) {
    if (text_of(type) == text) return type;
  }
  return std::nullopt;
}

std::string event_data(const Booking& booking, std::optional<SlotId> previous_slot) {
  PlainObject object = plain(booking);
  if (previous_slot) object.add("previous_slot_id", previous_slot->text());
  return std::move(object).finish();
}

std::string audit_state(const Booking& booking) {
  PlainObject object = plain(booking);
  object.add_raw("customer_known", known_fields(booking.customer));
  return std::move(object).finish();
}

}  // namespace salon::domain
