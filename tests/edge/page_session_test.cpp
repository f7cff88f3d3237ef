// Signing in for pages: cookies that no script reads, and a token against forged requests.
#include "edge/page_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "edge_world.hpp"

namespace salon::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string credentials = R"({"email":"noor@salon.test","password":"a long enough one"})";
const std::string rule_path = "/admin/v1/availabilities/" + rule_id(1).text();

std::vector<std::string> cookies_set_by(const HttpResponse& response) {
  std::vector<std::string> all;
  for (const platform::HttpHeader& header : response.headers) {
    if (header.name == "set-cookie") all.push_back(header.value);
  }
  return all;
}

// Keeps cookies as a browser does, paths and all.
class Browser {
 public:
  explicit Browser(EdgeWorld& world) : world_(world) {}

  HttpResponse send(Asked asked) {
    std::string cookies;
    for (const auto& [name, kept] : jar_) {
      if (asked.path.starts_with(kept.path)) cookies += (cookies.empty() ? "" : "; ") + name + "=" + kept.value;
    }
    if (!cookies.empty()) asked.headers.push_back({"cookie", cookies});
    const HttpResponse response = world_.send(asked);
    for (const std::string& cookie : cookies_set_by(response)) keep(cookie);
    return response;
  }
  HttpResponse sign_in() {
    const auto response = send({.method = "POST", .path = "/auth/v1/session", .body = credentials});
    if (response.status == 200) csrf = json_of(response).at("csrf_token").as_string().c_str();
    return response;
  }
  HttpResponse refresh(std::vector<platform::HttpHeader> headers = {}) {
    return send({.method = "POST", .path = "/auth/v1/session/refresh", .body = "{}", .headers = std::move(headers)});
  }
  HttpResponse change_rule(std::vector<platform::HttpHeader> headers) {
    return send({.method = "PATCH",
                 .path = rule_path,
                 .key = "key-" + std::to_string(++changes_),
                 .body = R"({"slot_capacity":2})",
                 .headers = std::move(headers)});
  }
  [[nodiscard]] std::string cookie(std::string_view name) const {
    const auto found = jar_.find(name);
    return found == jar_.end() ? "" : found->second.value;
  }
  void put_back(const std::string& name, const std::string& value) { jar_.at(name).value = value; }
  [[nodiscard]] bool has_cookies() const { return !jar_.empty(); }

  std::string csrf;

 private:
  struct Kept {
    std::string value;
    std::string path;
  };
  void keep(const std::string& cookie) {
    const auto equals = cookie.find('=');
    const std::string name = cookie.substr(0, equals);
    const auto path = cookie.find("Path=") + 5;
    const Kept kept{cookie.substr(equals + 1, cookie.find(';') - equals - 1),
                    cookie.substr(path, cookie.find(';', path) - path)};
    if (cookie.find("Max-Age=0") != std::string::npos) {
      jar_.erase(name);
    } else {
      jar_.insert_or_assign(name, kept);
    }
  }

  EdgeWorld& world_;
  std::map<std::string, Kept, std::less<>> jar_;
  int changes_ = 0;
};

struct PageWorld {
  explicit PageWorld(const EdgeOptions& options = {}) : world(options) {
    ports::Account account{.id = account_id(55), .email = domain::EmailAddress("noor@salon.test"), .password_hash = {}};
    account.password_hash = "hash of a long enough one";
    account.role = domain::Role::manager;
    account.location_ids = {location_id(1)};
    world.stores.brand.accounts.emplace(account.id, account);
  }
  [[nodiscard]] int capacity() const { return world.stores.brand.rules.at(rule_id(1)).slot_capacity; }

  EdgeWorld world;
};

TEST(PageSession, signing_in_sets_two_cookies_that_no_script_reads_and_no_other_site_sends) {
  PageWorld page;
  Browser browser(page.world);
  const auto response = browser.sign_in();
  ASSERT_EQ(response.status, 200) << response.body;
  const std::string rest = "; HttpOnly; SameSite=Strict";
  EXPECT_THAT(cookies_set_by(response),
              ElementsAre("salon_access=" + browser.cookie("salon_access") + "; Path=/; Max-Age=900" + rest,
                          "salon_refresh=" + browser.cookie("salon_refresh") +
                              "; Path=/auth/v1/session; Max-Age=2592000" + rest));
  EXPECT_THAT(response.body, Not(HasSubstr(browser.cookie("salon_access"))));
  EXPECT_THAT(response.body, Not(HasSubstr(browser.cookie("salon_refresh"))));
  const auto body = json_of(response);
  EXPECT_EQ(body.at("account").at("email").as_string(), "noor@salon.test");
  EXPECT_EQ(body.at("expires_in").as_int64(), 900);
}

TEST(PageSession, behind_TLS_cookies_never_go_without_it) {
  PageWorld page({.is_behind_tls = true});
  for (const std::string& cookie : cookies_set_by(Browser(page.world).sign_in()))
    EXPECT_THAT(cookie, HasSubstr("; Secure"));
}

