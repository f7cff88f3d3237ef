// Everything that is not exactly one of our access tokens is nothing. Most of these carry a true signature of the real
// key: so it is the check they name that refuses them, and not the signature.
#include <boost/json.hpp>
#include <set>

#include "token_fixture.hpp"

namespace salon::adapters {
namespace {

namespace json = boost::json;

struct HostileToken {
  std::string what;
  std::string token;
};

struct HostileTokenTest : TokenFixture {
  json::object header() const { return json::object{{"alg", "ES256"}, {"kid", "spring"}, {"typ", "at+jwt"}}; }
  json::object claims() const { return json::parse(claims_text(manager(), settings)).as_object(); }
  template <class Value>
  std::string with_header(std::string_view name, const Value& value) const {
    auto changed = header();
    changed[name] = value;
    return forge.signed_with_key(json::serialize(changed), json::serialize(claims()));
  }
  template <class Value>
  std::string with_claim(std::string_view name, const Value& value) const {
    auto changed = claims();
    changed[name] = value;
    return forge.signed_with_key(json::serialize(header()), json::serialize(changed));
  }
  std::string without_header(std::string_view name) const {
    auto changed = header();
    changed.erase(name);
    return forge.signed_with_key(json::serialize(changed), json::serialize(claims()));
  }
  std::string without_claim(std::string_view name) const {
    auto changed = claims();
    changed.erase(name);
    return forge.signed_with_key(json::serialize(header()), json::serialize(changed));
  }
  std::string raw(std::string_view header_text, std::string_view claims_text_) const {
    return forge.signed_with_key(header_text, claims_text_);
  }
  std::string good() const { return raw(json::serialize(header()), json::serialize(claims())); }

  std::vector<HostileToken> wrong_algorithms() const;
  std::vector<HostileToken> wrong_headers() const;
  std::vector<HostileToken> wrong_claims() const;
  std::vector<HostileToken> wrong_times() const;
  std::vector<HostileToken> wrong_shapes() const;

