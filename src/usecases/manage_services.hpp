// The price list, kept by managers for their locations.
#pragma once

#include "domain/time.hpp"
#include "ports/catalog_store.hpp"
#include "ports/id_source.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

// A body or merge patch as it came; absent: as it is, or its default. A service stays at its location.
struct ServiceFields {
  std::optional<domain::LocationId> location_id;
  std::optional<std::string> name;
  std::optional<std::string> category;
  std::optional<std::string> description;
  std::optional<std::int64_t> duration_minutes;
  std::optional<bool> requires_stylist;
  std::optional<bool> active;
  std::optional<std::int64_t> price_minor;
  std::optional<std::optional<std::string>> required_skill;
  std::optional<std::vector<domain::Phase>> phases;  // null or []: one active phase
  std::optional<std::int64_t> buffer_before_minutes;
  std::optional<std::int64_t> buffer_after_minutes;
};

// VALIDATION_FAILED with pointers, those of domain::check_service among them.
[[nodiscard]] Result<domain::Service> apply(const ServiceFields& fields, domain::Service service);

// A service with its location's money.
struct PricedService {
  domain::Service service;
  domain::Currency currency;
};

class ManageServices {
 public:
  ManageServices(ports::CatalogStore& catalog, ports::RequestMemory& memory, ports::IdSource& ids)
      : catalog_(catalog), memory_(memory), ids_(ids) {}

  // All of them: UNAUTHENTICATED, FORBIDDEN; NOT_FOUND for what is not at a location of the actor's.
  // No location: those of all the actor's locations.
  [[nodiscard]] Task<Result<ports::Page<PricedService>>> list(domain::Actor actor,
                                                              std::optional<domain::LocationId> location,
                                                              ports::PageRequest page);
  [[nodiscard]] Task<Result<PricedService>> view(domain::Actor actor, domain::ServiceId id);
  [[nodiscard]] Task<Result<Answer>> add(domain::Actor actor, ServiceFields fields, Ask ask,
                                         Render<PricedService> render);
  struct Patch {
    domain::ServiceId id;
    domain::IfVersion if_version;
    ServiceFields fields;
  };
  [[nodiscard]] Task<Result<Answer>> change(domain::Actor actor, Patch patch, Ask ask, Render<PricedService> render);
  [[nodiscard]] Task<Result<Answer>> remove(domain::Actor actor, ports::AsSeen<domain::ServiceId> what, Ask ask,
                                            Render<ports::Removed> render);

 private:
  [[nodiscard]] Task<Result<Answer>> try_to_add(domain::Actor actor, ServiceFields fields, Ask ask,
                                                Render<PricedService> render);
  ports::CatalogStore& catalog_;
  ports::RequestMemory& memory_;
  ports::IdSource& ids_;
};

}  // namespace salon::usecases
