// Slot instances: reading what is offered, and generation. Reads are as fresh as the last commit (D21).
#pragma once

#include "domain/location.hpp"
#include "domain/occupancy.hpp"
#include "domain/rule.hpp"
#include "domain/service.hpp"
#include "domain/slot_expansion.hpp"
#include "domain/slot_instance.hpp"
#include "domain/stylist.hpp"
#include "ports/store.hpp"

namespace salon::ports {

struct OfferQuery {
  domain::LocationId location_id;
  domain::ServiceId service_id;
  std::optional<domain::StylistId> stylist_id;
  domain::Date from;
  domain::Date to;  // inclusive
};

struct OfferedSlot {
  domain::SlotInstance slot;
  domain::SlotSituation situation;
  domain::Money price;
};

// One consistent view: everything needed to say which slots are eligible, by domain::why_ineligible.
struct Offer {
  domain::Instant now;
  domain::Location location;
  domain::Service service;
  std::vector<OfferedSlot> slots;         // by (start_at, id); blocked ones too
  std::vector<domain::BusyTime> busy;     // of the stylists of these slots, around these days
  std::vector<domain::Stylist> stylists;  // of these slots
};

struct SlotQuery {
  domain::LocationId location_id;
  domain::Date date;
  std::optional<domain::ServiceId> service_id;
  std::optional<domain::StylistId> stylist_id;
};

struct GenerateSlots {
  domain::LocationId location_id;
  domain::Date from;
  domain::Date to;  // inclusive
  std::optional<domain::ServiceId> service_id;
  std::optional<domain::StylistId> stylist_id;
  bool dry_run = false;
  std::optional<domain::RuleProposal> proposal;  // for a dry run: with the rules as they would be
};

struct Sweep {
  int gone = 0;
  bool has_more = false;  // another may find more at once
};

class SlotStore {
 public:
  virtual ~SlotStore() = default;

  // NOT_FOUND: no such location, service there, or stylist there.
  [[nodiscard]] virtual Task<Result<Offer>> offer(OfferQuery query) = 0;
  // By (start_at, id).
  [[nodiscard]] virtual Task<std::vector<domain::SlotInstance>> slots_of_day(SlotQuery query) = 0;
  [[nodiscard]] virtual Task<std::optional<domain::SlotInstance>> slot(domain::SlotId id) = 0;

  // One transaction under the location's generation lock, rules read under it (D16). NOT_FOUND: no such location,
  // service or stylist. RULE_OVERLAP: the proposal could not be made.
  [[nodiscard]] virtual Task<Result<domain::GenerationReport>> generate(GenerateSlots what, Requester by) = 0;
  // The same, done once: the reply is remembered in the transaction that makes the slots (D41).
  [[nodiscard]] virtual Task<Result<Answer>> generate_once(GenerateSlots what, Once<domain::GenerationReport> once) = 0;

  // Deletes slots that no booking ever had, of days more than `kept` days ago in their location's zone: a small sweep,
  // in nobody's way. Slots that had one stay for good: their bookings refer to them.
  [[nodiscard]] virtual Task<Sweep> prune(std::chrono::days kept) = 0;
};

}  // namespace salon::ports
