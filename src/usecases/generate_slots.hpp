// Turn rules into slot instances for a range of days (seed "POST /slots/generate", D16): at once when short, else as a
// job that can be left and returned to.
#pragma once

#include <variant>

#include "ports/booking_store.hpp"
#include "ports/catalog_store.hpp"
#include "ports/id_source.hpp"
#include "ports/job_store.hpp"
#include "ports/slot_store.hpp"
#include "usecases/ask.hpp"
#include "usecases/manage_rules.hpp"

namespace salon::usecases {

struct GenerateRequest {
  ports::GenerateSlots what;
  bool respond_async = false;
  // A dry run with this rule more, or instead of another; `instead_of` alone: with that rule gone.
  std::optional<RuleFields> rule;
  std::optional<domain::RuleId> instead_of;
};

// Done (200), or accepted as a job that waits (202).
using Generated = std::variant<domain::GenerationReport, ports::Job>;

class GenerateSlots {
 public:
  struct Ports {
    ports::SlotStore& slots;
    ports::JobStore& jobs;
    ports::CatalogStore& catalog;
    ports::BookingStore& bookings;  // for its clock
    ports::IdSource& ids;
  };
  explicit GenerateSlots(Ports ports) : ports_(ports) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND (location, service, stylist), VALIDATION_FAILED (/from after /to; more than a
  // year; a proposed rule that could not be, or not as a short dry run), RULE_OVERLAP (a proposed rule's).
  [[nodiscard]] Task<Result<Answer>> run(domain::Actor actor, GenerateRequest request, Ask ask,
                                         Render<Generated> render);

 private:
  [[nodiscard]] Task<Result<Answer>> attempt(domain::Actor actor, GenerateRequest request, Ask ask,
                                             Render<Generated> render);
  [[nodiscard]] Task<Result<void>> check_exists(ports::GenerateSlots what);

  Ports ports_;
};

}  // namespace salon::usecases
