#include "edge/session_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/page_session.hpp"

namespace salon::edge {
namespace {

struct SessionShape {
  const ports::Account& account;
  std::string csrf_token;
  domain::seconds expires_in;
};

HttpResponse session_response(const SessionShape& shape) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("account");
  write(json, shape.account);
  json.field("csrf_token", shape.csrf_token).field("expires_in", shape.expires_in.count()).end_object();
  return json_response(200, std::move(body));
}

HttpResponse opened(const Services& services, const usecases::SignedIn& signed_in) {
  const PageSession& page = services.page_session;
  HttpResponse response =
      session_response({signed_in.account, page.csrf_token_of(signed_in.family), signed_in.expires_in});
  page.open(response, signed_in);
  return response;
}

}  // namespace

Task<HttpResponse> open_session(const Services& services, Call& call) {
  usecases::Credentials credentials;
  BodyReader body(call.body);
  body.required("email", credentials.email);
  body.required("password", credentials.password);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto entering = services.login.run(credentials);
  const auto signed_in = co_await entering;

  if (!signed_in) co_return refuse(call, signed_in.error());
  co_return opened(services, *signed_in);
}

Task<HttpResponse> view_session(const Services& services, Call& call) {
  auto viewing = services.view_me.run(call.actor);
  const auto account = co_await viewing;

  if (!account) co_return refuse(call, account.error());
  if (!call.sign_in || !call.signed_in_until)
    co_return refuse(call, Refused(Refusal::unauthenticated, "Please sign in again."));
  const auto left = std::chrono::floor<domain::seconds>(*call.signed_in_until - call.now);
  co_return session_response({*account, services.page_session.csrf_token_of(*call.sign_in), left});
}

Task<HttpResponse> renew_session(const Services& services, Call& call) {
  BodyReader body(call.body);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  const auto token = cookie_in(call.http, refresh_cookie);
  if (!token) co_return refuse(call, Refused(Refusal::unauthenticated, "Please sign in."));
  auto refreshing = services.refresh_session.run(*token);
  const auto signed_in = co_await refreshing;

  if (signed_in) co_return opened(services, *signed_in);
  HttpResponse refused = refuse(call, signed_in.error());
  services.page_session.close(refused);
  co_return refused;
}

Task<HttpResponse> close_session(const Services& services, Call& call) {
  if (const auto token = cookie_in(call.http, refresh_cookie)) {
    auto leaving = services.logout.run(*token);
    co_await leaving;
  }

  HttpResponse response;
  response.status = 204;
  services.page_session.close(response);
  co_return response;
}

}  // namespace salon::edge
