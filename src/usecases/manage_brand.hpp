// The brand: everybody may know it, an admin says what it is.
#pragma once

#include "ports/brand_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

// A merge patch as it came; absent: as it is.
struct BrandFields {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> widget_origins;
};

// VALIDATION_FAILED (/name, /widget_origins/…).
[[nodiscard]] Result<domain::Brand> apply(const BrandFields& fields, domain::Brand brand);

class ManageBrand {
 public:
  explicit ManageBrand(ports::BrandStore& brands) : brands_(brands) {}

  [[nodiscard]] Task<domain::Brand> view();
  struct Patch {
    domain::IfVersion if_version;
    BrandFields fields;
  };
  // UNAUTHENTICATED, FORBIDDEN, VERSION_MISMATCH, VALIDATION_FAILED.
  [[nodiscard]] Task<Result<Answer>> change(domain::Actor actor, Patch patch, Ask ask, Render<domain::Brand> render);

 private:
  ports::BrandStore& brands_;
};

}  // namespace salon::usecases
