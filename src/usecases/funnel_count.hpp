// Counting what became of a change, once: a replayed answer is no second hold.
#pragma once

#include <memory>

#include "ports/funnel.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

// What the reply was written for.
template <class Outcome>
using Seen = std::shared_ptr<std::optional<Result<Outcome>>>;

template <class Outcome>
[[nodiscard]] Seen<Outcome> nothing_seen() {
  return std::make_shared<std::optional<Result<Outcome>>>();
}

// The same reply, with its outcome noted.
template <class Outcome>
[[nodiscard]] Render<Outcome> watched(Render<Outcome> render, Seen<Outcome> seen) {
  return [render = std::move(render), seen = std::move(seen)](const Result<Outcome>& outcome) {
    seen->emplace(outcome);
    return render(outcome);
  };
}

// The outcome, if this very call brought it about.
template <class Outcome>
[[nodiscard]] const Outcome* done_now(const Result<Answer>& answer, const Seen<Outcome>& seen) {
  const bool is_new = answer && !answer->replayed && seen->has_value() && (*seen)->has_value();
  return is_new ? &(**seen).value() : nullptr;
}

// The refusal that comes before the locks (D36).
inline void count_not_shown(ports::Funnel& funnel, const Result<Answer>& answer) {
  const bool was_not_shown = !answer && answer.error().why == domain::Refusal::slot_not_exposed;
  if (was_not_shown) funnel.conflict(domain::Refusal::slot_not_exposed);
}

template <class Outcome>
void count_conflict(ports::Funnel& funnel, const Result<Answer>& answer, const Seen<Outcome>& seen) {
  const bool is_replay = answer && answer->replayed;
  if (is_replay) return;
  const domain::Refused* refused = nullptr;
  if (!answer) {
    refused = &answer.error();
  } else if (seen->has_value() && !(*seen)->has_value()) {
    refused = &(*seen)->error();
  }
  if (refused != nullptr && domain::is_decided_under_locks(refused->why)) funnel.conflict(refused->why);
}

}  // namespace salon::usecases
