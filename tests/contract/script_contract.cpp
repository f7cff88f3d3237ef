// Random scripts under the invariants; together they must meet everything that can happen to a booking.
#include <map>

#include "script.hpp"

namespace salon::contract {
namespace {

constexpr std::uint64_t enough_to_meet_everything = 200;

bool has(const std::string& line, std::string_view what) { return line.find(what) != std::string::npos; }

TEST_P(StoreContract, all_invariants_hold_after_random_days_and_two_hundred_of_them_meet_every_answer) {
  const std::vector<std::string> wanted = {"SLOT_FULL",
                                           "SLOT_BLOCKED",
                                           "STYLIST_BUSY",
                                           "HOLD_LIMIT",
                                           "ALREADY_HELD",
                                           "HOLD_EXPIRED",
                                           "BOOKING_CANCELLED",
                                           "CANCELLATION_WINDOW",
                                           "SLOT_TOO_SOON",
                                           "VALIDATION_FAILED",
                                           "NOT_FOUND",
                                           "IDEMPOTENCY_KEY_REUSED",
                                           "RULE_OVERLAP",
                                           "VERSION_MISMATCH",
                                           "409 replayed",
                                           "200 replayed",
                                           "is held until",
                                           "is confirmed at",
                                           "is cancelled at",
                                           "is expired at",
                                           "attendance arrived",
                                           "notes likes tea",
                                           "sequence 1",
                                           "outside_hours",
                                           "capacity_below_bookings",
                                           "blocked",
                                           "gone",
                                           "booking.rescheduled",
                                           "booking.updated",
                                           "slots.generated of",
                                           "deactivated",
                                           "deleted"};
  std::map<std::string, int> met;
  for (std::uint64_t seed = 0; seed < GetParam().random_days; ++seed) {
    const auto fixture = GetParam().make();
    for (const std::string& line : run_script(*fixture, seed)) {
      for (const std::string& what : wanted) met[what] += has(line, what) ? 1 : 0;
    }
    for (const ports::Violation& violation : fixture->violations()) {
      ADD_FAILURE() << "seed " << seed << ": " << violation.invariant << " " << violation.detail;
    }
  }
  if (GetParam().random_days < enough_to_meet_everything) return;
  for (const std::string& what : wanted) EXPECT_GE(met[what], 3) << what << " was hardly met";
}

}  // namespace
}  // namespace salon::contract
