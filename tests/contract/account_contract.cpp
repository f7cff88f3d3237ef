// Accounts and what proves who somebody is, whoever keeps them.
#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::Role;
using ports::Account;
using ports::TokenHash;
using std::chrono::hours;
using std::chrono::minutes;

Account an_account(std::uint64_t id, const std::string& email, Role role = Role::user) {
  Account account{.id = testing::account_id(id),
                  .email = domain::EmailAddress(email),
                  .password_hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
                  .role = role,
                  .created_at = testing::at("2027-03-01T00:00:00Z")};
  return account;
}

TokenHash hash(std::uint8_t value) {
  TokenHash token{};
  token.fill(value);
  return token;
}

TEST_P(StoreContract, an_address_has_one_account_however_it_is_written) {
  SmallSalon salon(fixture());
  EXPECT_TRUE(salon.wait(salon.stores.accounts.add(an_account(71, "lena@example.org"), someone())));
  const auto taken = salon.wait(salon.stores.accounts.add(an_account(72, "Lena@example.org"), someone()));
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().why, domain::Refusal::conflict);
  const auto found = salon.wait(salon.stores.accounts.find_by_email(domain::EmailAddress("LENA@example.org")));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, testing::account_id(71));
  EXPECT_EQ(found->email.reveal(), "lena@example.org");
  EXPECT_EQ(found->password_hash, an_account(71, "").password_hash);
  EXPECT_FALSE(salon.wait(salon.stores.accounts.find(testing::account_id(72))));
}

TEST_P(StoreContract, an_account_is_added_once_and_changed_under_its_version) {
  SmallSalon salon(fixture());
  Account desk = an_account(71, "desk@example.org", Role::frontdesk);
  desk.location_ids = {salon.location};
  const auto once = just_once<Account>(key("k1"));
  EXPECT_FALSE(salon.wait(salon.stores.accounts.add_once(desk, once))->replayed);
  EXPECT_TRUE(salon.wait(salon.stores.accounts.add_once(desk, once))->replayed);
  const auto promote = [](const Account& before) -> domain::Result<Account> {
    Account after = before;
    after.role = Role::manager;
    return after;
  };
  const auto change = [&](std::int64_t version) {
    return code_of(salon.wait(salon.stores.accounts.change(desk.id, version, promote, just_once<Account>())));
  };
  EXPECT_EQ(change(1), "");
  EXPECT_EQ(change(1), "VERSION_MISMATCH");
  EXPECT_EQ(change(2), "") << "changes nothing any more";
  const auto found = salon.wait(salon.stores.accounts.find(desk.id));
  EXPECT_EQ(found->role, Role::manager);
  EXPECT_EQ(found->version, 2);
  EXPECT_EQ(found->location_ids, desk.location_ids);
}

TEST_P(StoreContract, staff_are_listed_where_they_work) {
  SmallSalon salon(fixture());
  Account desk = an_account(71, "desk@example.org", Role::frontdesk);
  desk.location_ids = {salon.location};
  const Account boss = an_account(72, "boss@example.org", Role::admin);
  for (const Account& account : {desk, boss, an_account(73, "lena@example.org")}) {
    EXPECT_TRUE(salon.wait(salon.stores.accounts.add(account, someone())));
  }
  const auto count = [&salon](std::vector<domain::LocationId> locations) {
    return salon.wait(salon.stores.accounts.staff(std::move(locations), {}))->items.size();
  };
  EXPECT_EQ(count({}), 2U);
  EXPECT_EQ(count({salon.location}), 1U);
  EXPECT_EQ(count({testing::location_id(9)}), 0U);
}

class SignedIn {
 public:
  explicit SignedIn(StoreFixture& fixture) : salon(fixture) {
    EXPECT_TRUE(salon.wait(salon.stores.accounts.add(an_account(71, "lena@example.org"), someone())));
    family.uuid = testing::uuid(81);
    ports::RefreshToken token{hash(1), family, testing::account_id(71), salon.now() + hours{1}};
    salon.wait(salon.stores.accounts.add_refresh(token));
  }
  bool rotate(std::uint8_t from, std::uint8_t to) {
    return salon.wait(salon.stores.accounts.rotate_refresh(hash(from), hash(to), salon.now() + hours{1})).has_value();
  }

  SmallSalon salon;
  domain::TokenFamilyId family;
};

TEST_P(StoreContract, a_refresh_token_is_swapped_for_the_next) {
  SignedIn lena(fixture());
  const auto owner =
      lena.salon.wait(lena.salon.stores.accounts.rotate_refresh(hash(1), hash(2), lena.salon.now() + hours{1}));
  ASSERT_TRUE(owner);
  EXPECT_EQ(owner->account, testing::account_id(71));
  EXPECT_EQ(owner->family, lena.family);
  EXPECT_TRUE(lena.rotate(2, 3));
  EXPECT_FALSE(lena.rotate(9, 4)) << "an unknown one";
}

TEST_P(StoreContract, a_refresh_token_used_twice_ends_its_family) {
  SignedIn lena(fixture());
  EXPECT_TRUE(lena.rotate(1, 2));
  EXPECT_FALSE(lena.rotate(1, 3));
  EXPECT_FALSE(lena.rotate(2, 4)) << "whoever holds the new one is out too";
}

TEST_P(StoreContract, a_refresh_token_ends_with_its_time_or_by_logging_out) {
  SignedIn lena(fixture());
  lena.salon.advance(hours{1});
  EXPECT_FALSE(lena.rotate(1, 2));
  ports::RefreshToken token{hash(5), lena.family, testing::account_id(71), lena.salon.now() + hours{1}};
  lena.salon.wait(lena.salon.stores.accounts.add_refresh(token));
  lena.salon.wait(lena.salon.stores.accounts.end_family(hash(5)));
  EXPECT_FALSE(lena.rotate(5, 6));
  lena.salon.wait(lena.salon.stores.accounts.end_family(hash(77)));
}

TEST_P(StoreContract, one_replica_makes_the_new_signing_key_and_old_ones_fade) {
  SmallSalon salon(fixture());
  const auto add = [&salon](const std::string& id) {
    const ports::SigningKey wanted{id, "{\"kty\":\"EC\"}", salon.now()};
    std::vector<std::string> names;
    const auto keys = salon.wait(salon.stores.accounts.add_signing_key(wanted, salon.now() - minutes{1}));
    for (const ports::SigningKey& key : keys) names.push_back(key.key_id);
    return names;
  };
  EXPECT_EQ(add("one"), std::vector<std::string>{"one"});
  EXPECT_EQ(add("late"), std::vector<std::string>{"one"});
  salon.advance(hours{24 * 30});
  EXPECT_EQ(add("two"), (std::vector<std::string>{"two", "one"}));
  EXPECT_EQ(salon.wait(salon.stores.accounts.signing_keys()).front().private_jwk, "{\"kty\":\"EC\"}");
  salon.advance(hours{25});
  EXPECT_EQ(salon.wait(salon.stores.accounts.signing_keys()).size(), 1U);
}

}  // namespace
}  // namespace salon::contract
