// The versions in which a thing may still be changed: what a caller says with If-Match (RFC 9110 section 13.1.1).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/refusal.hpp"

namespace salon::domain {

class IfVersion {
 public:
  // Any version will do.
  IfVersion() = default;
  IfVersion(std::int64_t only) : one_of_(std::vector{only}) {}
  // None of them: it may not be changed at all.
  explicit IfVersion(std::vector<std::int64_t> one_of) : one_of_(std::move(one_of)) {}

  // VERSION_MISMATCH.
  [[nodiscard]] Result<void> check(std::int64_t version) const;
  bool operator==(const IfVersion&) const = default;

 private:
  std::optional<std::vector<std::int64_t>> one_of_;
};

}  // namespace salon::domain
