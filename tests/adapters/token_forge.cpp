#include "token_forge.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <sodium.h>

#include <boost/json.hpp>

namespace salon::adapters {
namespace {

std::string coordinate(const boost::json::value& jwk, std::string_view name) {
  const auto& text = jwk.as_object().at(name).as_string();
  std::string out(32, '\0');
  std::size_t size = 0;
  sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr, &size,
                    nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return out;
}

const unsigned char* bytes_of(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> openssl_key(const std::string& jwk_text) {
  const auto jwk = boost::json::parse(jwk_text);
  const std::string point = "\x04" + coordinate(jwk, "x") + coordinate(jwk, "y");
  const std::string secret = coordinate(jwk, "d");
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> d(BN_bin2bn(bytes_of(secret), 32, nullptr), BN_free);
  OSSL_PARAM_BLD* const builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, d.get());
  OSSL_PARAM* const parameters = OSSL_PARAM_BLD_to_param(builder);
  EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context);
  EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters);
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  return {key, EVP_PKEY_free};
}

// DER to r and s, 32 bytes each.
std::string plain_signature(const std::string& der) {
  const unsigned char* at = bytes_of(der);
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parsed(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ECDSA_SIG_free);
  std::string out(64, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), reinterpret_cast<unsigned char*>(out.data()), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), reinterpret_cast<unsigned char*>(out.data()) + 32, 32);
  return out;
}

std::string signing_input(std::string_view header, std::string_view claims) {
  return base64url(header) + "." + base64url(claims);
}

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.pop_back();
  return out;
}

TokenForge::TokenForge(ports::SigningKey key) : key_(std::move(key)) {}

std::string TokenForge::signed_with_key(std::string_view header, std::string_view claims) const {
  const std::string input = signing_input(header, claims);
  const auto key = openssl_key(key_.private_jwk);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  std::string der(128, '\0');
  std::size_t size = der.size();
  EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key.get());
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(der.data()), &size, bytes_of(input), input.size());
  EVP_MD_CTX_free(context);
  der.resize(size);
  return input + "." + base64url(plain_signature(der));
}

std::string TokenForge::signed_with_hmac(std::string_view header, std::string_view claims, std::string_view secret) {
  const std::string input = signing_input(header, claims);
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(input), input.size(),
       reinterpret_cast<unsigned char*>(mac.data()), &size);
  return input + "." + base64url(std::string_view(mac).substr(0, size));
}

std::string TokenForge::with_signature(std::string_view header, std::string_view claims, std::string_view signature) {
  return signing_input(header, claims) + "." + base64url(signature);
}

}  // namespace salon::adapters