  TokenForge forge{key};
};

std::vector<HostileToken> HostileTokenTest::wrong_algorithms() const {
  const std::string body = json::serialize(claims());
  const auto named = [](std::string_view alg) {
    return json::serialize(json::object{{"alg", alg}, {"kid", "spring"}, {"typ", "at+jwt"}});
  };
  const std::string jwk = public_part(key).jwk;
  const std::string bare = good();
  return {
      {"alg none, no signature", base64url(named("none")) + "." + base64url(body) + "."},
      {"alg none, true signature", raw(named("none"), body)},
      {"alg None", raw(named("None"), body)},
      {"alg NONE, no signature", base64url(named("NONE")) + "." + base64url(body) + "."},
      {"alg empty", raw(named(""), body)},
      {"HS256 with the public key as secret", TokenForge::signed_with_hmac(named("HS256"), body, jwk)},
      {"HS256 with the key set as secret",
       TokenForge::signed_with_hmac(named("HS256"), body, jwks_json(source.listed))},
      {"HS256 with an empty secret", TokenForge::signed_with_hmac(named("HS256"), body, "")},
      {"HS256 named, true signature", raw(named("HS256"), body)},
      {"ES256 named, HMAC with the public key", TokenForge::signed_with_hmac(named("ES256"), body, jwk)},
      {"ES384 named", raw(named("ES384"), body)},
      {"RS256 named", raw(named("RS256"), body)},
      {"EdDSA named", raw(named("EdDSA"), body)},
      {"es256 in lower case", raw(named("es256"), body)},
      {"a signature of zeros", TokenForge::with_signature(named("ES256"), body, std::string(64, '\0'))},
      {"a signature of ones", TokenForge::with_signature(named("ES256"), body, std::string(64, '\xff'))},
      {"a signature too short", TokenForge::with_signature(named("ES256"), body, std::string(63, 'x'))},
      {"a signature too long", TokenForge::with_signature(named("ES256"), body, std::string(65, 'x'))},
      {"no signature", bare.substr(0, bare.rfind('.') + 1)},
  };
}

std::vector<HostileToken> HostileTokenTest::wrong_headers() const {
  const std::string body = json::serialize(claims());
  const json::value own_key = json::parse(public_part(key).jwk);
  const ports::SigningKey stranger = new_signing_key("stranger", noon);
  const ports::SigningKey namesake = new_signing_key("spring", noon);
  const std::string plain = json::serialize(header());
  return {
      {"a key of somebody else's",
       TokenForge(stranger).signed_with_key(R"({"alg":"ES256","kid":"stranger","typ":"at+jwt"})", body)},
      {"a stranger's key under our kid", TokenForge(namesake).signed_with_key(plain, body)},
      {"foreign kid", with_header("kid", "summer")},
      {"kid empty", with_header("kid", "")},
      {"kid a path", with_header("kid", "../../dev/null")},
      {"kid a query", with_header("kid", "' OR 1=1 --")},
      {"kid a number", with_header("kid", 1)},
      {"kid a list", with_header("kid", json::array{"spring"})},
      {"kid very long", with_header("kid", std::string(2000, 'k'))},
      {"no kid", without_header("kid")},
      {"no alg", without_header("alg")},
      {"no typ", without_header("typ")},
      {"typ JWT", with_header("typ", "JWT")},
      {"typ of a refresh token", with_header("typ", "rt+jwt")},
      {"typ AT+JWT", with_header("typ", "AT+JWT")},
      {"typ null", with_header("typ", nullptr)},
      {"jku", with_header("jku", "https://evil.example/jwks.json")},
      {"x5u", with_header("x5u", "https://evil.example/cert.pem")},
      {"x5c", with_header("x5c", json::array{"MIIB"})},
      {"jwk, even our own", with_header("jwk", own_key)},
      {"crit", with_header("crit", json::array{"exp"})},
      {"b64 false", with_header("b64", false)},
      {"zip", with_header("zip", "DEF")},
      {"cty", with_header("cty", "JWT")},
      {"alg twice, none first", raw(R"({"alg":"none","alg":"ES256","kid":"spring","typ":"at+jwt"})", body)},
      {"alg twice, none last", raw(R"({"alg":"ES256","alg":"none","kid":"spring","typ":"at+jwt"})", body)},
      {"a name written with an escape", raw(R"({"\u0061lg":"ES256","kid":"spring","typ":"at+jwt"})", body)},
      {"header a list", raw(R"(["ES256","spring","at+jwt"])", body)},
      {"header not JSON", raw("alg=ES256", body)},
      {"header empty", raw("{}", body)},
  };
}

std::vector<HostileToken> HostileTokenTest::wrong_claims() const {
  const std::string plain = json::serialize(header());
  return {
      {"no iss", without_claim("iss")},
      {"wrong iss", with_claim("iss", "https://evil.example")},
      {"iss with a slash more", with_claim("iss", settings.issuer + "/")},
      {"no aud", without_claim("aud")},
      {"wrong aud", with_claim("aud", "another")},
      {"aud a list with another", with_claim("aud", json::array{"another"})},
      {"aud empty", with_claim("aud", "")},
      {"no sub", without_claim("sub")},
      {"sub no id", with_claim("sub", "admin")},
      {"sub with a prefix", with_claim("sub", "user:" + manager().account.text())},
      {"sub a number", with_claim("sub", 1)},
      {"no role", without_claim("role")},
      {"role unknown", with_claim("role", "owner")},
      {"role guest", with_claim("role", "guest")},
      {"role in capitals", with_claim("role", "ADMIN")},
      {"role a list", with_claim("role", json::array{"admin"})},
      {"no jti", without_claim("jti")},
      {"jti empty", with_claim("jti", "")},
      {"no locations", without_claim("locations")},
      {"locations no list", with_claim("locations", "all")},
      {"a location that is no id", with_claim("locations", json::array{"*"})},
      {"a sign-in that is no id", with_claim("sid", "all")},
      {"a sign-in that is a number", with_claim("sid", 1)},
      {"a location that is a number", with_claim("locations", json::array{1})},
      {"stylist that is no id", with_claim("stylist", "anyone")},
      {"stylist null", with_claim("stylist", nullptr)},
      {"claims a list", raw(plain, "[]")},
      {"claims not JSON", raw(plain, "sub=admin")},
      {"claims empty", raw(plain, "{}")},
      {"claims with something after", raw(plain, json::serialize(claims()) + "{}")},
      {"claims not UTF-8", raw(plain, "{\"sub\":\"\xff\"}")},
      {"claims nested very deep", raw(plain, std::string(2000, '[') + std::string(2000, ']'))},
  };
}

std::vector<HostileToken> HostileTokenTest::wrong_times() const {
  const std::int64_t now = std::chrono::floor<std::chrono::seconds>(noon).time_since_epoch().count();
  return {
      {"no exp", without_claim("exp")},
      {"no nbf", without_claim("nbf")},
      {"no iat", without_claim("iat")},
      {"expired an hour ago", with_claim("exp", now - 3600)},
      {"expires at this very second", with_claim("exp", now)},
      {"exp a text", with_claim("exp", std::to_string(now + 900))},
      {"exp a fraction", with_claim("exp", static_cast<double>(now) + 900.5)},
      {"exp null", with_claim("exp", nullptr)},
      {"exp true", with_claim("exp", true)},
      {"exp negative", with_claim("exp", -1)},
      {"exp beyond any calendar", with_claim("exp", std::int64_t{9'000'000'000'000'000'000})},
      {"exp larger than any integer", with_claim("exp", 1e300)},
      {"not valid yet", with_claim("nbf", now + 60)},
      {"made in the future", with_claim("iat", now + 60)},
  };
}

std::vector<HostileToken> HostileTokenTest::wrong_shapes() const {
  const std::string token = good();
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  // The same bits in the last character's unused places: a second spelling of one signature.
  std::string respelled = token;
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  respelled.back() = alphabet[alphabet.find(token.back()) ^ 1];
  return {
      {"nothing", ""},
      {"a dot", "."},
      {"two dots", ".."},
      {"three dots", "..."},
      {"one part", token.substr(0, first)},
      {"two parts", token.substr(0, last)},
      {"four parts", token + ".x"},
      {"five parts, as if encrypted", token + ".x.y"},
      {"padded", token + "=="},
      {"respelled", respelled},
      {"a blank before", " " + token},
      {"a line break after", token + "\n"},
      {"a NUL inside", token.substr(0, 20) + std::string(1, '\0') + token.substr(20)},
      {"the scheme with it", "Bearer " + token},
      {"as JSON", R"({"payload":")" + token.substr(first + 1, last - first - 1) + R"("})"},
      {"a refresh token", "b64url-of-thirty-two-random-bytes-----------"},
      {"oversized", token + std::string(longest_access_token, 'A')},
      {"oversized but signed", with_claim("note", std::string(longest_access_token, 'x'))},
      {"bytes", std::string("\xde\xad\xbe\xef.\x00.\xff", 8)},
      {"no header", token.substr(first)},
      {"no claims", token.substr(0, first) + "." + token.substr(last)},
      {"claims of another", token.substr(0, first + 1) + base64url(R"({"role":"admin"})") + token.substr(last)},
  };
}

TEST_F(HostileTokenTest, the_forge_can_make_a_good_one_so_the_others_fail_for_what_they_name) {
  EXPECT_EQ(verify(good()), manager());
  EXPECT_EQ(verify(with_claim("unknown", "is ignored")), manager());
}

TEST_F(HostileTokenTest, R10_none_of_a_hundred_hostile_tokens_is_accepted) {
  std::set<std::string> tried;
  for (const auto& table : {wrong_algorithms(), wrong_headers(), wrong_claims(), wrong_times(), wrong_shapes()}) {
    for (const HostileToken& hostile : table) {
      EXPECT_FALSE(verify(hostile.token)) << hostile.what;
      tried.insert(hostile.what);
    }
  }
  EXPECT_GE(tried.size(), 100U);
  EXPECT_EQ(verifier.remembered(), 0U);
}

TEST_F(HostileTokenTest, R10_a_token_with_any_character_changed_is_refused) {
  const std::string token = good();
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify(forged)) << i;
  }
}

}  // namespace
}  // namespace salon::adapters
