// Why something was not done: one list for the whole program. edge/problem holds the only switch from these to HTTP.
// Source: api.md "Codes".
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"

namespace salon::domain {

enum class Refusal : std::uint8_t {
  // 400
  idempotency_key_missing,
  idempotency_key_invalid,
  malformed_json,
  malformed_request,
  unknown_variant,
  // 401, 403, 404, 405
  unauthenticated,
  forbidden,
  csrf_invalid,  // sent by a page's cookie, but not by the page
  not_found,
  method_not_allowed,
  // 409
  slot_full,
  slot_blocked,
  stylist_busy,
  slot_not_exposed,
  hold_limit,
  already_held,
  hold_expired,
  booking_cancelled,
  cancellation_window,
  rule_overlap,
  request_in_progress,
  conflict,  // a name that is taken, a row that is still used
  // 412, 413, 415, 422, 429, 431
  version_mismatch,
  body_too_large,
  unsupported_media_type,
  validation_failed,
  idempotency_key_reused,
  slot_too_soon,
  phone_invalid,
  rate_limited,
  headers_too_large,
  // 500, 503
  internal_error,
  unavailable,
};

struct FieldProblem {
  std::string pointer;  // RFC 6901 into the request's body; "" is the whole; "?name" a query parameter
  std::string detail;
};

struct Refused {
  Refusal why;
  std::string detail;
  std::vector<FieldProblem> fields;
  std::optional<seconds> retry_after;

  explicit Refused(Refusal reason, std::string text = {}) : why(reason), detail(std::move(text)) {}
  [[nodiscard]] static Refused field(std::string pointer, std::string problem) {
    Refused refused(Refusal::validation_failed, problem);
    refused.fields.push_back({std::move(pointer), std::move(problem)});
    return refused;
  }
  // The fields of what lies within something larger, as seen from there.
  [[nodiscard]] Refused within(const std::string& outer) && {
    for (FieldProblem& field : fields) field.pointer.insert(0, outer);
    return std::move(*this);
  }
};

template <class T>
using Result = std::expected<T, Refused>;

[[nodiscard]] inline std::unexpected<Refused> refuse(Refusal why, std::string detail = {}) {
  return std::unexpected(Refused(why, std::move(detail)));
}

// The stable name that clients translate: "SLOT_FULL".
[[nodiscard]] std::string_view code_of(Refusal why);

// D42: decided under the locks, so the same key gets the same answer again.
[[nodiscard]] bool is_decided_under_locks(Refusal why);

}  // namespace salon::domain
