#include "adapters/jose_claims.hpp"

#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>

namespace salon::adapters {
namespace {

namespace json = boost::json;

constexpr std::size_t signature_bytes = 64;  // r and s of P-256
constexpr std::size_t longest_key_id = 128;
constexpr std::size_t most_locations = 1000;
// Clocks of two machines differ by this much at most; an expiry is kept to the second all the same.
constexpr std::chrono::seconds clock_difference{5};
// The end of the year 9999; beyond it a time is a mistake or a trick.
constexpr std::int64_t last_second = 253'402'300'799;

std::optional<std::string> decoded(std::string_view text) {
  std::string out(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  const int result = sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                                       text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  if (result != 0 || text.empty()) return std::nullopt;
  out.resize(size);
  return out;
}

std::optional<json::object> parse_object(std::string_view text) {
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::optional<std::string> text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<domain::Instant> time_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  const std::int64_t seconds = value->get_int64();
  if (seconds < 0 || seconds > last_second) return std::nullopt;
  return domain::Instant(std::chrono::seconds(seconds));
}

std::int64_t epoch_seconds(domain::Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

// Who, where and as what; the times and the addressee are checked by the caller.
bool read_person(const json::object& object, ports::AccessClaims& out) {
  const auto account = domain::AccountId::parse(text_member(object, "sub").value_or(""));
  const auto role = domain::parse_role(text_member(object, "role").value_or(""));
  const auto jti = text_member(object, "jti");
  const json::value* locations = object.if_contains("locations");
  if (!account || !role || !jti || jti->empty() || locations == nullptr || !locations->is_array()) return false;
  if (locations->get_array().size() > most_locations) return false;
  for (const json::value& item : locations->get_array()) {
    const auto id = item.is_string() ? domain::LocationId::parse(item.get_string()) : std::nullopt;
    if (!id) return false;
    out.locations.push_back(*id);
  }
  if (const json::value* stylist = object.if_contains("stylist")) {
    out.stylist = stylist->is_string() ? domain::StylistId::parse(stylist->get_string()) : std::nullopt;
    if (!out.stylist) return false;
  }
  if (const json::value* family = object.if_contains("sid")) {
    out.family = family->is_string() ? domain::TokenFamilyId::parse(family->get_string()) : std::nullopt;
    if (!out.family) return false;
  }
  out.account = *account;
  out.role = *role;
  out.jti = *jti;
  return true;
}

}  // namespace

std::optional<TokenParts> split_token(std::string_view token) {
  if (token.size() > longest_access_token || std::ranges::count(token, '.') != 2) return std::nullopt;
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  auto header = decoded(token.substr(0, first));
  auto claims = decoded(token.substr(first + 1, second - first - 1));
  auto signature = decoded(token.substr(second + 1));
  if (!header || !claims || !signature || signature->size() != signature_bytes) return std::nullopt;
  return TokenParts{std::move(*header), std::move(*claims), std::move(*signature)};
}

std::optional<std::string> key_id_of(std::string_view header) {
  // Three names, three plain strings: with a name given twice or an escape there would be more than twelve quotes or a
  // backslash, and two parsers might read two different headers.
  if (std::ranges::count(header, '"') != 12 || header.contains('\\')) return std::nullopt;
  const auto object = parse_object(header);
  if (!object) return std::nullopt;
  if (text_member(*object, "alg") != access_token_algorithm) return std::nullopt;
  if (text_member(*object, "typ") != access_token_type) return std::nullopt;
  auto key_id = text_member(*object, "kid");
  if (!key_id || key_id->empty() || key_id->size() > longest_key_id) return std::nullopt;
  return key_id;
}

std::string claims_text(const ports::AccessClaims& claims, const TokenSettings& settings) {
  json::object out;
  out["iss"] = settings.issuer;
  out["aud"] = settings.audience;
  out["sub"] = claims.account.text();
  out["exp"] = epoch_seconds(claims.expires_at);
  out["nbf"] = epoch_seconds(claims.issued_at);
  out["iat"] = epoch_seconds(claims.issued_at);
  out["jti"] = claims.jti;
  if (claims.family) out["sid"] = claims.family->text();
  out["role"] = domain::text_of(claims.role);
  json::array locations;
  for (const domain::LocationId& location : claims.locations) locations.emplace_back(location.text());
  out["locations"] = std::move(locations);
  if (claims.stylist) out["stylist"] = claims.stylist->text();
  return json::serialize(out);
}

std::optional<ports::AccessClaims> parse_claims(std::string_view text, const TokenSettings& settings,
                                                domain::Instant now) {
  const auto object = parse_object(text);
  if (!object) return std::nullopt;
  if (text_member(*object, "iss") != settings.issuer || text_member(*object, "aud") != settings.audience) {
    return std::nullopt;
  }
  const auto expires_at = time_member(*object, "exp");
  const auto not_before = time_member(*object, "nbf");
  const auto issued_at = time_member(*object, "iat");
  if (!expires_at || !not_before || !issued_at) return std::nullopt;
  if (*expires_at <= now || *not_before > now + clock_difference || *issued_at > now + clock_difference) {
    return std::nullopt;
  }
  ports::AccessClaims claims;
  if (!read_person(*object, claims)) return std::nullopt;
  claims.issued_at = *issued_at;
  claims.expires_at = *expires_at;
  return claims;
}

}  // namespace salon::adapters
