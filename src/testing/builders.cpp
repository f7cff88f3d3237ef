#include "testing/builders.hpp"

#include <algorithm>
#include <stdexcept>

namespace salon::testing {

using namespace domain;

namespace {

template <class Value>
Value sure(std::optional<Value> value, std::string_view text) {
  if (!value) throw std::invalid_argument("a test's data cannot be read: " + std::string(text));
  return *std::move(value);
}

Rule a_rule(const RuleOptions& options, RuleKind kind) {
  Rule rule;
  rule.id = rule_id(options.id);
  rule.location_id = location_id(options.location);
  if (options.stylist) rule.stylist_id = stylist_id(*options.stylist);
  if (options.service) rule.service_id = service_id(*options.service);
  rule.kind = kind;
  if (!options.days.empty()) rule.days_of_week = weekdays(options.days);
  rule.start_time = wall(options.start);
  rule.end_time = wall(options.end);
  rule.end_day_offset = options.end_day_offset;
  rule.slot_capacity = options.capacity;
  rule.slot_granularity_minutes = options.granularity;
  if (options.from) rule.valid_from = date(*options.from);
  if (options.to) rule.valid_to = date(*options.to);
  return rule;
}

}  // namespace

// Version 7 and the RFC's variant, so that stores take them for real ids.
Uuid uuid(std::uint64_t number) {
  Uuid out;
  out.bytes[6] = 0x70;
  out.bytes[8] = 0x80;
  for (std::size_t i = 0; i < 7; ++i) out.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return out;
}

WallTime wall(std::string_view text) { return sure(WallTime::parse(text), text); }
Date date(std::string_view text) { return sure(parse_date(text), text); }
Instant at(std::string_view text) { return sure(parse_instant(text), text); }
Zone zone(std::string_view name) { return sure(Zone::find(name), name); }

Weekdays weekdays(const std::vector<int>& iso_days) {
  Weekdays out;
  for (const int day : iso_days) out.add(day);
  return out;
}

Location a_location(const LocationOptions& options) {
  Location out;
  out.id = location_id(options.id);
  out.name = options.name;
  out.timezone = options.timezone;
  out.minimum_notice = options.minimum_notice;
  out.horizon_days = options.horizon_days;
  out.cancellation_window = options.cancellation_window;
  out.active = options.active;
  return out;
}

Service a_service(const ServiceOptions& options) {
  Service out;
  out.id = service_id(options.id);
  out.location_id = location_id(options.location);
  out.name = options.name;
  out.duration_minutes = options.duration_minutes;
  out.requires_stylist = options.requires_stylist;
  out.active = options.active;
  out.price_minor = options.price_minor;
  out.required_skill = options.required_skill;
  out.phases = options.phases;
  out.buffer_before_minutes = options.buffer_before_minutes;
  out.buffer_after_minutes = options.buffer_after_minutes;
  return out;
}

Stylist a_stylist(const StylistOptions& options) {
  Stylist out;
  out.id = stylist_id(options.id);
  out.location_id = location_id(options.location);
  out.location_ids = {out.location_id};
  for (const std::uint64_t more : options.more_locations) out.location_ids.push_back(location_id(more));
  std::ranges::sort(out.location_ids);
  out.name = options.name;
  out.skills = options.skills;
  out.terms = options.terms;
  std::ranges::sort(out.terms);
  out.active = options.active;
  return out;
}

Rule a_weekly_rule(const RuleOptions& options) {
  Rule rule = a_rule(options, RuleKind::weekly);
  if (!rule.days_of_week) rule.days_of_week = Weekdays::all();
  return rule;
}

Rule a_date_range_rule(const RuleOptions& options) { return a_rule(options, RuleKind::date_range); }

Rule an_exception(const RuleOptions& options) {
  Rule rule = a_rule(options, RuleKind::exception);
  rule.valid_to = rule.last_day();
  return rule;
}

Rule a_closure(const RuleOptions& options) {
  return closed(options.from ? an_exception(options) : a_weekly_rule(options));
}

Rule closed(Rule rule) {
  rule.is_closed = true;
  return rule;
}

SlotInstance a_slot(const SlotOptions& options) {
  SlotInstance out;
  out.id = slot_id(options.id);
  out.location_id = location_id(options.location);
  out.service_id = service_id(options.service);
  if (options.stylist) out.stylist_id = stylist_id(*options.stylist);
  out.start_at = at(options.start);
  out.end_at = out.start_at + minutes{options.duration_minutes};
  out.date = zone(options.timezone).date_of(out.start_at);
  out.capacity = options.capacity;
  out.booked = options.booked;
  out.hold = options.hold;
  out.blocked = options.blocked;
  out.active = options.active;
  return out;
}

Booking a_held_booking(const SlotInstance& slot, const BookingOptions& options) {
  Booking out;
  out.id = booking_id(options.id);
  out.visit_id = visit_id(options.visit);
  out.slot_id = slot.id;
  out.location_id = slot.location_id;
  out.service_id = slot.service_id;
  out.stylist_id = slot.stylist_id;
  out.start_at = slot.start_at;
  out.end_at = slot.end_at;
  out.timezone = "Asia/Dubai";
  out.created_at = at(options.created_at);
  out.state = Held{out.created_at + options.hold};
  out.owner = options.owner;
  out.customer = options.customer;
  out.price = {15000, {}};
  out.version = options.version;
  return out;
}

Booking a_confirmed_booking(const SlotInstance& slot, const BookingOptions& options) {
  Booking out = a_held_booking(slot, options);
  out.state = Confirmed{out.created_at + minutes{1}};
  return out;
}

}  // namespace salon::testing
