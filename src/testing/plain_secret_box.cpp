#include "testing/plain_secret_box.hpp"

#include <algorithm>

#include "domain/once.hpp"

namespace salon::testing {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

std::optional<std::string> unhex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = digits.find(text[i]);
    const auto low = digits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

// Never the text itself, so that a test that looks for readable personal data would find ours.
std::string masked(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c ^ 0x5a);
  return out;
}

std::string digest(std::string_view use, std::string_view purpose, std::string_view text) {
  const domain::Fingerprint hash = domain::fingerprint({use, purpose, text});
  return {hash.begin(), hash.end()};
}

std::string tag_of(std::string_view plain, ports::SealedPlace place) {
  return digest(place.table_and_column, place.row, plain).substr(0, 8);
}

}  // namespace

std::string PlainSecretBox::seal(std::string_view plain, ports::SealedPlace place) const {
  return "plain1." + hex(tag_of(plain, place)) + hex(masked(plain));
}

std::optional<std::string> PlainSecretBox::open(std::string_view sealed, ports::SealedPlace place) const {
  constexpr std::string_view mark = "plain1.";
  constexpr std::size_t tag_length = 8;
  if (!sealed.starts_with(mark)) return std::nullopt;
  const auto bytes = unhex(sealed.substr(mark.size()));
  if (!bytes || bytes->size() < tag_length) return std::nullopt;
  std::string plain = masked(std::string_view(*bytes).substr(tag_length));
  if (tag_of(plain, place) != bytes->substr(0, tag_length)) return std::nullopt;
  return plain;
}

ports::BlindIndex PlainSecretBox::blind_index(std::string_view purpose, std::string_view text) const {
  const std::string hash = digest("blind index", purpose, text);
  ports::BlindIndex index{};
  std::copy_n(hash.begin(), index.size(), index.begin());
  return index;
}

std::string PlainSecretBox::sign(std::string_view purpose, std::string_view text) const {
  return hex(digest("signature", purpose, text));
}

bool PlainSecretBox::verify(std::string_view purpose, std::string_view text, std::string_view signature) const {
  return sign(purpose, text) == signature;
}

domain::ExposureKey PlainSecretBox::exposure_key() const {
  domain::ExposureKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key.at(i) = static_cast<std::uint8_t>(i);
  return key;
}

}  // namespace salon::testing
