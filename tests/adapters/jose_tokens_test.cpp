#include "adapters/jose_tokens.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "adapters/account_key_source.hpp"
#include "platform/asio_task.hpp"
#include "token_fixture.hpp"

namespace salon::adapters {
namespace {

namespace json = boost::json;
using std::chrono::minutes;
using std::chrono::seconds;

using AccessTokens = TokenFixture;

TEST_F(AccessTokens, who_signed_in_is_known_by_the_token) {
  EXPECT_EQ(verify(signer.sign(manager())), manager());
  auto user = manager();
  user.role = domain::Role::user;
  user.locations.clear();
  user.stylist.reset();
  user.family.reset();
  EXPECT_EQ(verify(signer.sign(user)), user);
}

TEST_F(AccessTokens, a_token_says_what_the_contract_says_and_nothing_more) {
  const auto parts = split_token(signer.sign(manager()));
  ASSERT_TRUE(parts);
  EXPECT_EQ(json::parse(parts->header), json::parse(R"({"alg":"ES256","kid":"spring","typ":"at+jwt"})"));
  const auto claims = json::parse(parts->claims).as_object();
  EXPECT_EQ(claims.size(), 11U);
  EXPECT_EQ(claims.at("sub").as_string(), manager().account.text());
  EXPECT_EQ(claims.at("exp").as_int64() - claims.at("iat").as_int64(), 900);
  EXPECT_EQ(claims.at("nbf"), claims.at("iat"));
  EXPECT_EQ(claims.at("role").as_string(), "manager");
}

TEST_F(AccessTokens, a_token_ends_at_the_second_it_expires) {
  const auto token = signer.sign(manager());
  clock.advance(minutes(15) - seconds(1));
  EXPECT_TRUE(verify(token));
  clock.advance(seconds(1));
  EXPECT_FALSE(verify(token));
  EXPECT_EQ(verifier.remembered(), 0U);
}

TEST_F(AccessTokens, clocks_of_two_machines_may_differ_by_seconds) {
  const auto token = signer.sign(manager());
  clock.advance(-seconds(5));
  EXPECT_TRUE(verify(token));
  clock.advance(-seconds(1));
  JoseTokenVerifier other(source, clock, settings);
  EXPECT_FALSE(platform::run_ready(other.verify(token)));
}

TEST_F(AccessTokens, verified_tokens_are_remembered_up_to_a_bound) {
  JoseTokenVerifier small(source, clock, settings, 3);
  std::vector<std::string> tokens;
  for (int i = 0; i < 10; ++i) {
    auto claims = manager();
    claims.jti = std::to_string(i);
    tokens.push_back(signer.sign(claims));
    EXPECT_TRUE(platform::run_ready(small.verify(tokens.back())));
    EXPECT_TRUE(platform::run_ready(small.verify(tokens.back())));
  }
  EXPECT_EQ(small.remembered(), 3U);
  EXPECT_TRUE(platform::run_ready(small.verify(tokens.front())));
  EXPECT_EQ(source.asked, 1);
}

TEST_F(AccessTokens, during_a_rotation_both_keys_prove_and_the_new_one_is_found_by_asking_again) {
  const auto old_token = signer.sign(manager());
  ASSERT_TRUE(verify(old_token));
  const auto summer = new_signing_key("summer", noon);
  source.listed.insert(source.listed.begin(), public_part(summer));
  signer.use(summer);
  clock.advance(seconds(10));
  EXPECT_TRUE(verify(signer.sign(manager())));
  EXPECT_TRUE(verify(old_token));
  EXPECT_EQ(source.asked_again, 1);
}

TEST_F(AccessTokens, R10_unknown_key_ids_make_us_ask_again_once_in_ten_seconds_at_most) {
  ASSERT_TRUE(verify(signer.sign(manager())));
  const TokenForge forge(key);
  const std::string claims = claims_text(manager(), settings);
  for (int i = 0; i < 1000; ++i) {
    clock.advance(std::chrono::milliseconds(20));
    const std::string header = R"({"alg":"ES256","kid":"made-up-)" + std::to_string(i) + R"(","typ":"at+jwt"})";
    EXPECT_FALSE(verify(forge.signed_with_key(header, claims)));
  }
  EXPECT_EQ(source.asked_again, 2);
}

TEST_F(AccessTokens, a_key_that_went_out_of_force_is_forgotten) {
  ASSERT_TRUE(verify(signer.sign(manager())));
  source.listed = {public_part(new_signing_key("summer", noon))};
  clock.advance(minutes(10));
  auto later = manager();
  later.jti = "another";
  EXPECT_FALSE(verify(signer.sign(later)));
}

TEST_F(AccessTokens, while_no_key_is_known_the_answer_is_come_back_later_and_garbage_is_still_garbage) {
  source.is_away = true;
  EXPECT_THROW(verify(signer.sign(manager())), ports::Unavailable);
  EXPECT_FALSE(verify("garbage"));
  EXPECT_THROW(verify(signer.sign(manager())), ports::Unavailable);
  EXPECT_EQ(source.asked, 1);
  source.is_away = false;
  clock.advance(seconds(1));
  EXPECT_TRUE(verify(signer.sign(manager())));
}

TEST_F(AccessTokens, keys_once_known_outlive_a_source_that_is_away) {
  ASSERT_TRUE(verify(signer.sign(manager())));
  source.is_away = true;
  clock.advance(minutes(10));
  auto later = manager();
  later.jti = "another";
  EXPECT_TRUE(verify(signer.sign(later)));
  EXPECT_EQ(source.asked, 2);
}

// A source that answers when told to.
class SlowKeys final : public ports::KeySource {
 public:
  explicit SlowKeys(std::vector<ports::PublicKey> keys) : keys_(std::move(keys)) {}
  platform::Task<std::vector<ports::PublicKey>> keys(bool) override {
    ++asked;
    auto waiting = platform::asio_wait<int>([this](auto done) { answer = [done](int value) mutable { done(value); }; });
    co_await waiting;
    co_return keys_;
  }
  std::function<void(int)> answer;
  int asked = 0;

