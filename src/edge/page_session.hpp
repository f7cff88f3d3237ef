// A page's sign-in: the two tokens of /auth/v1/login as cookies that no script reads, and a token that only the page
// itself can send along, since a browser sends cookies for whoever makes it ask. The same from signing in to signing
// out, so that several tabs share it. Source: api.md "Identity", ui.md "Serving".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/http_message.hpp"
#include "ports/secret_box.hpp"
#include "usecases/signed_in.hpp"

namespace salon::edge {

inline constexpr std::string_view access_cookie = "salon_access";
inline constexpr std::string_view refresh_cookie = "salon_refresh";

// The first of that name (RFC 6265 section 5.4); an empty one is none.
[[nodiscard]] std::optional<std::string> cookie_in(const platform::HttpRequest& request, std::string_view name);

[[nodiscard]] std::string csrf_token(const ports::SecretBox& secrets, domain::TokenFamilyId sign_in);
[[nodiscard]] bool is_csrf_token(const ports::SecretBox& secrets, domain::TokenFamilyId sign_in,
                                 std::string_view token);

// Set-Cookie, in one place for setting and clearing: a browser takes them for the same only by name and path.
class PageSession {
 public:
  PageSession(const ports::SecretBox& secrets, bool is_behind_tls) : secrets_(secrets), is_behind_tls_(is_behind_tls) {}

  void open(platform::HttpResponse& response, const usecases::SignedIn& signed_in) const;
  void close(platform::HttpResponse& response) const;
  [[nodiscard]] std::string csrf_token_of(domain::TokenFamilyId sign_in) const { return csrf_token(secrets_, sign_in); }

 private:
  struct Cookie {
    std::string_view name;
    std::string_view value;
    domain::seconds lasts{0};
  };
  void set(platform::HttpResponse& response, const Cookie& cookie) const;

  const ports::SecretBox& secrets_;
  bool is_behind_tls_;
};

}  // namespace salon::edge
