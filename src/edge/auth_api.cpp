#include "edge/auth_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"

namespace salon::edge {
namespace {

void read_credentials(BodyReader& body, usecases::Credentials& credentials) {
  body.required("email", credentials.email);
  body.required("password", credentials.password);
}

}  // namespace

Task<HttpResponse> register_account(const Services& services, Call& call) {
  usecases::Credentials credentials;
  BodyReader body(call.body);
  read_credentials(body, credentials);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto registering = services.register_account.run(call.actor, credentials, call.request_id);
  const auto signed_in = co_await registering;

  if (!signed_in) co_return refuse(call, signed_in.error());
  co_return json_response(201, to_json(*signed_in));
}

Task<HttpResponse> login(const Services& services, Call& call) {
  usecases::Credentials credentials;
  BodyReader body(call.body);
  read_credentials(body, credentials);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto entering = services.login.run(credentials);
  const auto signed_in = co_await entering;

  if (!signed_in) co_return refuse(call, signed_in.error());
  co_return json_response(200, to_json(*signed_in));
}

Task<HttpResponse> refresh_session(const Services& services, Call& call) {
  std::string refresh_token;
  BodyReader body(call.body);
  body.required("refresh_token", refresh_token);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto refreshing = services.refresh_session.run(refresh_token);
  const auto signed_in = co_await refreshing;

  if (!signed_in) co_return refuse(call, signed_in.error());
  co_return json_response(200, to_json(*signed_in));
}

Task<HttpResponse> logout(const Services& services, Call& call) {
  std::string refresh_token;
  BodyReader body(call.body);
  body.required("refresh_token", refresh_token);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto leaving = services.logout.run(refresh_token);
  co_await leaving;

  HttpResponse response;
  response.status = 204;
  co_return response;
}

Task<HttpResponse> view_me(const Services& services, Call& call) {
  auto viewing = services.view_me.run(call.actor);
  const auto account = co_await viewing;

  if (!account) co_return refuse(call, account.error());
  co_return json_response(200, to_json(*account));
}

Task<HttpResponse> list_keys(const Services& services, Call&) {
  auto fetching = services.keys.keys(false);
  const auto keys = co_await fetching;

  std::string body;
  JsonWriter json(body);
  json.begin_object().key("keys").begin_array();
  for (const ports::PublicKey& key : keys) json.raw(key.jwk);
  json.end_array().end_object();
  HttpResponse response = json_response(200, std::move(body));
  // Short enough for a rotation, whose keys overlap by a day, to reach everybody in time.
  response.headers.push_back({"cache-control", "public, max-age=60"});
  co_return response;
}

}  // namespace salon::edge
