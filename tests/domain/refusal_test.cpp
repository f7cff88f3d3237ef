// The refusals: their stable names, and which of them a retry with the same key gets again (D42).
#include "domain/refusal.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace salon::domain {
namespace {

// Every refusal, its code, and whether it is decided under the locks.
struct Row {
  Refusal why;
  std::string_view code;
  bool is_remembered = false;
};

constexpr std::array<Row, 33> table{{
    {Refusal::idempotency_key_missing, "IDEMPOTENCY_KEY_MISSING"},
    {Refusal::idempotency_key_invalid, "IDEMPOTENCY_KEY_INVALID"},
    {Refusal::malformed_json, "MALFORMED_JSON"},
    {Refusal::malformed_request, "MALFORMED_REQUEST"},
    {Refusal::unknown_variant, "UNKNOWN_VARIANT"},
    {Refusal::unauthenticated, "UNAUTHENTICATED"},
    {Refusal::forbidden, "FORBIDDEN"},
    {Refusal::csrf_invalid, "CSRF_INVALID"},
    {Refusal::not_found, "NOT_FOUND"},
    {Refusal::method_not_allowed, "METHOD_NOT_ALLOWED"},
    {Refusal::slot_full, "SLOT_FULL", true},
    {Refusal::slot_blocked, "SLOT_BLOCKED", true},
    {Refusal::stylist_busy, "STYLIST_BUSY", true},
    {Refusal::slot_not_exposed, "SLOT_NOT_EXPOSED"},
    {Refusal::hold_limit, "HOLD_LIMIT", true},
    {Refusal::already_held, "ALREADY_HELD", true},
    {Refusal::hold_expired, "HOLD_EXPIRED", true},
    {Refusal::booking_cancelled, "BOOKING_CANCELLED", true},
    {Refusal::cancellation_window, "CANCELLATION_WINDOW", true},
    {Refusal::rule_overlap, "RULE_OVERLAP", true},
    {Refusal::request_in_progress, "REQUEST_IN_PROGRESS"},
    {Refusal::conflict, "CONFLICT"},
    {Refusal::version_mismatch, "VERSION_MISMATCH"},
    {Refusal::body_too_large, "BODY_TOO_LARGE"},
    {Refusal::unsupported_media_type, "UNSUPPORTED_MEDIA_TYPE"},
    {Refusal::validation_failed, "VALIDATION_FAILED"},
    {Refusal::idempotency_key_reused, "IDEMPOTENCY_KEY_REUSED"},
    {Refusal::slot_too_soon, "SLOT_TOO_SOON"},
    {Refusal::phone_invalid, "PHONE_INVALID"},
    {Refusal::rate_limited, "RATE_LIMITED"},
    {Refusal::headers_too_large, "HEADERS_TOO_LARGE"},
    {Refusal::internal_error, "INTERNAL_ERROR"},
    {Refusal::unavailable, "UNAVAILABLE"},
}};

TEST(Refusals, Each_has_a_code_of_its_own_that_clients_translate) {
  std::set<std::string_view> codes;
  for (std::size_t i = 0; i < table.size(); ++i) {
    ASSERT_EQ(static_cast<std::size_t>(table.at(i).why), i) << "the table names every refusal once";
    EXPECT_EQ(code_of(table.at(i).why), table.at(i).code);
    codes.insert(code_of(table.at(i).why));
  }
  EXPECT_EQ(codes.size(), table.size());
  EXPECT_EQ(static_cast<std::size_t>(Refusal::unavailable) + 1, table.size());
}

TEST(Refusals, D42_only_conflicts_decided_under_the_locks_are_remembered) {
  for (const Row& row : table) EXPECT_EQ(is_decided_under_locks(row.why), row.is_remembered) << row.code;
}

TEST(Refusals, A_refused_field_names_itself_and_its_problem) {
  const Refused refused = Refused::field("/slot_id", "There is no such time.");
  EXPECT_EQ(refused.why, Refusal::validation_failed);
  ASSERT_EQ(refused.fields.size(), 1U);
  EXPECT_EQ(refused.fields[0].pointer, "/slot_id");
  EXPECT_EQ(refused.fields[0].detail, "There is no such time.");
}

TEST(Refusals, A_refusal_travels_as_the_error_of_a_result) {
  const Result<int> result = refuse(Refusal::slot_full, "full");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().why, Refusal::slot_full);
  EXPECT_EQ(result.error().detail, "full");
}

}  // namespace
}  // namespace salon::domain
