#include "usecases/signed_in.hpp"

#include <array>

#include "domain/policy.hpp"

namespace salon::usecases {

using domain::Refused;

Result<void> check_password(std::string_view password) {
  const bool has_length =
      password.size() >= domain::policy::shortest_password && password.size() <= domain::policy::longest_password;
  if (has_length && domain::is_utf8(password)) return {};
  const std::string least = std::to_string(domain::policy::shortest_password);
  const std::string most = std::to_string(domain::policy::longest_password);
  return std::unexpected(Refused::field("/password", "must have " + least + " to " + most + " characters"));
}

Result<domain::EmailAddress> read_email(const std::string& text) {
  auto email = domain::parse_email(text);
  if (!email) return std::unexpected(Refused::field("/email", "must be an e-mail address"));
  return *std::move(email);
}

std::string new_refresh_token(ports::IdSource& ids) {
  std::array<std::uint8_t, domain::refresh_token_bytes> random_bits{};
  ids.random(random_bits);
  return domain::token_text(random_bits);
}

namespace {

std::string sign_access(const TokenMakers& makers, const SignedIn& who, domain::Instant now) {
  ports::AccessClaims claims;
  claims.account = who.account.id;
  claims.role = who.account.role;
  claims.locations = who.account.location_ids;
  claims.stylist = who.account.stylist_id;
  claims.family = who.family;
  claims.jti = makers.ids.next().text();
  claims.issued_at = std::chrono::floor<domain::seconds>(now);
  claims.expires_at = claims.issued_at + domain::policy::access_token_life;
  return makers.signer.sign(claims);
}

}  // namespace

Task<SignedIn> sign_in(ports::AccountStore& accounts, TokenMakers makers, ports::Account account) {
  const auto now = makers.clock.now();
  std::string refresh_token = new_refresh_token(makers.ids);
  ports::RefreshToken kept;
  kept.hash = domain::token_hash(refresh_token);
  kept.family = makers.ids.next_id<domain::TokenFamilyId>();
  kept.account = account.id;
  kept.expires_at = now + domain::policy::refresh_token_life;
  co_await accounts.add_refresh(kept);
  co_return signed_in(makers, std::move(account), KeptRefresh{std::move(refresh_token), kept.family}, now);
}

SignedIn signed_in(const TokenMakers& makers, ports::Account account, KeptRefresh refresh, domain::Instant now) {
  SignedIn result{.account = std::move(account),
                  .access_token = {},
                  .refresh_token = std::move(refresh.token),
                  .family = refresh.family,
                  .expires_in = domain::policy::access_token_life};
  result.access_token = sign_access(makers, result, now);
  return result;
}

}  // namespace salon::usecases
