// The whole API as one table: what it is called, who may, how often, whether once, what it takes, who serves it, and
// who does it. The OpenAPI document is held against it both ways (tests/edge/openapi_test.cpp).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/access.hpp"
#include "edge/call.hpp"

namespace salon::edge {

struct Services;

enum class Method : std::uint8_t { get, post, patch, remove };
[[nodiscard]] std::string_view text_of(Method method);

// Which process serves it when the program is split (`--target`); `every` is answered by each for itself.
enum class Target : std::uint8_t { every, auth, availability, slot, booking };
[[nodiscard]] std::string_view text_of(Target target);
inline constexpr std::size_t targets = 5;

enum class Limit : std::uint8_t { none, read, booking, staff, login };

enum class BodyKind : std::uint8_t { none, json, merge_patch };

using Handler = Task<HttpResponse> (*)(const Services&, Call&);

struct Route {
  Method method;
  std::string_view path;  // "{id}" stands for one segment; no route has two
  Target target;
  std::optional<domain::Action> needs;  // none: no account, session or role is looked at
  Limit limit;
  bool once;  // takes Idempotency-Key (D40)
  BodyKind body;
  std::string_view query;      // the names it takes, separated by blanks
  std::string_view operation;  // the OpenAPI document's operationId
  Handler handle;

  [[nodiscard]] constexpr bool has_id() const { return path.find("{id}") != std::string_view::npos; }
  // A guest shows that the booking is theirs (D38); without anything to show there is no such booking (D60).
  [[nodiscard]] constexpr bool wants_proof() const { return needs == domain::Action::book_own && has_id(); }
  // Signs a page in: by what is in the body or in the refresh cookie, before there is a token against forgery.
  [[nodiscard]] constexpr bool opens_page_session() const {
    return method == Method::post && path.starts_with("/auth/v1/session");
  }
  [[nodiscard]] constexpr bool is_user_api() const { return path.starts_with("/v1/"); }
};

[[nodiscard]] std::span<const Route> routes();

struct RouteMatch {
  const Route* route = nullptr;
  std::string id;
  std::string allow;  // no route, but the path is known: what it may be called with
};
// HEAD is GET. Neither route nor allow: unknown path.
[[nodiscard]] RouteMatch find_route(std::string_view method, std::string_view path);

}  // namespace salon::edge
