// What all stores share. One call is one transaction; its outcome is committed, refused, or unknown.
// A store that cannot answer throws Unavailable, which the edge turns into 503 with Retry-After; the outcome of the
// call is then unknown to the caller, who may ask again with the same key (reliability.md 5).
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "domain/access.hpp"
#include "domain/if_version.hpp"
#include "domain/once.hpp"
#include "domain/refusal.hpp"
#include "platform/task.hpp"

namespace salon::ports {

using domain::Answer;
using domain::Reply;
using domain::Result;
using platform::Task;

class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Who asked and how it is remembered: every change carries this into its transaction (D41, D52).
struct Requester {
  std::string subject;  // domain::Actor::subject()
  domain::Role role = domain::Role::guest;
  std::string request_id;
};

// A change that is done once. `reply` writes down the outcome, decided or refused, while the transaction is open; it is
// called once, must not wait, and what it returns is stored and sent. No key: an internal caller that needs no memory
// (worker, commands).
template <class Outcome>
struct Once {
  std::optional<domain::OnceKey> key;
  Requester by;
  std::function<Reply(const Result<Outcome>&)> reply;
};

// A thing as whoever wants to change it knows it; without versions: whatever became of it. Decided under its lock,
// after the key's memory and before all else: VERSION_MISMATCH.
template <class Id>
struct AsSeen {
  AsSeen(Id some_id, domain::IfVersion versions = {}) : id(some_id), if_version(std::move(versions)) {}

  Id id;
  domain::IfVersion if_version;
};

// What requests were answered, by their keys.
class RequestMemory {
 public:
  virtual ~RequestMemory() = default;
  // What a former request with this key was answered, if there was one; IDEMPOTENCY_KEY_REUSED. For checks that come
  // before the locks: a retry must not be refused for what has changed since (D41).
  [[nodiscard]] virtual Task<Result<std::optional<Answer>>> recall(domain::OnceKey key) = 0;
};

struct PageRequest {
  int limit = 50;
  std::string cursor;  // as a former page gave it; empty: the first
};

[[nodiscard]] inline std::unexpected<domain::Refused> no_such_cursor() {
  return std::unexpected(domain::Refused::field("?cursor", "is not a cursor of this list"));
}

template <class Item>
struct Page {
  std::vector<Item> items;
  std::optional<std::string> next_cursor;
};

}  // namespace salon::ports
