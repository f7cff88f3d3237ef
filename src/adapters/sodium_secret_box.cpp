#include "adapters/sodium_secret_box.hpp"

#include <cstring>
#include <stdexcept>

namespace salon::adapters {
namespace {

constexpr char layout = 1;
constexpr std::size_t head_size = 2;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t around = head_size + nonce_size + tag_size;
static_assert(SecretKey::size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(SecretKey::size == crypto_auth_hmacsha256_KEYBYTES);

constexpr char separator = 0x1f;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text, std::size_t at) {
  return reinterpret_cast<unsigned char*>(text.data() + at);
}

std::string associated_data(ports::SealedPlace place) {
  std::string out;
  out.reserve(place.table_and_column.size() + 1 + place.row.size());
  out.append(place.table_and_column).push_back(separator);
  return out.append(place.row);
}

}  // namespace

PreparedMac::PreparedMac(const SecretKey& key) { crypto_auth_hmacsha256_init(&state_, key.data(), SecretKey::size); }

PreparedMac::Value PreparedMac::of(std::string_view purpose, std::string_view text) const {
  Value mac{};
  crypto_auth_hmacsha256_state state = state_;
  crypto_auth_hmacsha256_update(&state, bytes_of(purpose), purpose.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(std::string_view(&separator, 1)), 1);
  crypto_auth_hmacsha256_update(&state, bytes_of(text), text.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  sodium_memzero(&state, sizeof state);
  return mac;
}

SodiumSecretBox::SodiumSecretBox(KeyRing keys, std::optional<domain::ExposureKey> exposure_key)
    : keys_(std::move(keys)), signing_(keys_.sign), indexing_(keys_.index) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used on this machine");
  if (keys_.seal.empty()) throw std::invalid_argument("there is no key to seal with");
  if (exposure_key) {
    exposure_key_ = *exposure_key;
  } else {
    std::memcpy(exposure_key_.data(), keys_.exposure.data(), exposure_key_.size());
  }
}

std::string SodiumSecretBox::seal(std::string_view plain, ports::SealedPlace place) const {
  const auto& [id, key] = *keys_.seal.rbegin();
  const std::string about = associated_data(place);
  std::string out(around + plain.size(), '\0');
  out[0] = layout;
  out[1] = static_cast<char>(id);
  unsigned char* const nonce = bytes_of(out, head_size);
  randombytes_buf(nonce, nonce_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(out, head_size + nonce_size), nullptr, bytes_of(plain),
                                             plain.size(), bytes_of(about), about.size(), nullptr, nonce, key.data());
  return out;
}

std::optional<std::string> SodiumSecretBox::open(std::string_view sealed, ports::SealedPlace place) const {
  if (sealed.size() < around || sealed[0] != layout) return std::nullopt;
  const auto key = keys_.seal.find(static_cast<std::uint8_t>(sealed[1]));
  if (key == keys_.seal.end()) return std::nullopt;
  const std::string about = associated_data(place);
  const auto nonce = sealed.substr(head_size, nonce_size);
  const auto body = sealed.substr(head_size + nonce_size);
  std::string out(body.size() - tag_size, '\0');
  const int result =
      crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(out, 0), nullptr, nullptr, bytes_of(body), body.size(),
                                                 bytes_of(about), about.size(), bytes_of(nonce), key->second.data());
  if (result != 0) return std::nullopt;
  return out;
}

ports::BlindIndex SodiumSecretBox::blind_index(std::string_view purpose, std::string_view text) const {
  const PreparedMac::Value mac = indexing_.of(purpose, text);
  ports::BlindIndex out{};
  std::copy_n(mac.begin(), out.size(), out.begin());
  return out;
}

std::string SodiumSecretBox::sign(std::string_view purpose, std::string_view text) const {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  const PreparedMac::Value mac = signing_.of(purpose, text);
  std::array<char,
             sodium_base64_ENCODED_LEN(std::tuple_size_v<PreparedMac::Value>, sodium_base64_VARIANT_URLSAFE_NO_PADDING)>
      out{};
  sodium_bin2base64(out.data(), out.size(), mac.data(), mac.size(), variant);
  return out.data();
}

bool SodiumSecretBox::verify(std::string_view purpose, std::string_view text, std::string_view signature) const {
  const std::string expected = sign(purpose, text);
  if (signature.size() != expected.size()) return false;
  return sodium_memcmp(expected.data(), signature.data(), expected.size()) == 0;
}

std::optional<domain::ExposureKey> parse_exposure_key(std::string_view hex) {
  domain::ExposureKey key{};
  std::size_t size = 0;
  if (hex.size() != 2 * key.size()) return std::nullopt;
  const int result = sodium_hex2bin(key.data(), key.size(), hex.data(), hex.size(), nullptr, &size, nullptr);
  if (result != 0 || size != key.size()) return std::nullopt;
  return key;
}

}  // namespace salon::adapters
