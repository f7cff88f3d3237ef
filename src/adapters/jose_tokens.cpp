#include "adapters/jose_tokens.hpp"

#include <cjose/cjose.h>
#include <sodium.h>

#include <new>
#include <stdexcept>

namespace salon::adapters {
namespace {

// An unknown key id makes the keys be fetched again, but nobody can make us do it more often than this.
constexpr std::chrono::seconds fetch_pause{10};
constexpr std::chrono::seconds first_fetch_pause{1};  // while no key is known at all
// A key that went out of force is forgotten after this.
constexpr std::chrono::minutes keys_are_fresh{10};

struct FreeJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
struct FreeHeader {
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
using Jws = std::unique_ptr<cjose_jws_t, FreeJws>;
using Header = std::unique_ptr<cjose_header_t, FreeHeader>;

Header make_header(const std::string& key_id) {
  cjose_err error{};
  Header header(cjose_header_new(&error));
  const bool is_made = header && cjose_header_set(header.get(), "alg", access_token_algorithm.data(), &error) &&
                       cjose_header_set(header.get(), "kid", key_id.c_str(), &error) &&
                       cjose_header_set(header.get(), "typ", access_token_type.data(), &error);
  if (!is_made) throw std::bad_alloc();
  return header;
}

bool is_signed_by(const Jwk& key, const std::string& token) {
  cjose_err error{};
  const Jws jws(cjose_jws_import(token.data(), token.size(), &error));
  return jws && cjose_jws_verify(jws.get(), key.get(), &error);
}

}  // namespace

JoseTokenSigner::JoseTokenSigner(const ports::SigningKey& key, TokenSettings settings)
    : settings_(std::move(settings)) {
  use(key);
}

void JoseTokenSigner::use(const ports::SigningKey& key) {
  Jwk jwk = import_private_key(key.private_jwk);
  if (!jwk) throw std::invalid_argument("a signing key is damaged");
  key_ = std::move(jwk);
  key_id_ = key.key_id;
}

std::string JoseTokenSigner::sign(const ports::AccessClaims& claims) {
  cjose_err error{};
  const Header header = make_header(key_id_);
  const std::string text = claims_text(claims, settings_);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const Jws jws(cjose_jws_sign(key_.get(), header.get(), bytes, text.size(), &error));
  const char* token = nullptr;  // stays the signature's own
  if (!jws || !cjose_jws_export(jws.get(), &token, &error)) throw std::runtime_error("a token cannot be signed");
  return token;
}

// Waits for the fetch that somebody else began.
struct JoseTokenVerifier::Turn {
  std::vector<std::coroutine_handle<>>& waiting;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) { waiting.push_back(waiter); }
  void await_resume() const noexcept {}
};

JoseTokenVerifier::JoseTokenVerifier(ports::KeySource& source, ports::Clock& clock, TokenSettings settings,
                                     std::size_t most_remembered)
    : source_(source), clock_(clock), settings_(std::move(settings)), most_remembered_(most_remembered) {}

platform::Task<std::optional<ports::AccessClaims>> JoseTokenVerifier::verify(std::string token) {
  const domain::Instant now = clock_.now();
  Digest digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(token.data()), token.size());
  if (auto known = recall(digest, now)) co_return known;

  const auto parts = split_token(token);
  const auto key_id = parts ? key_id_of(parts->header) : std::nullopt;
  if (!key_id) co_return std::nullopt;
  const bool is_stale = fetched_at_ && now - *fetched_at_ >= keys_are_fresh;
  if (is_stale || !keys_.contains(*key_id)) {
    auto fetching = fetch_keys(fetched_at_.has_value());
    co_await fetching;
  }
  if (keys_.empty()) throw ports::Unavailable("no key for access tokens is known");
  const auto key = keys_.find(*key_id);
  if (key == keys_.end() || !is_signed_by(key->second, token)) co_return std::nullopt;
  auto claims = parse_claims(parts->claims, settings_, now);
  if (claims) remember(digest, *claims);
  co_return claims;
}

std::optional<ports::AccessClaims> JoseTokenVerifier::recall(const Digest& digest, domain::Instant now) {
  const auto found = by_digest_.find(digest);
  if (found == by_digest_.end()) return std::nullopt;
  if (found->second->claims.expires_at <= now) {
    by_use_.erase(found->second);
    by_digest_.erase(found);
    return std::nullopt;
  }
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return by_use_.front().claims;
}

void JoseTokenVerifier::remember(const Digest& digest, const ports::AccessClaims& claims) {
  if (by_digest_.contains(digest)) return;  // two requests with one token, judged side by side
  if (by_use_.size() >= most_remembered_) {
    by_digest_.erase(by_use_.back().digest);
    by_use_.pop_back();
  }
  by_use_.push_front({digest, claims});
  by_digest_.emplace(digest, by_use_.begin());
}

bool JoseTokenVerifier::may_fetch(domain::Instant now) const {
  if (!fetched_at_ || now < *fetched_at_) return true;
  return now - *fetched_at_ >= (keys_.empty() ? first_fetch_pause : fetch_pause);
}

platform::Task<void> JoseTokenVerifier::fetch_keys(bool refetch) {
  if (is_fetching_) {
    Turn turn{waiting_for_keys_};
    co_await turn;
    co_return;
  }
  const domain::Instant now = clock_.now();
  if (!may_fetch(now)) co_return;
  fetched_at_ = now;
  is_fetching_ = true;
  std::vector<ports::PublicKey> found;
  try {
    auto asking = source_.keys(refetch);
    found = co_await asking;
  } catch (const std::exception&) {  // what we have must do; with nothing at all, verify() says so
  }
  std::map<std::string, Jwk, std::less<>> keys;
  for (const ports::PublicKey& item : found) {
    if (Jwk key = import_public_key(item.jwk)) keys.emplace(item.key_id, std::move(key));
  }
  if (!keys.empty()) keys_ = std::move(keys);
  is_fetching_ = false;
  for (const auto waiter : std::exchange(waiting_for_keys_, {})) waiter.resume();
}

}  // namespace salon::adapters
