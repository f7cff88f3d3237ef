// Locations, services and stylists. Every change makes a catalog.changed event, an audit row and, where slots depend on
// it, a generation job, in its transaction (D16, D50, D52).
#pragma once

#include "domain/location.hpp"
#include "domain/rule.hpp"
#include "domain/service.hpp"
#include "domain/stylist.hpp"
#include "ports/store.hpp"

namespace salon::ports {

enum class Removed : std::uint8_t { deleted, deactivated };

// A change of one row under its lock: the edit sees the row as it is and gives it as it shall be.
template <class Row>
struct Change {
  domain::IfVersion if_version;  // VERSION_MISMATCH otherwise
  std::function<Result<Row>(const Row&)> edit;
};

class CatalogStore {
 public:
  virtual ~CatalogStore() = default;

  // By name. Inactive ones too; who may see them is not decided here.
  [[nodiscard]] virtual Task<std::vector<domain::Location>> locations() = 0;
  [[nodiscard]] virtual Task<std::optional<domain::Location>> location(domain::LocationId id) = 0;
  [[nodiscard]] virtual Task<std::vector<domain::Service>> services_of(domain::LocationId location) = 0;
  [[nodiscard]] virtual Task<std::optional<domain::Service>> service(domain::ServiceId id) = 0;
  [[nodiscard]] virtual Task<std::vector<domain::Stylist>> stylists_of(domain::LocationId location) = 0;
  [[nodiscard]] virtual Task<std::optional<domain::Stylist>> stylist(domain::StylistId id) = 0;

  // NOT_FOUND where a location, or a service of a stylist's terms, is not there. CONFLICT where a name is taken.
  [[nodiscard]] virtual Task<Result<Answer>> add_location(domain::Location location, Once<domain::Location> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> add_service(domain::Service service, Once<domain::Service> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> add_stylist(domain::Stylist stylist, Once<domain::Stylist> once) = 0;

  [[nodiscard]] virtual Task<Result<Answer>> change_location(domain::LocationId id, Change<domain::Location> change,
                                                             Once<domain::Location> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> change_service(domain::ServiceId id, Change<domain::Service> change,
                                                            Once<domain::Service> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> change_stylist(domain::StylistId id, Change<domain::Stylist> change,
                                                            Once<domain::Stylist> once) = 0;

  // What has bookings is deactivated, not deleted; slots that never had one go with the service or stylist.
  [[nodiscard]] virtual Task<Result<Answer>> remove_location(AsSeen<domain::LocationId> location,
                                                             Once<Removed> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> remove_service(AsSeen<domain::ServiceId> service, Once<Removed> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> remove_stylist(AsSeen<domain::StylistId> stylist, Once<Removed> once) = 0;
};

}  // namespace salon::ports
