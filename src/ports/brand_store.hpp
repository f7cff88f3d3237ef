// The brand itself.
#pragma once

#include "domain/brand.hpp"
#include "ports/catalog_store.hpp"

namespace salon::ports {

class BrandSource {
 public:
  virtual ~BrandSource() = default;
  // As it is until somebody says otherwise, when nobody has.
  [[nodiscard]] virtual Task<domain::Brand> brand() = 0;
};

class BrandStore : public BrandSource {
 public:
  // VERSION_MISMATCH, and what the edit refuses.
  [[nodiscard]] virtual Task<Result<Answer>> change(Change<domain::Brand> change, Once<domain::Brand> once) = 0;
};

}  // namespace salon::ports
