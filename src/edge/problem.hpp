// Refusals as HTTP tells them: the only place that knows which status a refusal has. Bodies are
// application/problem+json (RFC 9457).
#pragma once

#include <string>
#include <string_view>

#include "domain/refusal.hpp"
#include "edge/http_head.hpp"
#include "platform/http_message.hpp"

namespace salon::edge {

inline constexpr std::string_view problem_media_type = "application/problem+json";

struct ProblemKind {
  int status;
  std::string_view title;
};
[[nodiscard]] ProblemKind kind_of(domain::Refusal why);

struct ProblemPlace {
  std::string_view path;  // without the query, which may hold personal data
  std::string_view request_id;
};
[[nodiscard]] std::string problem_body(const domain::Refused& refused, const ProblemPlace& place);
// With Retry-After and WWW-Authenticate where they belong.
[[nodiscard]] platform::HttpResponse problem(const domain::Refused& refused, const ProblemPlace& place);
// The headers alone, for a body that was written before (a remembered reply).
void add_problem_headers(platform::HttpResponse& response, std::optional<domain::seconds> retry_after);

// What the HTTP layer refuses before anything here has seen the request.
[[nodiscard]] platform::HttpResponse http_problem(HttpProblem what, const ProblemPlace& place);

}  // namespace salon::edge
