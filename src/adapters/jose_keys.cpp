#include "adapters/jose_keys.hpp"

#include <cjose/cjose.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <new>
#include <stdexcept>

namespace salon::adapters {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_key_id = 128;
constexpr std::size_t most_keys_in_a_set = 32;

std::optional<std::string> text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<json::object> parse_object(std::string_view text) {
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

// With only the members of a public P-256 key, so that nothing else travels along.
std::optional<ports::PublicKey> usable_key(const json::object& jwk) {
  const auto kty = text_member(jwk, "kty");
  const auto crv = text_member(jwk, "crv");
  const auto kid = text_member(jwk, "kid");
  const auto x = text_member(jwk, "x");
  const auto y = text_member(jwk, "y");
  const auto alg = text_member(jwk, "alg");
  const auto use = text_member(jwk, "use");
  if (kty != "EC" || crv != "P-256" || !kid || !x || !y) return std::nullopt;
  if (kid->empty() || kid->size() > longest_key_id) return std::nullopt;
  if ((alg && alg != "ES256") || (use && use != "sig") || jwk.contains("d")) return std::nullopt;
  json::object out;
  out["kty"] = "EC";
  out["crv"] = "P-256";
  out["kid"] = *kid;
  out["use"] = "sig";
  out["alg"] = "ES256";
  out["x"] = *x;
  out["y"] = *y;
  ports::PublicKey key{*kid, json::serialize(out)};
  if (!import_public_key(key.jwk)) return std::nullopt;
  return key;
}

Jwk import_key(const std::string& jwk) {
  cjose_err error{};
  Jwk key(cjose_jwk_import(jwk.data(), jwk.size(), &error));
  if (!key || cjose_jwk_get_kty(key.get(), &error) != CJOSE_JWK_KTY_EC) return nullptr;
  if (cjose_jwk_EC_get_curve(key.get(), &error) != CJOSE_JWK_EC_P_256) return nullptr;
  return key;
}

std::string exported(const Jwk& key, bool with_private_part) {
  cjose_err error{};
  const std::unique_ptr<char, void (*)(void*)> text(cjose_jwk_to_json(key.get(), with_private_part, &error), std::free);
  if (!text) throw std::bad_alloc();
  return text.get();
}

}  // namespace

void FreeJwk::operator()(_cjose_jwk_int* jwk) const { cjose_jwk_release(jwk); }

ports::SigningKey new_signing_key(std::string key_id, domain::Instant now) {
  cjose_err error{};
  const Jwk key(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
  if (!key || !cjose_jwk_set_kid(key.get(), key_id.data(), key_id.size(), &error)) throw std::bad_alloc();
  return ports::SigningKey{std::move(key_id), exported(key, true), now};
}

ports::PublicKey public_part(const ports::SigningKey& key) {
  const Jwk jwk = import_private_key(key.private_jwk);
  if (!jwk) throw std::invalid_argument("a signing key is damaged");
  const auto object = parse_object(exported(jwk, false));
  auto usable = object ? usable_key(*object) : std::nullopt;
  if (!usable || usable->key_id != key.key_id) throw std::invalid_argument("a signing key is damaged");
  return std::move(*usable);
}

std::string jwks_json(std::span<const ports::PublicKey> keys) {
  json::array items;
  for (const ports::PublicKey& key : keys) {
    const auto object = parse_object(key.jwk);
    const auto usable = object ? usable_key(*object) : std::nullopt;
    if (usable) items.push_back(json::parse(usable->jwk));
  }
  json::object out;
  out["keys"] = std::move(items);
  return json::serialize(out);
}

std::optional<std::vector<ports::PublicKey>> parse_jwks(std::string_view text) {
  const auto object = parse_object(text);
  const json::value* keys = object ? object->if_contains("keys") : nullptr;
  if (keys == nullptr || !keys->is_array() || keys->get_array().size() > most_keys_in_a_set) return std::nullopt;
  std::vector<ports::PublicKey> out;
  for (const json::value& item : keys->get_array()) {
    auto key = item.is_object() ? usable_key(item.get_object()) : std::nullopt;
    if (key) out.push_back(std::move(*key));
  }
  return out;
}

Jwk import_private_key(const std::string& jwk) {
  const auto object = parse_object(jwk);
  if (!object || !text_member(*object, "d")) return nullptr;
  return import_key(jwk);
}

Jwk import_public_key(const std::string& jwk) {
  const auto object = parse_object(jwk);
  if (!object || object->contains("d")) return nullptr;
  return import_key(jwk);
}

}  // namespace salon::adapters
