#include "domain/refusal.hpp"

#include <utility>

namespace salon::domain {

std::string_view code_of(Refusal why) {
  switch (why) {
    case Refusal::idempotency_key_missing:
      return "IDEMPOTENCY_KEY_MISSING";
    case Refusal::idempotency_key_invalid:
      return "IDEMPOTENCY_KEY_INVALID";
    case Refusal::malformed_json:
      return "MALFORMED_JSON";
    case Refusal::malformed_request:
      return "MALFORMED_REQUEST";
    case Refusal::unknown_variant:
      return "UNKNOWN_VARIANT";
    case Refusal::unauthenticated:
      return "UNAUTHENTICATED";
    case Refusal::forbidden:
      return "FORBIDDEN";
    case Refusal::csrf_invalid:
      return "CSRF_INVALID";
    case Refusal::not_found:
      return "NOT_FOUND";
    case Refusal::method_not_allowed:
      return "METHOD_NOT_ALLOWED";
    case Refusal::slot_full:
      return "SLOT_FULL";
    case Refusal::slot_blocked:
      return "SLOT_BLOCKED";
    case Refusal::stylist_busy:
      return "STYLIST_BUSY";
    case Refusal::slot_not_exposed:
      return "SLOT_NOT_EXPOSED";
    case Refusal::hold_limit:
      return "HOLD_LIMIT";
    case Refusal::already_held:
      return "ALREADY_HELD";
    case Refusal::hold_expired:
      return "HOLD_EXPIRED";
    case Refusal::booking_cancelled:
      return "BOOKING_CANCELLED";
    case Refusal::cancellation_window:
      return "CANCELLATION_WINDOW";
    case Refusal::rule_overlap:
      return "RULE_OVERLAP";
    case Refusal::request_in_progress:
      return "REQUEST_IN_PROGRESS";
    case Refusal::conflict:
      return "CONFLICT";
    case Refusal::version_mismatch:
      return "VERSION_MISMATCH";
    case Refusal::body_too_large:
      return "BODY_TOO_LARGE";
    case Refusal::unsupported_media_type:
      return "UNSUPPORTED_MEDIA_TYPE";
    case Refusal::validation_failed:
      return "VALIDATION_FAILED";
    case Refusal::idempotency_key_reused:
      return "IDEMPOTENCY_KEY_REUSED";
    case Refusal::slot_too_soon:
      return "SLOT_TOO_SOON";
    case Refusal::phone_invalid:
      return "PHONE_INVALID";
    case Refusal::rate_limited:
      return "RATE_LIMITED";
    case Refusal::headers_too_large:
      return "HEADERS_TOO_LARGE";
    case Refusal::internal_error:
      return "INTERNAL_ERROR";
    case Refusal::unavailable:
      return "UNAVAILABLE";
  }
  std::unreachable();
}

bool is_decided_under_locks(Refusal why) {
  switch (why) {
    case Refusal::slot_full:
    case Refusal::slot_blocked:
    case Refusal::stylist_busy:
    case Refusal::hold_limit:
    case Refusal::already_held:
    case Refusal::hold_expired:
    case Refusal::booking_cancelled:
    case Refusal::cancellation_window:
    case Refusal::rule_overlap:
      return true;
    default:
      return false;
  }
}

}  // namespace salon::domain
