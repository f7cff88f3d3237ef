// Random days of a small brand: the same seed gives the same requests, and whoever keeps the data must give the same
// answers.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store_contract.hpp"

namespace salon::contract {

inline constexpr int script_operations = 60;

class ScriptWorld;

// Every request and its answer, what each changed, and at the end the events and audit rows of every booking. The brand
// must be empty. Ids that stores make up are told by what they stand for, so that two kinds of stores can be compared
// line by line. A hold that is over counts as expired, whether or not a store has noticed.
[[nodiscard]] std::vector<std::string> run_script(StoreFixture& fixture, std::uint64_t seed,
                                                  int operations = script_operations);
// The same with somebody who looks at the salons before the first request and after each.
void watch_script(StoreFixture& fixture, std::uint64_t seed, const std::function<void(ScriptWorld&)>& look);

// Nothing when both are the same; otherwise the first line that differs, with what led to it.
[[nodiscard]] std::string first_difference(const std::vector<std::string>& one, const std::vector<std::string>& other);

}  // namespace salon::contract
