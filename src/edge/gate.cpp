#include "edge/gate.hpp"

#include "domain/policy.hpp"
#include "domain/token.hpp"
#include "edge/json_in.hpp"
#include "edge/page_session.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

namespace policy = domain::policy;

namespace {

constexpr std::string_view session_purpose = "session";

std::unexpected<Refused> refused(Refusal why, std::string detail) { return domain::refuse(why, std::move(detail)); }

// "application/json; charset=utf-8" → "application/json"
std::string media_type_of(const HttpRequest& request) {
  const std::string* header = request.header("content-type");
  if (!header) return {};
  std::string type = platform::lower_case(std::string_view(*header).substr(0, header->find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type;
}

Result<void> check_body(const Call& call) {
  if (call.http.body.size() > policy::longest_body_bytes) return refused(Refusal::body_too_large, "At most 64 KiB.");
  // A form of another site can send no JSON, so pages must always say that they do.
  const bool may_be_silent = call.http.body.empty() && !call.route->opens_page_session();
  if (call.route->body == BodyKind::none || may_be_silent) return {};
  const std::string type = media_type_of(call.http);
  const bool is_patch = call.route->body == BodyKind::merge_patch && type == "application/merge-patch+json";
  if (type == "application/json" || is_patch) return {};
  return refused(Refusal::unsupported_media_type, "The body must be application/json.");
}

std::optional<std::string> bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  const bool is_bearer = platform::equals_ignoring_case(authorization.substr(0, scheme.size()), scheme);
  return is_bearer ? std::optional(std::string(authorization.substr(scheme.size()))) : std::nullopt;
}

// Where no account is looked at, as in signing in, a cookie says nothing.
std::optional<std::string> token_of_cookie(const Call& call) {
  return call.route->needs ? cookie_in(call.http, access_cookie) : std::nullopt;
}

std::optional<domain::SessionId> verified_session(const std::string* header, const ports::SecretBox& secrets) {
  if (!header) return std::nullopt;
  const std::string_view text = *header;
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto id = domain::SessionId::parse(text.substr(0, dot));
  if (!id || !secrets.verify(session_purpose, id->text(), text.substr(dot + 1))) return std::nullopt;
  return id;
}

Result<void> check_role(const Call& call) {
  const Route& route = *call.route;
  if (!route.needs) return {};
  const bool has_proof = call.actor.account || call.came_with_session || call.booking_token;
  if (route.wants_proof() && !has_proof) return refused(Refusal::not_found, "There is no such booking.");
  return domain::check_access(call.actor, *route.needs);
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

// In whose name a key counts (D40). Whoever proves a booking by its token is told apart by it; whoever brings nothing
// at all has only the key itself, which must then be long enough not to be another's.
Result<std::string> once_actor(const Call& call, const std::string& key) {
  if (call.actor.account || call.came_with_session) return call.actor.subject();
  if (call.booking_token) return "token:" + hex(domain::token_hash(*call.booking_token));
  if (key.size() < policy::shortest_anonymous_key) {
    return refused(Refusal::idempotency_key_invalid, "Without a token or session the key needs 16 characters or more.");
  }
  return "anonymous:" + key;
}

Result<domain::OnceKey> read_once(const Call& call) {
  const std::string* header = call.http.header("idempotency-key");
  if (!header) return refused(Refusal::idempotency_key_missing, "This request needs an Idempotency-Key header.");
  auto key = domain::parse_idempotency_key(*header);
  if (!key) return std::unexpected(std::move(key.error()));
  auto actor = once_actor(call, *key);
  if (!actor) return std::unexpected(std::move(actor.error()));
  domain::OnceKey once;
  once.actor = std::move(*actor);
  once.key = std::move(*key);
  return once;
}

domain::Fingerprint fingerprint_of(const Call& call) {
  const std::string route = std::string(call.route->path) + '\n' + platform::lower_case(call.id);
  const std::string body = canonical_json(call.body);
  return domain::fingerprint({.method = text_of(call.route->method), .route = route, .canonical_body = body});
}

}  // namespace

Gate::Gate(Ports ports, Options options)
    : ports_(ports),
      proxies_(options.trusted_proxies),
      rates_(ports.limiter, ports.secrets,
             {.limits = options.limits,
              .counts_requests = options.counts_requests,
              .login_needs_shared_count = options.login_needs_shared_count}) {}

Call Gate::open(HttpRequest request) {
  const auto random = [this](std::span<std::uint8_t> out) { ports_.ids.random(out); };
  Call call;
  call.http = std::move(request);
  call.request_id = platform::request_id_of(call.http.headers, random);
  call.trace = platform::continue_trace(call.http.headers, random);
  call.now = ports_.clock.now();
  call.client = proxies_.client_of(call.http);
  return call;
}

Result<void> Gate::find(Call& call) const {
  RouteMatch match = find_route(call.http.method, call.http.path);
  call.route = match.route;
  call.id = std::move(match.id);
  if (call.route || match.allow.empty()) return {};
  call.reply_headers.push_back({"allow", std::move(match.allow)});
  return refused(Refusal::method_not_allowed, "This address is not used that way.");
}

Task<Result<void>> Gate::admit(Call& call, Session session) {
  if (call.route->target == Target::every) co_return Result<void>{};
  if (auto good = check_body(call); !good) co_return good;
  auto authentication = authenticate(call);
  const auto known = co_await authentication;
  if (known) take_session(call, session);
  auto counting = known ? rates_.count(call) : rates_.count_stranger(call);
  const auto counted = co_await counting;
  if (!counted) co_return counted;
  if (!known) co_return known;
  if (auto ours = check_page(call); !ours) co_return ours;
  co_return check_role(call);
}

Task<Result<void>> Gate::authenticate(Call& call) {
  const std::string* header = call.http.header("authorization");
  const auto token = header ? bearer_token(*header) : token_of_cookie(call);
  std::optional<ports::AccessClaims> claims;
  if (token) {
    auto verification = ports_.tokens.verify(*token);
    claims = co_await verification;
  }
  if (!claims && header) co_return refused(Refusal::unauthenticated, "The access token is not valid.");
  // Nobody chose to send a cookie: one that has run out is as none.
  if (!claims) co_return Result<void>{};
  call.is_by_cookie = header == nullptr;
  call.sign_in = claims->family;
  call.actor.role = claims->role;
  call.actor.account = claims->account;
  call.actor.locations = std::move(claims->locations);
  call.actor.stylist = claims->stylist;
  call.signed_in_until = claims->expires_at;
  co_return Result<void>{};
}

void Gate::take_session(Call& call, Session session) {
  if (!call.route->is_user_api()) return;
  if (const std::string* token = call.http.header("x-booking-token")) call.booking_token = *token;
  call.actor.session = verified_session(call.http.header("x-session-id"), ports_.secrets);
  call.came_with_session = call.actor.session.has_value();
  const bool is_guest = !call.actor.account;
  if (call.came_with_session || !is_guest || session == Session::left_to_the_target) return;
  call.actor.session = ports_.ids.next_id<domain::SessionId>();
  const std::string id = call.actor.session->text();
  call.minted_session = id + '.' + ports_.secrets.sign(session_purpose, id);
}

// What a browser says of where a request comes from; other clients say nothing.
bool Gate::is_from_our_origin(const Call& call) const {
  const std::string* site = call.http.header("sec-fetch-site");
  if (site && *site != "same-origin") return false;
  const std::string* origin = call.http.header("origin");
  if (!origin) return true;
  constexpr std::string_view after_scheme = "://";
  const std::size_t scheme = origin->find(after_scheme);
  if (scheme == std::string::npos) return false;
  const std::string_view host = std::string_view(*origin).substr(scheme + after_scheme.size());
  return platform::equals_ignoring_case(host, proxies_.host_of(call.http));
}

Result<void> Gate::check_page(const Call& call) const {
  const Route& route = *call.route;
  if (route.opens_page_session() && !is_from_our_origin(call))
    return refused(Refusal::csrf_invalid, "Only our own pages may ask for this.");
  if (!call.is_by_cookie || route.method == Method::get) return {};
  const std::string* token = call.http.header("x-csrf-token");
  const bool is_ours = token && call.sign_in && is_csrf_token(ports_.secrets, *call.sign_in, *token);
  if (is_ours) return {};
  return refused(Refusal::csrf_invalid, "The X-CSRF-Token header is not that of this sign-in.");
}

Result<void> Gate::read(Call& call) const {
  const Route& route = *call.route;
  if (route.target == Target::every) return {};
  auto query = platform::parse_query(call.http.query);
  if (!query) return refused(Refusal::malformed_request, "The query is not percent-encoded UTF-8.");
  call.query = std::move(*query);
  // A route that takes parameters names the unknown ones together with the wrong ones.
  if (route.query.empty()) {
    QueryReader none(call.query, route.query);
    if (auto unknown = none.refusal()) return std::unexpected(std::move(*unknown));
  }
  if (route.once) {
    auto once = read_once(call);
    if (!once) return std::unexpected(std::move(once.error()));
    call.once = std::move(*once);
  }
  auto body = parse_body(route.body == BodyKind::none ? std::string_view{} : std::string_view(call.http.body));
  if (!body) return std::unexpected(std::move(body.error()));
  call.body = std::move(*body);
  if (call.once) call.once->fingerprint = fingerprint_of(call);
  return {};
}

}  // namespace salon::edge
