// The PostgreSQL stores on a database of the test's own, with a clock that tests move. Every test ends by asking
// whether all invariants hold, unless it broke them on purpose.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "adapters/sodium_secret_box.hpp"
#include "platform/asio_task.hpp"
#include "storage/account_store.hpp"
#include "storage/analytics_store.hpp"
#include "storage/booking_store.hpp"
#include "storage/brand_store.hpp"
#include "storage/catalog_store.hpp"
#include "storage/event_store.hpp"
#include "storage/health.hpp"
#include "storage/job_store.hpp"
#include "storage/rule_store.hpp"
#include "storage/slot_store.hpp"
#include "testing/builders.hpp"
#include "testing/counting_ids.hpp"
#include "testing/private_postgres.hpp"

namespace salon::storage {

// A database with the schema and nothing in it, for one test: one that another test has left, emptied, or a new one,
// which takes ten times as long.
class BorrowedDatabase {
 public:
  BorrowedDatabase();
  ~BorrowedDatabase();
  BorrowedDatabase(const BorrowedDatabase&) = delete;
  BorrowedDatabase& operator=(const BorrowedDatabase&) = delete;

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  // Its schema may have been changed: nobody else gets it.
  void spoil() { is_spoiled_ = true; }

 private:
  std::string url_;
  std::string name_;
  bool is_spoiled_ = false;
};

// One process of the installation: its loop, its few connections, its stores.
class Stores {
 public:
  Stores(std::string url, std::uint8_t id_stream, PoolOptions options = {});

  template <class T>
  T run(Task<T> task) {
    return platform::run_on(loop, std::move(task));
  }
  // Until nothing is under way: what goes on after an answer needs its owner until then.
  void settle();

  platform::Loop loop;
  adapters::SodiumSecretBox secrets;
  testing::CountingIds ids;
  StoreClock clock;
  PgPool pool;
  Database database;
  PgCatalogStore catalog{database};
  PgRuleStore rules{database};
  PgSlotStore slots{database};
  PgBookingStore bookings{database};
  PgAccountStore accounts{database};
  PgEventStore events{database};
  PgJobStore jobs{database};
  PgAnalyticsStore analytics{database};
  PgBrandStore brand{database};
  PgHealth health{database};
};

class StorageTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  template <class T>
  T run(Task<T> task) {
    return stores->run(std::move(task));
  }
  testing::PrivatePostgres::Table sql(const std::string& statement);
  // The one field of the one row.
  std::string value(const std::string& statement);
  void set_now(const std::string& instant);
  // Names of the invariants that do not hold, each once; nothing is ever late here.
  std::vector<std::string> violated();
  // Ends other sessions of this database, as an operator or a crash does.
  void terminate_backends(const std::string& which = "TRUE");

  [[nodiscard]] static ports::Requester staff() { return {"user:desk", domain::Role::manager, "request-1"}; }
  template <class Outcome>
  static ports::Once<Outcome> unkeyed() {
    return {std::nullopt, staff(),
            [](const domain::Result<Outcome>& outcome) { return reply_of(outcome.has_value()); }};
  }
  template <class Outcome>
  static ports::Once<Outcome> keyed(const std::string& key) {
    ports::Once<Outcome> once = unkeyed<Outcome>();
    once.key = domain::OnceKey{"user:desk", key, {}};
    return once;
  }
  // The code of a refusal; "" when it was done.
  static std::string code(const domain::Result<domain::Answer>& answer);
  static domain::Reply reply_of(bool is_done);

  // Location 1, services 1 (cut, 30 minutes) and 2 (a class without stylist), stylists 1 and 2, rule 1: nine to twelve
  // every day.
  void open_salon();
  domain::GenerationReport generate(const std::string& from = "2027-03-01", const std::string& to = "2027-03-01");
  // Of the first stylist, by its start in UTC on the first of March.
  domain::SlotInstance slot_at(const std::string& time, std::optional<std::uint64_t> stylist = 1);
  domain::BookingId hold(const domain::SlotInstance& slot, int guest = 1);
  void confirm(domain::BookingId id);

  BorrowedDatabase database;
  const std::string& url = database.url();
  std::unique_ptr<Stores> stores;
  bool is_broken_on_purpose = false;
};

}  // namespace salon::storage
