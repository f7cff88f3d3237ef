// A SecretBox that hides nothing from anyone who looks twice: for tests, which must be repeatable and quick. It keeps
// the promises that code relies on: a value moved to another place does not open, purposes are apart, equal texts are
// found again.
#pragma once

#include "ports/secret_box.hpp"

namespace salon::testing {

class PlainSecretBox final : public ports::SecretBox {
 public:
  [[nodiscard]] std::string seal(std::string_view plain, ports::SealedPlace place) const override;
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed, ports::SealedPlace place) const override;
  [[nodiscard]] ports::BlindIndex blind_index(std::string_view purpose, std::string_view text) const override;
  [[nodiscard]] std::string sign(std::string_view purpose, std::string_view text) const override;
  [[nodiscard]] bool verify(std::string_view purpose, std::string_view text, std::string_view signature) const override;
  [[nodiscard]] domain::ExposureKey exposure_key() const override;
};

}  // namespace salon::testing
