// Accounts of staff: an admin keeps all, a manager those of their own locations below manager (domain.md "Access").
#pragma once

#include "ports/account_store.hpp"
#include "ports/catalog_store.hpp"
#include "ports/clock.hpp"
#include "ports/id_source.hpp"
#include "ports/passwords.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

// A body or merge patch as it came; absent: as it is, or its default.
struct StaffFields {
  std::optional<std::string> email;
  std::optional<std::string> password;
  std::optional<std::string> role;
  std::optional<std::vector<domain::LocationId>> location_ids;
  std::optional<std::optional<domain::StylistId>> stylist_id;
  std::optional<bool> active;
};

class ManageStaff {
 public:
  struct Ports {
    ports::AccountStore& accounts;
    ports::CatalogStore& catalog;
    ports::RequestMemory& memory;
    ports::Passwords& passwords;
    ports::IdSource& ids;
    ports::Clock& clock;
  };
  explicit ManageStaff(Ports ports) : ports_(ports) {}

  // All of them: UNAUTHENTICATED, FORBIDDEN; NOT_FOUND for accounts the actor may not manage. FORBIDDEN: a role or
  // location the actor may not give. CONFLICT: the address is taken. Nobody changes their own role, locations or
  // activity.
  [[nodiscard]] Task<Result<ports::Page<ports::Account>>> list(domain::Actor actor, ports::PageRequest page);
  [[nodiscard]] Task<Result<ports::Account>> view(domain::Actor actor, domain::AccountId id);
  [[nodiscard]] Task<Result<Answer>> add(domain::Actor actor, StaffFields fields, Ask ask,
                                         Render<ports::Account> render);
  struct Patch {
    domain::AccountId id;
    domain::IfVersion if_version;
    StaffFields fields;
  };
  [[nodiscard]] Task<Result<Answer>> change(domain::Actor actor, Patch patch, Ask ask, Render<ports::Account> render);

 private:
  [[nodiscard]] Task<Result<Answer>> try_to_change(domain::Actor actor, Patch patch, Ask ask,
                                                   Render<ports::Account> render);
  [[nodiscard]] Task<Result<Answer>> try_to_add(domain::Actor actor, StaffFields fields, Ask ask,
                                                Render<ports::Account> render);
  [[nodiscard]] Task<Result<void>> check_places(ports::Account account);

  Ports ports_;
};

}  // namespace salon::usecases
