// How each thing looks in JSON, field by field (api.md); one function a thing, used by every reply that carries it.
// `zone` is where local_start and local_end are told.
#pragma once

#include <string>

#include "domain/booking.hpp"
#include "domain/booking_event.hpp"
#include "domain/brand.hpp"
#include "domain/location.hpp"
#include "domain/rule.hpp"
#include "domain/slot_expansion.hpp"
#include "domain/zone.hpp"
#include "edge/json_out.hpp"
#include "ports/account_store.hpp"
#include "ports/event_store.hpp"
#include "ports/job_store.hpp"
#include "usecases/browse_catalog.hpp"
#include "usecases/explain_exposure.hpp"
#include "usecases/list_dates.hpp"
#include "usecases/list_slots.hpp"
#include "usecases/signed_in.hpp"
#include "usecases/stylist_day.hpp"

namespace salon::edge {

// The zone of that name, else UTC: what is stored was checked when it came.
[[nodiscard]] domain::Zone zone_or_utc(const std::string& name);

struct BookingShape {
  const domain::Booking& booking;
  domain::Instant server_now;
  const domain::Zone& zone;
  const std::string* token = nullptr;         // the reply to a hold carries it, once
  const std::string* masked_phone = nullptr;  // in the phone's place
};

void write(JsonWriter& json, const BookingShape& shape);
void write(JsonWriter& json, const domain::Location& location);
struct ServiceShape {
  const domain::Service& service;
  domain::Currency currency;
};
void write(JsonWriter& json, const ServiceShape& shape);
void write(JsonWriter& json, const domain::Stylist& stylist);
void write(JsonWriter& json, const usecases::StylistOffer& offer);
void write(JsonWriter& json, const domain::Rule& rule);
struct SlotShape {
  const domain::SlotInstance& slot;
  const domain::Zone& zone;
};
void write(JsonWriter& json, const SlotShape& shape);
void write(JsonWriter& json, const usecases::DatesView& view);
void write(JsonWriter& json, const usecases::SlotsView& view);
void write(JsonWriter& json, const usecases::ExposureExplained& explained);
void write(JsonWriter& json, const usecases::StylistDayView& day);
void write(JsonWriter& json, const domain::GenerationReport& report);
void write(JsonWriter& json, const ports::Job& job);
void write(JsonWriter& json, const ports::Account& account);
void write(JsonWriter& json, const usecases::SignedIn& signed_in);
void write(JsonWriter& json, const domain::Brand& brand);
void write(JsonWriter& json, const ports::AuditRow& row);
void write(JsonWriter& json, const domain::Event& event);

template <class Shape>
[[nodiscard]] std::string to_json(const Shape& shape) {
  std::string out;
  JsonWriter json(out);
  write(json, shape);
  return out;
}

// {"items": […], "next_cursor": …}; `write_item` writes one.
template <class Item, class WriteItem>
[[nodiscard]] std::string page_json(const ports::Page<Item>& page, WriteItem write_item) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("items").begin_array();
  for (const Item& item : page.items) write_item(json, item);
  json.end_array().field("next_cursor", page.next_cursor).end_object();
  return out;
}
template <class Item>
[[nodiscard]] std::string page_json(const ports::Page<Item>& page) {
  return page_json(page, [](JsonWriter& json, const Item& item) { write(json, item); });
}

}  // namespace salon::edge
