// What every set of stores must do, whoever keeps the data: one suite of tests for all of them. A set of stores is
// plugged in by a StoreFactory and INSTANTIATE_TEST_SUITE_P(<name>, StoreContract, …) in a file of its own.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "domain/time.hpp"
#include "ports/account_store.hpp"
#include "ports/analytics_store.hpp"
#include "ports/booking_store.hpp"
#include "ports/brand_store.hpp"
#include "ports/catalog_store.hpp"
#include "ports/event_store.hpp"
#include "ports/health.hpp"
#include "ports/job_store.hpp"
#include "ports/rule_store.hpp"
#include "ports/slot_store.hpp"

namespace salon::contract {

using ports::Task;

struct StoreSet {
  ports::CatalogStore& catalog;
  ports::RuleStore& rules;
  ports::SlotStore& slots;
  ports::BookingStore& bookings;
  ports::AccountStore& accounts;
  ports::EventStore& events;
  ports::JobStore& jobs;
  ports::AnalyticsStore& analytics;
  ports::BrandStore& brand;
};

// Stores of an empty brand, a clock that tests move, and whatever it takes to run their tasks.
class StoreFixture {
 public:
  virtual ~StoreFixture() = default;
  [[nodiscard]] virtual StoreSet stores() = 0;
  // The stores' own clock, the one that decides.
  virtual void set_now(domain::Instant now) = 0;
  [[nodiscard]] virtual std::vector<ports::Violation> violations() = 0;
  // To its end, whether it waits or not; what escapes it is thrown.
  virtual void run(Task<void> task) = 0;

  template <class T>
  T wait(Task<T> task) {
    std::optional<T> result;
    run(keep(std::move(task), result));
    return std::move(result.value());
  }
  void wait(Task<void> task) { run(std::move(task)); }

 private:
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>& result) {
    result.emplace(co_await task);
  }
};

struct StoreFactory {
  std::string name;
  std::function<std::unique_ptr<StoreFixture>()> make;  // a new, empty brand each time
  std::uint64_t random_days = 200;  // fewer where each costs a database; what must be met is asked of two hundred
};
inline void PrintTo(const StoreFactory& factory, std::ostream* out) { *out << factory.name; }

// Ends every test by asking whether all invariants hold.
class StoreContract : public ::testing::TestWithParam<StoreFactory> {
 protected:
  void SetUp() override { fixture_ = GetParam().make(); }
  void TearDown() override {
    if (!fixture_) return;
    for (const ports::Violation& violation : fixture_->violations()) {
      ADD_FAILURE() << "violated: " << violation.invariant << " " << violation.detail;
    }
  }
  [[nodiscard]] StoreFixture& fixture() { return *fixture_; }

 private:
  std::unique_ptr<StoreFixture> fixture_;
};

}  // namespace salon::contract
