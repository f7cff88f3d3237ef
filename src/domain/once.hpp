// Doing a thing once: the identity of a request, its fingerprint, and what a second one with the same key gets
// (D40–D43).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/refusal.hpp"

namespace salon::domain {

using Fingerprint = std::array<std::uint8_t, 32>;

// SHA-256 of method, route and canonical body, each preceded by its length.
struct FingerprintOf {
  std::string_view method;
  std::string_view route;
  std::string_view canonical_body;
};
[[nodiscard]] Fingerprint fingerprint(FingerprintOf what);

// 1–128 visible ASCII, bare or as a structured-field string; both forms are the same key.
// IDEMPOTENCY_KEY_INVALID otherwise.
[[nodiscard]] Result<std::string> parse_idempotency_key(std::string_view header);

struct OnceKey {
  std::string actor;  // subject, or `anonymous:<key>`
  std::string key;
  Fingerprint fingerprint{};
};

// What was answered, to the byte.
struct Reply {
  int status = 200;
  std::string location;    // header, if any
  std::string session_id;  // header: the guest session minted with it, if any
  std::string etag;        // header, if any
  std::string body;
  bool operator==(const Reply&) const = default;
};

struct Answer {
  Reply reply;
  bool replayed = false;
};

struct RememberedReply {
  Fingerprint fingerprint{};
  Instant created_at;
  Reply reply;
};

// Nothing: do it (never seen, or seen longer ago than it is remembered). IDEMPOTENCY_KEY_REUSED: same key, other
// request.
[[nodiscard]] Result<std::optional<Answer>> decide_replay(const OnceKey& once,
                                                          const std::optional<RememberedReply>& before, Instant now);

}  // namespace salon::domain
