// Encryption, blind indexes and signatures with libsodium and keys from a key file (D61).
// A sealed value: 1 byte layout (1), 1 byte key id, 24 bytes nonce, XChaCha20-Poly1305 ciphertext with its tag;
// associated data is the table and column, 0x1f, the row. Indexes and signatures are HMAC-SHA-256 over the purpose,
// 0x1f, the text.
#pragma once

#include "adapters/key_file.hpp"
#include "ports/secret_box.hpp"

namespace salon::adapters {

// HMAC-SHA-256 with the key worked in beforehand: half of what a short text costs. Wiped when it goes.
class PreparedMac {
 public:
  using Value = std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES>;

  explicit PreparedMac(const SecretKey& key);
  ~PreparedMac() { sodium_memzero(&state_, sizeof state_); }
  PreparedMac(const PreparedMac&) = delete;
  PreparedMac& operator=(const PreparedMac&) = delete;

  [[nodiscard]] Value of(std::string_view purpose, std::string_view text) const;

 private:
  crypto_auth_hmacsha256_state state_{};
};

class SodiumSecretBox final : public ports::SecretBox {
 public:
  explicit SodiumSecretBox(KeyRing keys, std::optional<domain::ExposureKey> exposure_key = {});

  std::string seal(std::string_view plain, ports::SealedPlace place) const override;
  std::optional<std::string> open(std::string_view sealed, ports::SealedPlace place) const override;
  ports::BlindIndex blind_index(std::string_view purpose, std::string_view text) const override;
  std::string sign(std::string_view purpose, std::string_view text) const override;
  bool verify(std::string_view purpose, std::string_view text, std::string_view signature) const override;
  domain::ExposureKey exposure_key() const override { return exposure_key_; }

 private:
  KeyRing keys_;
  PreparedMac signing_;
  PreparedMac indexing_;
  domain::ExposureKey exposure_key_{};
};

// 64 hex digits; for installations that set the exposure key by hand.
[[nodiscard]] std::optional<domain::ExposureKey> parse_exposure_key(std::string_view hex);

}  // namespace salon::adapters
