// A retry is answered from memory before anything can refuse it (D41). Checks that come before the locks look at what
// is true now, which may have changed since the first attempt: a time was deleted, a salon closed, a list forgotten.
#pragma once

#include "usecases/ask.hpp"

namespace salon::usecases {

// What the attempt comes to; if it is refused, what this very request was answered before, if it was. Whoever may not
// ask at all (UNAUTHENTICATED, FORBIDDEN) is not told. IDEMPOTENCY_KEY_REUSED.
[[nodiscard]] Task<Result<Answer>> unless_answered_before(ports::RequestMemory& memory,
                                                          std::optional<domain::OnceKey> key,
                                                          Task<Result<Answer>> attempt);

}  // namespace salon::usecases
