// The brand's salons, kept by those who may: managers change their own, only an admin makes or removes one.
#pragma once

#include "domain/time.hpp"
#include "ports/catalog_store.hpp"
#include "ports/id_source.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

// A body or merge patch as it came; absent: as it is, or its default.
struct LocationFields {
  std::optional<std::string> name;
  std::optional<std::string> timezone;
  std::optional<std::string> currency;
  std::optional<std::string> region;
  std::optional<std::int64_t> minimum_notice_minutes;
  std::optional<std::int64_t> horizon_days;
  std::optional<std::int64_t> cancellation_window_minutes;
  std::optional<std::int64_t> hold_minutes;
  std::optional<std::string> address;
  std::optional<std::string> map_url;
  std::optional<std::string> photo_url;
  std::optional<bool> active;
};

// VALIDATION_FAILED with a pointer for every field that is wrong.
[[nodiscard]] Result<domain::Location> apply(const LocationFields& fields, domain::Location location);

class ManageLocations {
 public:
  ManageLocations(ports::CatalogStore& catalog, ports::IdSource& ids) : catalog_(catalog), ids_(ids) {}

  // All of them: UNAUTHENTICATED, FORBIDDEN; NOT_FOUND for what is not at a location of the actor's.
  [[nodiscard]] Task<Result<ports::Page<domain::Location>>> list(domain::Actor actor, ports::PageRequest page);
  [[nodiscard]] Task<Result<domain::Location>> view(domain::Actor actor, domain::LocationId id);
  [[nodiscard]] Task<Result<Answer>> add(domain::Actor actor, LocationFields fields, Ask ask,
                                         Render<domain::Location> render);
  struct Patch {
    domain::LocationId id;
    domain::IfVersion if_version;
    LocationFields fields;
  };
  [[nodiscard]] Task<Result<Answer>> change(domain::Actor actor, Patch patch, Ask ask, Render<domain::Location> render);
  [[nodiscard]] Task<Result<Answer>> remove(domain::Actor actor, ports::AsSeen<domain::LocationId> what, Ask ask,
                                            Render<ports::Removed> render);

 private:
  ports::CatalogStore& catalog_;
  ports::IdSource& ids_;
};

}  // namespace salon::usecases
