// Doing a change once, as every memory store does it (D40–D42).
#pragma once

#include <functional>

#include "testing/memory_brand.hpp"

namespace salon::testing {

// What was decided, and how it is written: nothing is written before the reply is, so that a reply that fails leaves no
// trace.
template <class Outcome>
struct Decided {
  domain::Result<Outcome> outcome;
  std::function<void()> write;  // may be empty
};

template <class Outcome>
Decided<Outcome> refused(domain::Refused why) {
  return {std::unexpected(std::move(why)), {}};
}
template <class Outcome>
Decided<Outcome> refused(domain::Refusal why, std::string detail = {}) {
  return refused<Outcome>(domain::Refused(why, std::move(detail)));
}

inline std::optional<domain::RememberedReply> remembered_reply(const MemoryBrand& brand, const domain::OnceKey& key) {
  const auto found = brand.remembered.find({key.actor, key.key});
  if (found == brand.remembered.end()) return std::nullopt;
  return found->second;
}

// `decide` gets the instant at which everything of this call happens.
template <class Outcome, class Decide>
domain::Result<domain::Answer> do_once(MemoryBrand& brand, const ports::Once<Outcome>& once, Decide decide) {
  const domain::Instant now = brand.clock.now();
  if (once.key) {
    auto before = domain::decide_replay(*once.key, remembered_reply(brand, *once.key), now);
    if (!before) return std::unexpected(std::move(before.error()));
    if (*before) return std::move(**before);
  }
  Decided<Outcome> decided = decide(now);
  domain::Reply reply = once.reply(decided.outcome);
  if (decided.outcome && decided.write) decided.write();
  const bool is_final = decided.outcome || domain::is_decided_under_locks(decided.outcome.error().why);
  const bool is_remembered = once.key && is_final;
  if (is_remembered) {
    brand.remembered[{once.key->actor, once.key->key}] = {once.key->fingerprint, now, reply};
  }
  if (!decided.outcome && !is_remembered) return std::unexpected(std::move(decided.outcome.error()));
  return domain::Answer{std::move(reply), false};
}

}  // namespace salon::testing
