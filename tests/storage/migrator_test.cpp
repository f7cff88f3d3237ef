#include "storage/migrator.hpp"

#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

constexpr Migration first{1, "0001_first", "aa", "CREATE TABLE first_table (id int)"};
constexpr Migration second{2, "0002_second", "bb",
                           "CREATE TABLE second_table (id int); INSERT INTO first_table VALUES (1)"};
constexpr Migration failing{2, "0002_failing", "cc", "CREATE TABLE half (id int); SELECT 1 / 0"};
constexpr Migration second_changed{2, "0002_second", "dd", "CREATE TABLE second_table (id bigint)"};

// On databases without any schema.
class Migrator : public ::testing::Test {
 protected:
  void SetUp() override { testing::PrivatePostgres::shared().create_database(name); }
  void TearDown() override { testing::PrivatePostgres::shared().drop_database(name); }

  MigrateOptions options(std::span<const Migration> known) {
    return {testing::PrivatePostgres::shared().url(name), known};
  }
  int bring_up(std::span<const Migration> known) { return platform::run_on(loop, migrate(loop.io(), options(known))); }
  std::string value(const std::string& statement) {
    return testing::PrivatePostgres::shared().run(name, statement).at(0).at(0);
  }
  std::string readiness() {
    Stores stores(testing::PrivatePostgres::shared().url(name), 1);
    return stores.run(stores.health.why_not_ready()).value_or("ready");
  }

  const std::string name = "migrator";
  platform::Loop loop{[](std::exception_ptr error) { std::rethrow_exception(error); }};
};

TEST_F(Migrator, applies_what_is_missing_in_order_and_nothing_twice) {
  const std::vector<Migration> one{first};
  const std::vector<Migration> two{first, second};
  EXPECT_EQ(bring_up(one), 1);
  EXPECT_EQ(bring_up(two), 1);
  EXPECT_EQ(bring_up(two), 0);
  EXPECT_EQ(
      value("SELECT string_agg(version || ' ' || name || ' ' || sha256, ', ' ORDER BY version) FROM schema_migrations"),
      "1 0001_first aa, 2 0002_second bb");
  EXPECT_EQ(value("SELECT count(*) FROM first_table"), "1");
}

TEST_F(Migrator, a_migration_that_fails_leaves_nothing_and_those_before_it_stay) {
  const std::vector<Migration> known{first, failing};
  EXPECT_THROW((void)bring_up(known), PgRefused);
  EXPECT_EQ(value("SELECT (to_regclass('half') IS NULL)::text || ' ' || (SELECT count(*) FROM schema_migrations)"),
            "true 1");
}

TEST_F(Migrator, a_migration_that_was_changed_after_it_was_applied_is_refused_by_name) {
  const std::vector<Migration> as_it_was{first, second};
  const std::vector<Migration> changed{first, second_changed};
  ASSERT_EQ(bring_up(as_it_was), 2);
  try {
    (void)bring_up(changed);
    FAIL() << "it was accepted";
  } catch (const MigrationMismatch& mismatch) {
    EXPECT_STREQ(mismatch.what(), "migration 0002_second was changed after it was applied");
  }
}

TEST_F(Migrator, a_database_from_the_future_or_with_another_past_is_refused) {
  const std::vector<Migration> two{first, second};
  const std::vector<Migration> one{first};
  const std::vector<Migration> other_past{second};
  ASSERT_EQ(bring_up(two), 2);
  EXPECT_THROW((void)bring_up(one), MigrationMismatch);
  EXPECT_THROW((void)bring_up(other_past), MigrationMismatch);
}

Task<void> bring_up_and_count(platform::Loop& loop, MigrateOptions options, int& applied, int& left) {
  auto migrating = migrate(loop.io(), options);
  applied += co_await migrating;
  if (--left == 0) loop.stop();
}

TEST_F(Migrator, two_programs_at_once_apply_each_migration_once) {
  const std::vector<Migration> known{first, second};
  int applied = 0;
  int left = 2;
  loop.spawn(bring_up_and_count(loop, options(known), applied, left));
  loop.spawn(bring_up_and_count(loop, options(known), applied, left));
  loop.run();
  EXPECT_EQ(applied, 2);
}

TEST_F(Migrator, a_program_is_ready_only_with_the_schema_that_it_carries) {
  EXPECT_EQ(readiness(), "the database has no schema yet");
  const auto all = migrations();
  ASSERT_GE(all.size(), 4U);
  bring_up(all.first(1));
  EXPECT_EQ(readiness(), "the database lacks " + std::string(all[1].name));
  EXPECT_EQ(bring_up(all), static_cast<int>(all.size()) - 1);
  EXPECT_EQ(readiness(), "ready");
  testing::PrivatePostgres::shared().run(name, "UPDATE schema_migrations SET sha256 = 'other' WHERE version = 2");
  EXPECT_EQ(readiness(), "migration " + std::string(all[1].name) + " was changed after it was applied");
}

TEST_F(Migrator, the_carried_migrations_are_numbered_from_one_without_gaps) {
  int expected = 1;
  for (const Migration& migration : migrations()) {
    EXPECT_EQ(migration.version, expected++) << migration.name;
    EXPECT_EQ(migration.sha256.size(), 64U);
    EXPECT_FALSE(migration.sql.empty());
  }
}

TEST_F(Migrator, a_read_only_database_is_not_ready) {
  bring_up(migrations());
  testing::PrivatePostgres::shared().run(name, "ALTER DATABASE migrator SET default_transaction_read_only = on");
  EXPECT_EQ(readiness(), "the database is read-only");
}

}  // namespace
}  // namespace salon::storage
