// ports::CatalogStore on PostgreSQL. Changes of the catalogue are rare: they take one lock for the whole brand, under
// which names are unique and what a row speaks of is there. Removing takes the locks of the locations too, so that no
// generation runs meanwhile.
#pragma once

#include "ports/catalog_store.hpp"
#include "storage/shared_read.hpp"

namespace salon::storage {

class PgCatalogStore final : public ports::CatalogStore {
 public:
  explicit PgCatalogStore(Database& database);

  using Answered = domain::Result<domain::Answer>;
  template <class Row>
  using Change = ports::Change<Row>;
  template <class Outcome>
  using Once = ports::Once<Outcome>;
  template <class Id>
  using AsSeen = ports::AsSeen<Id>;

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
  Task<Answered> remove_location(AsSeen<domain::LocationId> location, Once<ports::Removed> once) override;
  Task<Answered> remove_service(AsSeen<domain::ServiceId> service, Once<ports::Removed> once) override;
  Task<Answered> remove_stylist(AsSeen<domain::StylistId> stylist, Once<ports::Removed> once) override;

 private:
  Database& database_;
  SharedRead<domain::LocationId, domain::Location> location_by_id_;
};

}  // namespace salon::storage
