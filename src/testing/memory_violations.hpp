// Whether what a memory brand holds is true: the same invariants that the database's view of violations states.
#pragma once

#include <vector>

#include "ports/health.hpp"
#include "testing/memory_brand.hpp"

namespace salon::testing {

// None: all hold.
[[nodiscard]] std::vector<ports::Violation> memory_violations(const MemoryBrand& brand);

}  // namespace salon::testing
