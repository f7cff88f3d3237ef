#include "domain/once.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "domain/policy.hpp"

namespace salon::domain {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) fail();
  }

  // The length goes before the bytes, so that no two different triples read the same ("a","bc" and "ab","c").
  void add(std::string_view part) {
    std::array<std::uint8_t, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i) {
      length[i] = static_cast<std::uint8_t>(std::uint64_t{part.size()} >> (56 - 8 * i));
    }
    update(length.data(), length.size());
    update(part.data(), part.size());
  }

  [[nodiscard]] Fingerprint finish() {
    Fingerprint out{};
    unsigned int written = 0;
    if (EVP_DigestFinal_ex(context_.get(), out.data(), &written) != 1 || written != out.size()) fail();
    return out;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };

  void update(const void* data, std::size_t size) {
    if (size > 0 && EVP_DigestUpdate(context_.get(), data, size) != 1) fail();
  }
  [[noreturn]] static void fail() { throw std::runtime_error("SHA-256 is not available"); }

  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

bool is_visible_ascii(char c) { return c >= 0x21 && c <= 0x7e; }

// RFC 9651 string: in quotes, with only the quote and the backslash escaped. Nothing: not one.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || text.back() != '"') return std::nullopt;
  const std::string_view inside = text.substr(1, text.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '"') return std::nullopt;
    if (inside[i] == '\\') {
      ++i;
      if (i == inside.size() || (inside[i] != '"' && inside[i] != '\\')) return std::nullopt;
    }
    out.push_back(inside[i]);
  }
  return out;
}

}  // namespace

Fingerprint fingerprint(FingerprintOf what) {
  Sha256 sha;
  sha.add(what.method);
  sha.add(what.route);
  sha.add(what.canonical_body);
  return sha.finish();
}

Result<std::string> parse_idempotency_key(std::string_view header) {
  const auto key = header.starts_with('"') ? unquoted(header) : std::optional<std::string>(header);
  bool well_formed = key && !key->empty() && key->size() <= policy::longest_key;
  for (std::size_t i = 0; well_formed && i < key->size(); ++i) well_formed = is_visible_ascii((*key)[i]);
  if (!well_formed) {
    return refuse(Refusal::idempotency_key_invalid, "An idempotency key is 1 to 128 visible ASCII characters.");
  }
  return *key;
}

Result<std::optional<Answer>> decide_replay(const OnceKey& once, const std::optional<RememberedReply>& before,
                                            Instant now) {
  if (!before || now - before->created_at > policy::once_remembered) return std::optional<Answer>{};
  if (before->fingerprint != once.fingerprint) {
    return refuse(Refusal::idempotency_key_reused, "This idempotency key was used for a different request.");
  }
  return std::optional<Answer>(Answer{before->reply, true});
}

}  // namespace salon::domain
