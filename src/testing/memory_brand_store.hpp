// The brand itself, in memory.
#pragma once

#include "ports/brand_store.hpp"
#include "testing/memory_brand.hpp"

namespace salon::testing {

class MemoryBrandStore final : public ports::BrandStore {
 public:
  explicit MemoryBrandStore(MemoryBrand& brand) : brand_(brand) {}

  ports::Task<domain::Brand> brand() override;
  ports::Task<domain::Result<domain::Answer>> change(ports::Change<domain::Brand> change,
                                                     ports::Once<domain::Brand> once) override;

 private:
  MemoryBrand& brand_;
};

}  // namespace salon::testing