TEST(PageSession, a_wrong_password_sets_none) {
  PageWorld page;
  page.world.stores.brand.accounts.at(account_id(55)).password_hash = "another";
  Browser browser(page.world);
  EXPECT_EQ(told(browser.sign_in()), "401 UNAUTHENTICATED");
  EXPECT_FALSE(browser.has_cookies());
}

TEST(PageSession, the_cookie_stands_for_the_token_and_a_reload_finds_who_is_signed_in) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  EXPECT_EQ(told(browser.send({.path = "/admin/v1/locations"})), "200");
  EXPECT_EQ(told(browser.send({.path = "/admin/v1/availabilities", .query = "location_id=" + location_id(2).text()})),
            "404 NOT_FOUND");
  page.world.clock.advance(domain::minutes{2});
  const auto seen = browser.send({.path = "/auth/v1/session"});
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(json_of(seen).at("csrf_token").as_string(), browser.csrf);
  EXPECT_EQ(json_of(seen).at("expires_in").as_int64(), 780);
  EXPECT_EQ(told(page.world.send({.path = "/auth/v1/session"})), "401 UNAUTHENTICATED");
}

TEST(PageSession, live_events_come_by_the_cookie_alone) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  const auto stream = browser.send({.path = "/admin/v1/events"});
  EXPECT_EQ(stream.status, 200);
  EXPECT_EQ(header_of(stream, "content-type"), "text/event-stream");
}

TEST(PageSession, what_changes_something_needs_the_token_of_this_sign_in_and_is_refused_before_anything_happens) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  Browser other(page.world);
  other.sign_in();
  ASSERT_NE(browser.csrf, other.csrf);
  for (const std::string& wrong : {std::string(), std::string("x"), other.csrf, browser.csrf + "x"}) {
    EXPECT_EQ(told(browser.change_rule({{"x-csrf-token", wrong}})), "403 CSRF_INVALID") << wrong;
  }
  EXPECT_EQ(told(browser.change_rule({})), "403 CSRF_INVALID");
  EXPECT_EQ(told(browser.send({.method = "DELETE", .path = rule_path, .key = "k"})), "403 CSRF_INVALID");
  EXPECT_EQ(told(browser.send({.method = "DELETE", .path = "/auth/v1/session"})), "403 CSRF_INVALID");
  EXPECT_EQ(page.capacity(), 1);
  EXPECT_TRUE(page.world.stores.brand.remembered.empty());
  EXPECT_EQ(told(browser.change_rule({{"x-csrf-token", browser.csrf}})), "200");
  EXPECT_EQ(page.capacity(), 2);
}

TEST(PageSession, whoever_sends_the_token_in_a_header_was_not_made_to_by_another_page) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  EXPECT_EQ(told(browser.change_rule({{"authorization", "Bearer manager 1"}})), "200");
  EXPECT_EQ(told(browser.change_rule({{"authorization", "Bearer nobody"}})), "401 UNAUTHENTICATED");
}

TEST(PageSession, nobody_is_signed_in_or_renewed_from_another_origin) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  const std::string kept = browser.cookie("salon_refresh");
  using Headers = std::vector<platform::HttpHeader>;
  for (const Headers& foreign :
       {Headers{{"host", "salon.test"}, {"origin", "https://evil.test"}},
        Headers{{"host", "salon.test"}, {"origin", "https://salon.test.evil.test"}},
        Headers{{"host", "salon.test"}, {"origin", "null"}}, Headers{{"origin", "https://salon.test"}},
        Headers{{"sec-fetch-site", "cross-site"}}, Headers{{"sec-fetch-site", "same-site"}},
        Headers{{"host", "a"}, {"x-forwarded-host", "b"}, {"origin", "https://b"}}}) {
    const Asked asked{.method = "POST", .path = "/auth/v1/session", .body = credentials, .headers = foreign};
    const auto refused = page.world.send(asked);
    EXPECT_EQ(told(refused), "403 CSRF_INVALID") << foreign.back().value;
    EXPECT_TRUE(cookies_set_by(refused).empty());
    EXPECT_EQ(told(browser.refresh(foreign)), "403 CSRF_INVALID") << foreign.back().value;
  }
  EXPECT_EQ(browser.cookie("salon_refresh"), kept);
  EXPECT_EQ(
      told(browser.refresh(
          {{"host", "Salon.test:8080"}, {"origin", "http://salon.test:8080"}, {"sec-fetch-site", "same-origin"}})),
      "200");
}

TEST(PageSession, a_trusted_proxy_tells_which_host_the_browser_asked_for) {
  EdgeOptions options;
  options.gate.trusted_proxies = {"192.0.2.1"};
  PageWorld page(options);
  Browser browser(page.world);
  browser.sign_in();
  const std::vector<platform::HttpHeader> by_proxy{
      {"host", "inside:8080"}, {"x-forwarded-host", "salon.test, middle"}, {"origin", "https://salon.test"}};
  EXPECT_EQ(told(browser.refresh(by_proxy)), "200");
}