 private:
  std::vector<ports::PublicKey> keys_;
};

TEST_F(AccessTokens, requests_that_come_while_keys_are_fetched_wait_for_them_together) {
  SlowKeys slow(source.listed);
  JoseTokenVerifier waiting(slow, clock, settings);
  int accepted = 0;
  for (int i = 0; i < 5; ++i) {
    auto claims = manager();
    claims.jti = std::to_string(i);
    platform::detail::run_detached(waiting.verify(signer.sign(claims)), [&](std::exception_ptr, auto result) {
      if (result && *result) ++accepted;
    });
  }
  EXPECT_EQ(accepted, 0);
  slow.answer(0);
  EXPECT_EQ(accepted, 5);
  EXPECT_EQ(slow.asked, 1);
}

TEST_F(AccessTokens, the_public_key_set_never_holds_a_private_part) {
  const auto summer = new_signing_key("summer", noon);
  const std::vector<ports::PublicKey> both{public_part(key), public_part(summer)};
  const auto set = jwks_json(both);
  const auto keys = json::parse(set).as_object().at("keys").as_array();
  ASSERT_EQ(keys.size(), 2U);
  for (const auto& item : keys) {
    std::vector<std::string> names;
    for (const auto& member : item.as_object()) names.emplace_back(member.key());
    EXPECT_THAT(names, ::testing::UnorderedElementsAre("kty", "crv", "kid", "use", "alg", "x", "y"));
  }
  const auto secret = json::parse(key.private_jwk).as_object().at("d").as_string();
  EXPECT_EQ(set.find(std::string_view(secret)), std::string::npos);
  // Not even when somebody hands one in.
  const std::vector<ports::PublicKey> careless{ports::PublicKey{"spring", key.private_jwk}};
  EXPECT_EQ(jwks_json(careless), R"({"keys":[]})");
}

TEST_F(AccessTokens, a_key_set_is_read_back_and_what_is_unusable_is_passed_over) {
  const auto mine = parse_jwks(jwks_json(source.listed));
  ASSERT_TRUE(mine && mine->size() == 1);
  EXPECT_EQ(mine->front().key_id, "spring");
  EXPECT_EQ(mine->front().jwk, source.listed.front().jwk);

  const auto good = json::parse(source.listed.front().jwk);
  json::array items{good, "text", json::parse(key.private_jwk),
                    json::object{{"kty", "oct"}, {"k", "c2VjcmV0"}, {"kid", "o"}}};
  for (const auto& [name, value] :
       {std::pair{"alg", "HS256"}, {"use", "enc"}, {"crv", "P-384"}, {"kid", ""}, {"x", "AA"}}) {
    auto changed = good.as_object();
    changed[name] = value;
    items.push_back(changed);
  }
  const auto usable = parse_jwks(json::serialize(json::object{{"keys", items}}));
  ASSERT_TRUE(usable);
  EXPECT_EQ(usable->size(), 1U);
}

TEST_F(AccessTokens, what_is_no_key_set_is_none) {
  for (const char* text : {"", "[]", "{}", "{\"keys\":1}", "<html>"}) EXPECT_FALSE(parse_jwks(text)) << text;
  EXPECT_FALSE(parse_jwks("{\"keys\":[" + std::string(100, '1').replace(1, 99, 99, ',') + "]}"));
}

TEST_F(AccessTokens, a_damaged_signing_key_is_refused_when_it_is_given) {
  auto damaged = key;
  damaged.private_jwk = public_part(key).jwk;
  EXPECT_THROW(JoseTokenSigner(damaged, settings), std::invalid_argument);
  EXPECT_THROW(signer.use(damaged), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(public_part(damaged)), std::invalid_argument);
  EXPECT_TRUE(verify(signer.sign(manager())));
}

TEST_F(AccessTokens, key_pairs_are_made_anew_each_time) {
  EXPECT_NE(new_signing_key("a", noon).private_jwk, new_signing_key("a", noon).private_jwk);
}

}  // namespace
}  // namespace salon::adapters
