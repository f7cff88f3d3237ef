#include "testing/memory_catalog_rows.hpp"

#include <algorithm>

namespace salon::testing {

using domain::Location;
using domain::LocationId;
using domain::Refusal;
using domain::Result;
using domain::Service;
using domain::SlotInstance;
using domain::Stylist;

namespace {

template <class Id, class Row, class Clash>
Result<void> check_name(const std::map<Id, Row>& rows, const Row& row, Clash clashes) {
  for (const auto& [id, other] : rows) {
    if (id != row.id && other.name == row.name && clashes(other)) {
      return domain::refuse(Refusal::conflict, "This name is taken.");
    }
  }
  return {};
}

template <class Which>
bool any_booked_slot(const MemoryBrand& brand, Which is_of_it) {
  return std::ranges::any_of(
      brand.slots, [&](const auto& entry) { return entry.second.ever_booked && is_of_it(entry.second.slot); });
}

template <class Which>
void erase_slots(MemoryBrand& brand, Which is_of_it) {
  std::erase_if(brand.slots, [&](const auto& entry) { return is_of_it(entry.second.slot); });
  std::erase_if(brand.live_of_slot, [&](const auto& entry) { return !brand.slots.contains(entry.first); });
}

// Of each kind of row what the salon argues about most.
std::string heart_of(const Location& row) { return "\"timezone\":\"" + row.timezone + "\""; }
std::string heart_of(const Service& row) { return "\"price_minor\":" + std::to_string(row.price_minor); }
std::string heart_of(const Stylist& row) {
  std::string skills;
  for (const std::string& skill : row.skills) skills += (skills.empty() ? "\"" : ",\"") + skill + "\"";
  return "\"skills\":[" + skills + "]";
}

template <class Row>
std::string state_of(const Row* row) {
  if (row == nullptr) return "";
  return "{\"version\":" + std::to_string(row->version) + ",\"active\":" + (row->active ? "true" : "false") + "," +
         heart_of(*row) + "}";
}

struct Place {
  std::string entity;
  LocationId event_location;
  std::set<LocationId> slots_of;  // whose slots depend on the row
};

template <class Row>
void announce_at(MemoryBrand& brand, const ports::Requester& by, const Row* before, const Row* after,
                 const Place& place) {
  const Row& row = after != nullptr ? *after : *before;
  const std::string id = row.id.text();
  std::string data = "{\"entity\":\"" + place.entity + "\",\"id\":\"" + id + "\"}";
  add_event(brand, {domain::EventType::catalog_changed, place.event_location, row.version, std::move(data)});
  std::string action = place.entity + (before == nullptr ? ".added" : after == nullptr ? ".removed" : ".changed");
  note_in_audit(brand, by,
                {std::move(action), place.event_location, place.entity, id, state_of(before), state_of(after)});
  for (const LocationId location : place.slots_of) want_slots(brand, location);
}

}  // namespace

Result<void> check_row(const MemoryBrand& brand, const Location& row) {
  return check_name(brand.locations, row, [](const Location&) { return true; });
}

Result<void> check_row(const MemoryBrand& brand, const Service& row) {
  if (!brand.locations.contains(row.location_id))
    return domain::refuse(Refusal::not_found, "There is no such location.");
  return check_name(brand.services, row, [&row](const Service& other) { return other.location_id == row.location_id; });
}

Result<void> check_row(const MemoryBrand& brand, const Stylist& row) {
  std::vector<LocationId> places = row.location_ids;
  places.push_back(row.location_id);
  for (const LocationId place : places) {
    if (!brand.locations.contains(place)) return domain::refuse(Refusal::not_found, "There is no such location.");
  }
  for (const domain::StylistTerms& terms : row.terms) {
    if (!brand.services.contains(terms.service_id))
      return domain::refuse(Refusal::not_found, "There is no such service.");
  }
  return check_name(brand.stylists, row, [&row](const Stylist& other) { return other.location_id == row.location_id; });
}

bool was_ever_booked(const MemoryBrand& brand, const Location& row) {
  const bool here = any_booked_slot(brand, [&row](const SlotInstance& slot) { return slot.location_id == row.id; });
  // Its stylists go with it, unless they have had bookings elsewhere.
  return here || std::ranges::any_of(brand.stylists, [&](const auto& entry) {
           return entry.second.location_id == row.id && was_ever_booked(brand, entry.second);
         });
}

bool was_ever_booked(const MemoryBrand& brand, const Service& row) {
  return any_booked_slot(brand, [&row](const SlotInstance& slot) { return slot.service_id == row.id; });
}

bool was_ever_booked(const MemoryBrand& brand, const Stylist& row) {
  return any_booked_slot(brand, [&row](const SlotInstance& slot) { return slot.stylist_id == row.id; });
}

void erase_row(MemoryBrand& brand, const Service& row) {
  erase_slots(brand, [&row](const SlotInstance& slot) { return slot.service_id == row.id; });
  std::erase_if(brand.rules, [&row](const auto& entry) { return entry.second.service_id == row.id; });
  for (auto& [id, stylist] : brand.stylists) {
    std::erase_if(stylist.terms, [&row](const domain::StylistTerms& terms) { return terms.service_id == row.id; });
  }
  brand.services.erase(domain::ServiceId(row.id));
}

void erase_row(MemoryBrand& brand, const Stylist& row) {
  erase_slots(brand, [&row](const SlotInstance& slot) { return slot.stylist_id == row.id; });
  std::erase_if(brand.rules, [&row](const auto& entry) { return entry.second.stylist_id == row.id; });
  for (auto& [id, account] : brand.accounts) {
    if (account.stylist_id == row.id) account.stylist_id.reset();
  }
  brand.stylists.erase(domain::StylistId(row.id));
}

void erase_row(MemoryBrand& brand, const Location& row) {
  const LocationId gone = row.id;
  erase_slots(brand, [gone](const SlotInstance& slot) { return slot.location_id == gone; });
  std::erase_if(brand.rules, [gone](const auto& entry) { return entry.second.location_id == gone; });
  std::erase_if(brand.jobs, [gone](const auto& entry) { return entry.second.job.what.location_id == gone; });
  std::vector<Service> services;
  for (const auto& [id, service] : brand.services) {
    if (service.location_id == gone) services.push_back(service);
  }
  for (const Service& service : services) erase_row(brand, service);
  std::vector<Stylist> stylists;
  for (auto& [id, stylist] : brand.stylists) {
    std::erase(stylist.location_ids, gone);
    if (stylist.location_id == gone) stylists.push_back(stylist);
  }
  for (const Stylist& stylist : stylists) erase_row(brand, stylist);
  for (auto& [id, account] : brand.accounts) std::erase(account.location_ids, gone);
  brand.locations.erase(gone);
}

void announce(MemoryBrand& brand, const ports::Requester& by, const Location* before, const Location* after) {
  const LocationId id = after != nullptr ? after->id : before->id;
  announce_at(brand, by, before, after, {"location", id, {id}});
}

void announce(MemoryBrand& brand, const ports::Requester& by, const Service* before, const Service* after) {
  const LocationId id = after != nullptr ? after->location_id : before->location_id;
  announce_at(brand, by, before, after, {"service", id, {id}});
}

void announce(MemoryBrand& brand, const ports::Requester& by, const Stylist* before, const Stylist* after) {
  Place place{"stylist", after != nullptr ? after->location_id : before->location_id, {}};
  for (const Stylist* row : {before, after}) {
    if (row != nullptr) place.slots_of.insert(row->location_ids.begin(), row->location_ids.end());
  }
  announce_at(brand, by, before, after, place);
}

}  // namespace salon::testing
