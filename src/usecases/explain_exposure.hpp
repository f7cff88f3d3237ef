// Why a viewer is shown what they are shown, slot by slot (exposure.md "Explain").
#pragma once

#include "domain/time.hpp"
#include "ports/catalog_store.hpp"
#include "ports/exposure_cache.hpp"
#include "ports/rule_store.hpp"
#include "ports/secret_box.hpp"
#include "ports/slot_store.hpp"
#include "usecases/ask.hpp"
#include "usecases/exposure_policy.hpp"

namespace salon::usecases {

struct ExplainQuery {
  domain::LocationId location_id;
  domain::ServiceId service_id;
  domain::Date date;
  std::optional<domain::StylistId> stylist_id;
  std::optional<std::string> subject;  // `user:<uuid>` or `session:<uuid>`; the actor's own
  int reveal = 1;
  std::optional<std::string> variant;
  std::optional<std::int64_t> epoch_hour;  // of now; a given one leaves the viewer's sticky set aside
};

struct ExplainedSlot {
  domain::SlotInstance slot;
  std::optional<std::string> stylist_name;
  domain::DayPart day_part = domain::DayPart::none;
  bool is_eligible = false;
  bool is_shown = false;
  std::optional<int> rank;      // 1 is considered first; eligible ones only
  std::optional<int> gap_cost;  // minutes; eligible ones only
  std::optional<domain::IneligibleBecause> because;
  std::optional<domain::RuleId> closed_by;  // the closing rule, when the slot is blocked by one
};

struct ExposureExplained {
  std::string subject;
  domain::Variant variant = domain::Variant::control;
  std::int64_t epoch_hour = 0;
  int reveal = 1;
  int k = 0;
  int total = 0;
  bool has_more = false;
  bool is_sticky = false;  // the viewer keeps what they were shown within the last minutes
  std::string timezone;
  domain::Instant server_now;
  std::vector<ExplainedSlot> slots;  // by (start_at, id)
};

class ExplainExposure {
 public:
  struct Ports {
    ports::SlotStore& slots;
    ports::CatalogStore& catalog;
    ports::RuleStore& rules;
    ports::ExposureCache& exposures;
    const ports::SecretBox& secrets;
  };
  ExplainExposure(Ports ports, ExposurePolicy policy) : ports_(ports), policy_(policy) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, UNKNOWN_VARIANT, VALIDATION_FAILED (?subject, ?reveal).
  [[nodiscard]] Task<Result<ExposureExplained>> run(domain::Actor actor, ExplainQuery query);

 private:
  [[nodiscard]] Task<std::optional<domain::StickyExposure>> sticky_of(ExplainQuery query, std::string subject);

  Ports ports_;
  ExposurePolicy policy_;
};

}  // namespace salon::usecases
