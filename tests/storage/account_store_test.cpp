// Accounts, refresh tokens and signing keys in PostgreSQL (D61).
#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using domain::Refusal;
using ports::Account;

ports::TokenHash token(std::uint8_t number) {
  ports::TokenHash hash{};
  hash.fill(number);
  return hash;
}

Task<void> go_on() { co_return; }

class AccountStoreTest : public StorageTest {
 protected:
  static Account an_account(std::uint64_t id, const std::string& email, domain::Role role = domain::Role::frontdesk) {
    Account account{.id = testing::account_id(id), .email = domain::parse_email(email).value()};
    account.password_hash = "$argon2id$hash";
    account.role = role;
    account.location_ids = {testing::location_id(1)};
    account.created_at = testing::at("2027-03-01T00:00:00Z");
    return account;
  }
  void add(const Account& account) { ASSERT_TRUE(run(stores->accounts.add(account, staff())).has_value()); }
  void sign_in() {
    add(an_account(1, "sara@example.org"));
    run(stores->accounts.add_refresh({token(1), {testing::uuid(1)}, testing::account_id(1), month_later}));
  }
  auto rotate(std::uint8_t from, std::uint8_t to) {
    return run(stores->accounts.rotate_refresh(token(from), token(to), month_later));
  }

  // As another server would; the index is what the new address has.
  void take_new_address() {
    Stores other(url, 2);
    other.clock.fix(testing::at("2027-03-01T00:00:00Z"));
    EXPECT_TRUE(other.run(other.accounts.add(an_account(4, "new@example.org"), staff())).has_value());
  }

  const domain::Instant month_later = testing::at("2027-04-01T00:00:00Z");
};

TEST_F(AccountStoreTest, D61_the_address_is_sealed_in_the_row_and_found_in_any_case) {
  add(an_account(1, "Sara@Example.org"));
  EXPECT_EQ(value("SELECT position(convert_to('ara@', 'UTF8') in email) FROM accounts"), "0");
  const auto found = run(stores->accounts.find_by_email(domain::parse_email("sARA@example.ORG").value()));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->email.reveal(), "Sara@example.org");
  EXPECT_EQ(found->location_ids, std::vector{testing::location_id(1)});
}

TEST_F(AccountStoreTest, D61_an_address_that_was_moved_to_another_account_does_not_open) {
  add(an_account(1, "sara@example.org"));
  add(an_account(2, "noor@example.org"));
  sql("UPDATE accounts a SET email = b.email FROM accounts b WHERE a.id <> b.id");
  EXPECT_THROW((void)run(stores->accounts.find(testing::account_id(1))), RowShape);
}

TEST_F(AccountStoreTest, an_address_has_one_account_also_when_two_are_changed_to_it_at_once) {
  add(an_account(1, "sara@example.org"));
  add(an_account(2, "noor@example.org"));
  EXPECT_EQ(run(stores->accounts.add(an_account(3, "SARA@example.org"), staff())).error().why, Refusal::conflict);
  const auto to_the_new_one = [](const Account& account) -> domain::Result<Account> {
    Account after = account;
    after.email = domain::parse_email("new@example.org").value();
    return after;
  };
  // Somebody else takes the address between the look and the write.
  stores->database.before_statement = [this](std::string_view statement) {
    if (statement.find("UPDATE accounts SET") != std::string_view::npos) take_new_address();
    return go_on();
  };
  const auto answer =
      run(stores->accounts.change(testing::account_id(2), {}, to_the_new_one, keyed<Account>("change")));
  stores->database.before_statement = {};
  EXPECT_EQ(code(answer), "CONFLICT");
  EXPECT_EQ(value("SELECT count(*) FROM idempotency_keys"), "0");
}

TEST_F(AccountStoreTest, a_refresh_token_is_swapped_once_and_used_again_ends_its_family) {
  sign_in();
  EXPECT_EQ(rotate(1, 2)->account, testing::account_id(1));
  EXPECT_EQ(rotate(2, 3)->account, testing::account_id(1));
  EXPECT_EQ(rotate(1, 4).error().why, Refusal::unauthenticated);
  EXPECT_EQ(rotate(3, 5).error().why, Refusal::unauthenticated);
  EXPECT_EQ(value("SELECT count(*) FROM refresh_tokens"), "0");
}

