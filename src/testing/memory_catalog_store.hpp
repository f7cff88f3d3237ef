// Locations, services and stylists in memory; the rules are those of ports/catalog_store.hpp.
#pragma once

#include "domain/time.hpp"
#include "ports/catalog_store.hpp"
#include "testing/memory_brand.hpp"

namespace salon::testing {

class MemoryCatalogStore final : public ports::CatalogStore {
 public:
  template <class T>
  using Task = ports::Task<T>;
  using Answered = domain::Result<domain::Answer>;
  template <class Row>
  using Change = ports::Change<Row>;
  template <class Outcome>
  using Once = ports::Once<Outcome>;
  template <class Id>
  using AsSeen = ports::AsSeen<Id>;
  using Removed = ports::Removed;

  explicit MemoryCatalogStore(MemoryBrand& brand) : brand_(brand) {}

  Task<std::vector<domain::Location>> locations() override;
  Task<std::optional<domain::Location>> location(domain::LocationId id) override;
  Task<std::vector<domain::Service>> services_of(domain::LocationId location) override;
  Task<std::optional<domain::Service>> service(domain::ServiceId id) override;
  Task<std::vector<domain::Stylist>> stylists_of(domain::LocationId location) override;
  Task<std::optional<domain::Stylist>> stylist(domain::StylistId id) override;

  Task<Answered> add_location(domain::Location location, Once<domain::Location> once) override;
  Task<Answered> add_service(domain::Service service, Once<domain::Service> once) override;
  Task<Answered> add_stylist(domain::Stylist stylist, Once<domain::Stylist> once) override;

  Task<Answered> change_location(domain::LocationId id, Change<domain::Location> change,
                                 Once<domain::Location> once) override;
  Task<Answered> change_service(domain::ServiceId id, Change<domain::Service> change,
                                Once<domain::Service> once) override;
  Task<Answered> change_stylist(domain::StylistId id, Change<domain::Stylist> change,
                                Once<domain::Stylist> once) override;

  Task<Answered> remove_location(AsSeen<domain::LocationId> location, Once<Removed> once) override;
  Task<Answered> remove_service(AsSeen<domain::ServiceId> service, Once<Removed> once) override;
  Task<Answered> remove_stylist(AsSeen<domain::StylistId> stylist, Once<Removed> once) override;

 private:
  MemoryBrand& brand_;
};

}  // namespace salon::testing
