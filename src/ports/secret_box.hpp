// Encryption, blind indexes and signatures, whoever keeps the keys: a local key file or a key management service (D61).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/exposure.hpp"

namespace salon::ports {

// What a sealed value belongs to; a value moved to another place does not open.
struct SealedPlace {
  std::string_view table_and_column;  // "bookings.customer_name"
  std::string_view row;               // the row's id
};

using BlindIndex = std::array<std::uint8_t, 16>;
using TokenHash = std::array<std::uint8_t, 32>;

class SecretBox {
 public:
  virtual ~SecretBox() = default;
  // AEAD; the key's id is in the value.
  [[nodiscard]] virtual std::string seal(std::string_view plain, SealedPlace place) const = 0;
  // Nothing: forged, moved, or sealed with a key that is gone.
  [[nodiscard]] virtual std::optional<std::string> open(std::string_view sealed, SealedPlace place) const = 0;
  // Equal texts of one purpose give equal values; nothing else can be learnt without the key.
  [[nodiscard]] virtual BlindIndex blind_index(std::string_view purpose, std::string_view text) const = 0;
  // A signature over text for one purpose (guest sessions, cursors), URL-safe base64 without padding.
  [[nodiscard]] virtual std::string sign(std::string_view purpose, std::string_view text) const = 0;
  // Constant time.
  [[nodiscard]] virtual bool verify(std::string_view purpose, std::string_view text,
                                    std::string_view signature) const = 0;
  [[nodiscard]] virtual domain::ExposureKey exposure_key() const = 0;
};

}  // namespace salon::ports
