// Opening hours and their exceptions, kept by the staff of a location (D10–D13).
#pragma once

#include "ports/id_source.hpp"
#include "ports/rule_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

// A body or merge patch as it came; absent: as it is, or its default; null: none. A rule stays at its location.
struct RuleFields {
  std::optional<domain::LocationId> location_id;
  std::optional<std::optional<domain::StylistId>> stylist_id;
  std::optional<std::optional<domain::ServiceId>> service_id;
  std::optional<std::string> rule_kind;
  std::optional<std::optional<std::vector<std::int64_t>>> days_of_week;
  std::optional<std::string> start_time;
  std::optional<std::string> end_time;
  std::optional<std::int64_t> end_day_offset;
  std::optional<std::int64_t> slot_capacity;
  std::optional<std::int64_t> slot_granularity_minutes;
  std::optional<std::optional<std::string>> valid_from;
  std::optional<std::optional<std::string>> valid_to;
  std::optional<bool> is_closed;
};

// A new rule needs location_id, rule_kind, start_time and end_time. VALIDATION_FAILED with pointers, those of
// domain::check_rule among them.
[[nodiscard]] Result<domain::Rule> new_rule(const RuleFields& fields, domain::RuleId id);
[[nodiscard]] Result<domain::Rule> apply(const RuleFields& fields, domain::Rule rule);

struct RulesQuery {
  std::optional<domain::LocationId> location_id;  // none: all the actor's locations
  std::optional<domain::StylistId> stylist_id;
  std::optional<domain::ServiceId> service_id;
  ports::PageRequest page;
};

class ManageRules {
 public:
  ManageRules(ports::RuleStore& rules, ports::CatalogStore& catalog, ports::IdSource& ids)
      : rules_(rules), catalog_(catalog), ids_(ids) {}

  // All of them: UNAUTHENTICATED, FORBIDDEN; NOT_FOUND for what is not at a location of the actor's. RULE_OVERLAP
  // (D13).
  [[nodiscard]] Task<Result<ports::Page<domain::Rule>>> list(domain::Actor actor, RulesQuery query);
  [[nodiscard]] Task<Result<domain::Rule>> view(domain::Actor actor, domain::RuleId id);
  [[nodiscard]] Task<Result<Answer>> add(domain::Actor actor, RuleFields fields, Ask ask, Render<domain::Rule> render);
  struct Patch {
    domain::RuleId id;
    domain::IfVersion if_version;
    RuleFields fields;
  };
  [[nodiscard]] Task<Result<Answer>> change(domain::Actor actor, Patch patch, Ask ask, Render<domain::Rule> render);
  [[nodiscard]] Task<Result<Answer>> remove(domain::Actor actor, ports::AsSeen<domain::RuleId> what, Ask ask,
                                            Render<domain::Rule> render);

 private:
  ports::RuleStore& rules_;
  ports::CatalogStore& catalog_;
  ports::IdSource& ids_;
};

}  // namespace salon::usecases
