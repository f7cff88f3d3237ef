// The services of the platform, as targets of one program: which of them a process runs.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace salon::apps {

enum class Target : std::uint8_t { gateway, auth, availability, slot, booking, worker };

struct TargetInfo {
  Target target;
  std::string_view name;
  std::string_view meaning;
};

inline constexpr std::array target_table{
    TargetInfo{Target::gateway, "gateway", "authenticates, limits and forwards; serves the pages"},
    TargetInfo{Target::auth, "auth", "accounts, sign-in and public keys"},
    TargetInfo{Target::availability, "availability", "catalogue, rules and slot generation"},
    TargetInfo{Target::slot, "slot", "dates and shown slots"},
    TargetInfo{Target::booking, "booking", "hold, confirm, cancel, reschedule and the booking lists"},
    TargetInfo{Target::worker, "worker", "expires holds, relays events, generates slots by the hour"},
};

class TargetSet {
 public:
  constexpr void add(Target target) { bits_ |= bit(target); }
  [[nodiscard]] constexpr bool has(Target target) const { return (bits_ & bit(target)) != 0; }
  [[nodiscard]] constexpr bool is_empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool is_only(Target target) const { return bits_ == bit(target); }
  [[nodiscard]] static constexpr TargetSet all() {
    TargetSet set;
    for (const TargetInfo& info : target_table) set.add(info.target);
    return set;
  }
  constexpr bool operator==(const TargetSet&) const = default;

 private:
  static constexpr unsigned bit(Target target) { return 1u << static_cast<unsigned>(target); }
  unsigned bits_ = 0;
};

[[nodiscard]] std::string_view name_of(Target target);
// `all`, or names with commas. What cannot be run is refused in a sentence.
[[nodiscard]] std::expected<TargetSet, std::string> parse_targets(std::string_view text);

}  // namespace salon::apps
