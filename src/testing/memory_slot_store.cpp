#include "testing/memory_slot_store.hpp"

#include <algorithm>

#include "testing/memory_ledger.hpp"
#include "testing/memory_once.hpp"

namespace salon::testing {

using domain::Instant;
using domain::Refusal;
using domain::Result;
using domain::SlotInstance;
using std::chrono::days;

namespace {

struct Asked {
  domain::LocationId location_id;
  std::optional<domain::ServiceId> service_id;
  std::optional<domain::StylistId> stylist_id;
};

Result<void> check_asked(const MemoryBrand& brand, const Asked& asked) {
  if (!brand.locations.contains(asked.location_id))
    return domain::refuse(Refusal::not_found, "There is no such location.");
  if (asked.service_id) {
    const auto service = brand.services.find(*asked.service_id);
    const bool is_here = service != brand.services.end() && service->second.location_id == asked.location_id;
    if (!is_here) return domain::refuse(Refusal::not_found, "There is no such service here.");
  }
  if (asked.stylist_id) {
    const auto stylist = brand.stylists.find(*asked.stylist_id);
    const bool is_here = stylist != brand.stylists.end() && stylist->second.works_at(asked.location_id);
    if (!is_here) return domain::refuse(Refusal::not_found, "There is no such stylist here.");
  }
  return {};
}

struct Days {
  domain::Date from;
  domain::Date to;  // inclusive
};

// By (start_at, id).
std::vector<KeptSlot> slots_between(const MemoryBrand& brand, const Asked& asked, Days range) {
  std::vector<KeptSlot> slots;
  for (const auto& [id, kept] : brand.slots) {
    const SlotInstance& slot = kept.slot;
    if (slot.location_id != asked.location_id || slot.date < range.from || slot.date > range.to) continue;
    if (asked.service_id && slot.service_id != *asked.service_id) continue;
    if (asked.stylist_id && slot.stylist_id != asked.stylist_id) continue;
    slots.push_back(kept);
  }
  std::ranges::sort(slots, {}, [](const KeptSlot& kept) { return std::pair(kept.slot.start_at, kept.slot.id); });
  return slots;
}

// What the plan is made from, owned for as long as the plan is made.
struct Ground {
  std::vector<domain::Rule> rules;
  std::vector<domain::Service> services;
  std::vector<domain::Stylist> stylists;
  std::vector<domain::ExistingSlot> existing;
  std::vector<domain::LiveBooking> live;
};

Ground ground_of(const MemoryBrand& brand, const ports::GenerateSlots& what) {
  Ground ground;
  for (const auto& [id, rule] : brand.rules) {
    if (rule.location_id == what.location_id) ground.rules.push_back(rule);
  }
  for (const auto& [id, service] : brand.services) {
    if (service.location_id == what.location_id) ground.services.push_back(service);
  }
  for (const auto& [id, stylist] : brand.stylists) {
    if (stylist.works_at(what.location_id)) ground.stylists.push_back(stylist);
  }
  // A window that begins on the last day may run into the next.
  const Asked asked{what.location_id, what.service_id, what.stylist_id};
  for (KeptSlot& kept : slots_between(brand, asked, {what.from, what.to + days{1}})) {
    const auto live = brand.live_of_slot.find(kept.slot.id);
    if (live != brand.live_of_slot.end()) {
      for (const domain::BookingId id : live->second) ground.live.push_back({id, kept.slot.id});
    }
    ground.existing.push_back({std::move(kept.slot), kept.ever_booked});
  }
  return ground;
}

void carry_out(MemoryBrand& brand, const domain::Location& location, const domain::GenerationPlan& plan) {
  for (const domain::SlotId id : plan.remove) {
    brand.slots.erase(id);
    brand.live_of_slot.erase(id);
  }
  for (const domain::CapacityChange& change : plan.recapacity)
    brand.slots.at(change.slot_id).slot.capacity = change.capacity;
  for (const domain::SlotId id : plan.unblock) brand.slots.at(id).slot.blocked = false;
  for (const domain::SlotId id : plan.block) brand.slots.at(id).slot.blocked = true;
  for (const domain::SlotDraft& draft : plan.create) {
    SlotInstance slot;
    slot.id = brand.ids.next_id<domain::SlotId>();
    slot.location_id = location.id;
    slot.service_id = draft.service_id;
    slot.stylist_id = draft.stylist_id;
    slot.date = draft.date;
    slot.start_at = draft.start_at;
    slot.end_at = draft.end_at;
    slot.capacity = draft.capacity;
    slot.active = draft.active;
    const domain::SlotId id = slot.id;
    brand.slots.emplace(id, KeptSlot{std::move(slot), false});
  }
}

std::string summary_of(const domain::GenerationReport& report) {
  const auto number = [](std::string_view name, int value) {
    return "\"" + std::string(name) + "\":" + std::to_string(value);
  };
  return "{" + number("created", report.created) + "," + number("updated", report.updated) + "," +
         number("blocked", report.blocked) + "," + number("removed", report.removed) + "}";
}

Result<domain::GenerationReport> generate_now(MemoryBrand& brand, const ports::GenerateSlots& what,
                                              const ports::Requester& by) {
  if (auto known = check_asked(brand, {what.location_id, what.service_id, what.stylist_id}); !known) {
    return std::unexpected(std::move(known.error()));
  }
  const domain::Location& location = brand.locations.at(what.location_id);
  const auto zone = domain::Zone::find(location.timezone);
  if (!zone) throw std::runtime_error("a location's time zone is unknown here: " + location.timezone);
  Ground ground = ground_of(brand, what);
  if (what.proposal) {
    auto rules = domain::rules_after(*what.proposal, std::move(ground.rules));
    if (!rules) return std::unexpected(std::move(rules.error()));
    ground.rules = *std::move(rules);
  }
  const domain::ExpansionInput input{&location, ground.rules, ground.services, ground.stylists,
                                     what.from, what.to,      what.service_id, what.stylist_id};
  const auto plan = domain::plan_generation(input, *zone, ground.existing, ground.live, brand.clock.now());
  domain::GenerationReport report = domain::report_of(plan);
  if (what.dry_run) return report;
  carry_out(brand, location, plan);
  if (report.created + report.updated + report.blocked + report.removed > 0) {
    const std::string summary = summary_of(report);
    add_event(brand, {domain::EventType::slots_generated, location.id, 0, summary});
    note_in_audit(brand, by, {"slots.generated", location.id, "location", location.id.text(), "", summary});
  }
  return report;
}

void add_busy(const MemoryBrand& brand, const domain::TimeRange& around, ports::Offer& offer) {
  std::set<domain::StylistId> stylists;
  for (const ports::OfferedSlot& offered : offer.slots) {
    if (offered.slot.stylist_id) stylists.insert(*offered.slot.stylist_id);
  }
  for (const domain::StylistId id : stylists) {
    offer.stylists.push_back(brand.stylists.at(id));
    for (const domain::BusyTime& busy : busy_of(brand, id)) {
      if (busy.during.overlaps(around)) offer.busy.push_back(busy);
    }
  }
}

Result<ports::Offer> offer_now(const MemoryBrand& brand, const ports::OfferQuery& query) {
  const Asked asked{query.location_id, query.service_id, query.stylist_id};
  if (auto known = check_asked(brand, asked); !known) return std::unexpected(std::move(known.error()));
  ports::Offer offer;
  offer.now = brand.clock.now();
  offer.location = brand.locations.at(query.location_id);
  offer.service = brand.services.at(query.service_id);
  for (KeptSlot& kept : slots_between(brand, asked, {query.from, query.to})) {
    ports::OfferedSlot offered;
    offered.situation = situation_of(brand, kept.slot, offer.now);
    offered.price = price_of(brand, kept.slot);
    offered.slot = std::move(kept.slot);
    offer.slots.push_back(std::move(offered));
  }
  const auto zone = domain::Zone::find(offer.location.timezone);
  if (!zone) throw std::runtime_error("a location's time zone is unknown here: " + offer.location.timezone);
  // Slots of the last day may end on the next, and buffers lie outside of slots.
  const domain::TimeRange around{zone->day(query.from).start - days{1}, zone->day(query.to).end + days{1}};
  add_busy(brand, around, offer);
  return offer;
}

}  // namespace

auto MemorySlotStore::offer(ports::OfferQuery query) -> Task<Result<ports::Offer>> {
  co_return offer_now(brand_, query);
}

auto MemorySlotStore::slots_of_day(ports::SlotQuery query) -> Task<std::vector<SlotInstance>> {
  std::vector<SlotInstance> slots;
  const Asked asked{query.location_id, query.service_id, query.stylist_id};
  for (KeptSlot& kept : slots_between(brand_, asked, {query.date, query.date})) slots.push_back(std::move(kept.slot));
  co_return std::move(slots);
}

auto MemorySlotStore::slot(domain::SlotId id) -> Task<std::optional<SlotInstance>> {
  const auto found = brand_.slots.find(id);
  if (found == brand_.slots.end()) co_return std::nullopt;
  co_return found->second.slot;
}

auto MemorySlotStore::generate(ports::GenerateSlots what, ports::Requester by)
    -> Task<Result<domain::GenerationReport>> {
  co_return generate_now(brand_, what, by);
}

auto MemorySlotStore::generate_once(ports::GenerateSlots what, ports::Once<domain::GenerationReport> once)
    -> Task<Result<domain::Answer>> {
  co_return do_once(brand_, once, [&](Instant) -> Decided<domain::GenerationReport> {
    return {generate_now(brand_, what, once.by), {}};
  });
}

auto MemorySlotStore::prune(days kept) -> Task<ports::Sweep> {
  const Instant now = brand_.clock.now();
  ports::Sweep sweep;
  sweep.gone = static_cast<int>(std::erase_if(brand_.slots, [&](const auto& entry) {
    const SlotInstance& slot = entry.second.slot;
    const auto zone = domain::Zone::find(brand_.locations.at(slot.location_id).timezone);
    return !entry.second.ever_booked && slot.date < zone.value().date_of(now) - kept;
  }));
  co_return sweep;
}

}  // namespace salon::testing
