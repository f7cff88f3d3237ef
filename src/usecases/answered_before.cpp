#include "usecases/answered_before.hpp"

namespace salon::usecases {
namespace {

bool may_ask(const domain::Refused& refused) {
  return refused.why != domain::Refusal::unauthenticated && refused.why != domain::Refusal::forbidden;
}

}  // namespace

// The memory is asked only after a refusal: what succeeds has looked there under its key's lock.
Task<Result<Answer>> unless_answered_before(ports::RequestMemory& memory, std::optional<domain::OnceKey> key,
                                            Task<Result<Answer>> attempt) {
  auto answer = co_await attempt;
  if (answer || !key || !may_ask(answer.error())) co_return answer;
  auto former = co_await memory.recall(*key);
  if (!former) co_return std::unexpected(std::move(former.error()));
  if (*former) co_return std::move(**former);
  co_return answer;
}

}  // namespace salon::usecases
