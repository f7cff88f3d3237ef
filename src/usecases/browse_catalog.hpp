// The catalogue as the public sees it: what is active, nothing else. NOT_FOUND for what is unknown or inactive.
#pragma once

#include "domain/time.hpp"
#include "ports/catalog_store.hpp"

namespace salon::usecases {

using domain::Result;
using platform::Task;

struct ServiceList {
  domain::Location location;  // its currency prices the services
  ports::Page<domain::Service> services;
};

struct StylistOffer {
  domain::Stylist stylist;
  // With a service: what it takes and costs with this stylist (D15).
  std::optional<int> duration_minutes;
  std::optional<domain::Money> price;
};

class BrowseCatalog {
 public:
  explicit BrowseCatalog(ports::CatalogStore& catalog) : catalog_(catalog) {}

  // By name. VALIDATION_FAILED: a cursor of some other list.
  [[nodiscard]] Task<Result<ports::Page<domain::Location>>> locations(ports::PageRequest page);
  [[nodiscard]] Task<Result<domain::Location>> location(domain::LocationId id);
  [[nodiscard]] Task<Result<ServiceList>> services(domain::LocationId location, ports::PageRequest page);
  // With a service: those who can do it; none for a service that needs no stylist.
  struct StylistsQuery {
    domain::LocationId location_id;
    std::optional<domain::ServiceId> service_id;
    ports::PageRequest page;
  };
  [[nodiscard]] Task<Result<ports::Page<StylistOffer>>> stylists(StylistsQuery query);

 private:
  ports::CatalogStore& catalog_;
};

}  // namespace salon::usecases
