// The people at the chairs, kept by managers for their locations; a stylist may work at several (D8, D15).
#pragma once

#include "domain/time.hpp"
#include "ports/catalog_store.hpp"
#include "ports/id_source.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

// A body or merge patch as it came; absent: as it is, or its default.
struct StylistFields {
  std::optional<domain::LocationId> location_id;                // home
  std::optional<std::vector<domain::LocationId>> location_ids;  // home is always among them
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> skills;
  std::optional<std::vector<domain::StylistTerms>> terms;
  std::optional<bool> active;
};

// VALIDATION_FAILED with pointers.
[[nodiscard]] Result<domain::Stylist> apply(const StylistFields& fields, domain::Stylist stylist);

class ManageStylists {
 public:
  ManageStylists(ports::CatalogStore& catalog, ports::RequestMemory& memory, ports::IdSource& ids)
      : catalog_(catalog), memory_(memory), ids_(ids) {}

  // All of them: UNAUTHENTICATED, FORBIDDEN; NOT_FOUND for what is not at a location of the actor's. Managers give a
  // stylist only locations of their own, and change those whose home is one of theirs.
  [[nodiscard]] Task<Result<ports::Page<domain::Stylist>>> list(domain::Actor actor,
                                                                std::optional<domain::LocationId> location,
                                                                ports::PageRequest page);
  [[nodiscard]] Task<Result<domain::Stylist>> view(domain::Actor actor, domain::StylistId id);
  [[nodiscard]] Task<Result<Answer>> add(domain::Actor actor, StylistFields fields, Ask ask,
                                         Render<domain::Stylist> render);
  struct Patch {
    domain::StylistId id;
    domain::IfVersion if_version;
    StylistFields fields;
  };
  [[nodiscard]] Task<Result<Answer>> change(domain::Actor actor, Patch patch, Ask ask, Render<domain::Stylist> render);
  [[nodiscard]] Task<Result<Answer>> remove(domain::Actor actor, ports::AsSeen<domain::StylistId> what, Ask ask,
                                            Render<ports::Removed> render);

 private:
  [[nodiscard]] Task<Result<Answer>> try_to_change(domain::Actor actor, Patch patch, Ask ask,
                                                   Render<domain::Stylist> render);
  [[nodiscard]] Task<Result<Answer>> try_to_add(domain::Actor actor, StylistFields fields, Ask ask,
                                                Render<domain::Stylist> render);
  [[nodiscard]] Task<Result<void>> check_terms(domain::Stylist stylist, std::vector<domain::StylistTerms> given);

  ports::CatalogStore& catalog_;
  ports::RequestMemory& memory_;
  ports::IdSource& ids_;
};

}  // namespace salon::usecases