TEST(PageSession, only_JSON_signs_in_or_renews_for_a_form_of_another_site_can_send_none) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  for (const char* path : {"/auth/v1/session", "/auth/v1/session/refresh"}) {
    EXPECT_EQ(told(browser.send({.method = "POST", .path = path})), "415 UNSUPPORTED_MEDIA_TYPE") << path;
    const Asked form{.method = "POST", .path = path, .body = credentials, .headers = {{"content-type", "text/plain"}}};
    EXPECT_EQ(told(browser.send(form)), "415 UNSUPPORTED_MEDIA_TYPE") << path;
  }
}

TEST(PageSession, renewing_gives_new_cookies_under_the_same_token_against_forgery) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  const std::string access = browser.cookie("salon_access");
  const std::string refresh = browser.cookie("salon_refresh");
  page.world.clock.advance(domain::minutes{16});
  EXPECT_EQ(told(browser.send({.path = "/auth/v1/session"})), "401 UNAUTHENTICATED");
  const auto renewed = browser.refresh();
  ASSERT_EQ(renewed.status, 200) << renewed.body;
  EXPECT_NE(browser.cookie("salon_access"), access);
  EXPECT_NE(browser.cookie("salon_refresh"), refresh);
  EXPECT_EQ(json_of(renewed).at("csrf_token").as_string(), browser.csrf);
  EXPECT_EQ(told(browser.change_rule({{"x-csrf-token", browser.csrf}})), "200");
}

TEST(PageSession, an_old_refresh_cookie_ends_the_sign_in) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  const std::string old = browser.cookie("salon_refresh");
  ASSERT_EQ(browser.refresh().status, 200);
  const std::string young = browser.cookie("salon_refresh");
  browser.put_back("salon_refresh", old);
  EXPECT_EQ(told(browser.refresh()), "401 UNAUTHENTICATED");
  EXPECT_FALSE(browser.has_cookies()) << "they are good for nothing any more";
  ASSERT_EQ(browser.sign_in().status, 200);
  browser.put_back("salon_refresh", young);
  EXPECT_EQ(told(browser.refresh()), "401 UNAUTHENTICATED") << "its whole family has ended";
}

TEST(PageSession, signing_out_clears_the_cookies_and_ends_the_refresh_tokens) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  const std::string refresh = browser.cookie("salon_refresh");
  const Asked out{.method = "DELETE", .path = "/auth/v1/session", .headers = {{"x-csrf-token", browser.csrf}}};
  const auto left = browser.send(out);
  EXPECT_EQ(left.status, 204);
  EXPECT_FALSE(browser.has_cookies());
  ASSERT_EQ(browser.sign_in().status, 200);
  browser.put_back("salon_refresh", refresh);
  EXPECT_EQ(told(browser.refresh()), "401 UNAUTHENTICATED");
}

TEST(PageSession, a_cookie_that_has_run_out_bars_nobody_from_what_is_open_to_all) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  page.world.clock.advance(domain::minutes{16});
  const auto catalogue = browser.send({.path = "/v1/locations"});
  EXPECT_EQ(told(catalogue), "200");
  EXPECT_NE(header_of(catalogue, "x-session-id"), "");
  EXPECT_EQ(told(browser.send({.path = "/admin/v1/locations"})), "401 UNAUTHENTICATED");
  EXPECT_EQ(told(browser.sign_in()), "200");
}

TEST(PageSession, a_refresh_cookie_is_no_access_token_and_an_empty_one_is_none) {
  PageWorld page;
  Browser browser(page.world);
  browser.sign_in();
  const auto with_cookie = [&page](const std::string& cookie) {
    return told(page.world.send({.path = "/auth/v1/me", .headers = {{"cookie", cookie}}}));
  };
  const std::string access = browser.cookie("salon_access");
  EXPECT_EQ(with_cookie("a=b; salon_access=" + access + ";c"), "200");
  for (const std::string& none : {"salon_access=" + browser.cookie("salon_refresh"), std::string("salon_access="),
                                  "xsalon_access=" + access, std::string("salon_access"), "SALON_ACCESS=" + access}) {
    EXPECT_EQ(with_cookie(none), "401 UNAUTHENTICATED") << none;
  }
}

TEST(PageSession, guesses_by_the_page_and_by_the_API_are_counted_together) {
  PageWorld page;
  for (const char* path : {"/auth/v1/session", "/auth/v1/login"})
    (void)page.world.send({.method = "POST", .path = path, .body = credentials});
  EXPECT_EQ(page.world.limiter.counts.at("login:login:ip:192.0.2.1"), 2);
}

}  // namespace
}  // namespace salon::testing