TEST_F(AccountStoreTest, an_expired_or_unknown_refresh_token_is_refused_and_ends_nothing) {
  sign_in();
  EXPECT_EQ(rotate(9, 2).error().why, Refusal::unauthenticated);
  set_now("2027-04-01T00:00:00Z");
  EXPECT_EQ(rotate(1, 2).error().why, Refusal::unauthenticated);
  EXPECT_EQ(value("SELECT count(*) FROM refresh_tokens"), "1");
}

TEST_F(AccountStoreTest, a_token_that_is_swapped_while_its_family_ends_does_not_outlive_it) {
  sign_in();
  ASSERT_TRUE(rotate(1, 2).has_value());
  Stores other(url, 2);
  other.clock.fix(testing::at("2027-03-01T00:00:00Z"));
  // The thief shows the used one; meanwhile the owner swaps the good one.
  bool is_swapped = false;
  stores->database.before_statement = [&](std::string_view statement) {
    const bool is_about_to_lock = statement.find("pg_advisory_xact_lock") != std::string_view::npos;
    if (is_about_to_lock && !std::exchange(is_swapped, true)) {
      EXPECT_TRUE(other.run(other.accounts.rotate_refresh(token(2), token(3), month_later)).has_value());
    }
    return go_on();
  };
  EXPECT_EQ(rotate(1, 4).error().why, Refusal::unauthenticated);
  stores->database.before_statement = {};
  EXPECT_TRUE(is_swapped);
  EXPECT_EQ(value("SELECT count(*) FROM refresh_tokens"), "0");
}

TEST_F(AccountStoreTest, signing_out_ends_the_family_of_the_token) {
  sign_in();
  ASSERT_TRUE(rotate(1, 2).has_value());
  run(stores->accounts.end_family(token(2)));
  run(stores->accounts.end_family(token(7)));
  EXPECT_EQ(value("SELECT count(*) FROM refresh_tokens"), "0");
}

TEST_F(AccountStoreTest, signing_keys_are_sealed_come_newest_first_and_leave_when_their_time_is_over) {
  const auto add_key = [this](const std::string& id, const std::string& made) {
    return run(stores->accounts.add_signing_key({id, "{\"kty\":\"" + id + "\"}", testing::at(made)},
                                                testing::at("2027-02-10T00:00:00Z")));
  };
  add_key("old", "2027-02-01T00:00:00Z");
  const auto keys = add_key("new", "2027-03-01T00:00:00Z");
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].key_id, "new");
  EXPECT_EQ(keys[0].private_jwk, "{\"kty\":\"new\"}");
  EXPECT_EQ(value("SELECT count(*) FROM signing_keys WHERE position('kty'::bytea in private_jwk) > 0"), "0");
  // Another replica was first.
  EXPECT_EQ(add_key("late", "2027-03-01T00:00:01Z").size(), 2U);
  set_now("2027-03-04T00:00:00Z");
  EXPECT_EQ(run(stores->accounts.signing_keys()).size(), 2U);
  set_now("2027-03-04T00:00:00.000001Z");
  EXPECT_EQ(run(stores->accounts.signing_keys()).size(), 1U);
}

TEST_F(AccountStoreTest, staff_are_listed_by_location_page_by_page_without_customers) {
  for (std::uint64_t id = 1; id <= 5; ++id) add(an_account(id, "staff" + std::to_string(id) + "@example.org"));
  add(an_account(6, "customer@example.org", domain::Role::user));
  Account elsewhere = an_account(7, "elsewhere@example.org", domain::Role::manager);
  elsewhere.location_ids = {testing::location_id(2)};
  add(elsewhere);
  const auto first = run(stores->accounts.staff({testing::location_id(1)}, {.limit = 3})).value();
  ASSERT_TRUE(first.next_cursor.has_value());
  const auto second =
      run(stores->accounts.staff({testing::location_id(1)}, {.limit = 3, .cursor = *first.next_cursor})).value();
  EXPECT_EQ(first.items.size() + second.items.size(), 5U);
  EXPECT_FALSE(second.next_cursor.has_value());
  EXPECT_EQ(run(stores->accounts.staff({}, {}))->items.size(), 6U);
}

}  // namespace
}  // namespace salon::storage
