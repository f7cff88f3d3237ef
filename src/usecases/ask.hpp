// What every change carries besides its request: the key it is done once under, the id it is traced by, and how its
// outcome is written down. The edge gives all three; the use case adds who asks (D40, D41, D52).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "domain/access.hpp"
#include "domain/once.hpp"
#include "ports/store.hpp"

namespace salon::usecases {

using domain::Answer;
using domain::Reply;
using domain::Result;
using platform::Task;

struct Ask {
  std::optional<domain::OnceKey> key;
  std::string request_id;
};

// Called once, while the transaction is open; must not wait. What it returns is stored and sent.
template <class Outcome>
using Render = std::function<Reply(const Result<Outcome>&)>;

[[nodiscard]] inline ports::Requester requester(const domain::Actor& actor, const Ask& ask) {
  return {.subject = actor.subject(), .role = actor.role, .request_id = ask.request_id};
}

template <class Outcome>
[[nodiscard]] ports::Once<Outcome> once(const domain::Actor& actor, Ask ask, Render<Outcome> render) {
  auto by = requester(actor, ask);
  return {.key = std::move(ask.key), .by = std::move(by), .reply = std::move(render)};
}

}  // namespace salon::usecases
