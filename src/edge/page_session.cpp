#include "edge/page_session.hpp"

#include <fmt/format.h>

#include <ranges>

#include "domain/policy.hpp"

namespace salon::edge {
namespace {

constexpr std::string_view csrf_purpose = "csrf";

// The access token goes wherever a page asks; the refresh token only where it is good for something.
std::string_view path_of(std::string_view cookie) { return cookie == access_cookie ? "/" : "/auth/v1/session"; }

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::string> cookie_in(const platform::HttpRequest& request, std::string_view name) {
  for (const platform::HttpHeader& header : request.headers) {
    if (header.name != "cookie") continue;
    for (const auto word : header.value | std::views::split(';')) {
      const std::string_view pair = without_blanks(std::string_view(word.begin(), word.end()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      const std::string_view value = pair.substr(equals + 1);
      return value.empty() ? std::nullopt : std::optional(std::string(value));
    }
  }
  return std::nullopt;
}

std::string csrf_token(const ports::SecretBox& secrets, domain::TokenFamilyId sign_in) {
  return secrets.sign(csrf_purpose, sign_in.text());
}

bool is_csrf_token(const ports::SecretBox& secrets, domain::TokenFamilyId sign_in, std::string_view token) {
  return secrets.verify(csrf_purpose, sign_in.text(), token);
}

void PageSession::open(platform::HttpResponse& response, const usecases::SignedIn& signed_in) const {
  set(response, {access_cookie, signed_in.access_token, signed_in.expires_in});
  set(response, {refresh_cookie, signed_in.refresh_token, domain::policy::refresh_token_life});
}

void PageSession::close(platform::HttpResponse& response) const {
  set(response, {access_cookie, {}});
  set(response, {refresh_cookie, {}});
}

void PageSession::set(platform::HttpResponse& response, const Cookie& cookie) const {
  std::string text = fmt::format("{}={}; Path={}; Max-Age={}; HttpOnly; SameSite=Strict", cookie.name, cookie.value,
                                 path_of(cookie.name), cookie.lasts.count());
  if (is_behind_tls_) text += "; Secure";
  response.headers.push_back({"set-cookie", std::move(text)});
}

}  // namespace salon::edge
