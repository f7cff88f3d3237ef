// W3C Trace Context level 2 and the request id: what a request carries from hop to hop so that its traces and log lines
// can be joined. A broken `traceparent` starts a new trace, a broken `tracestate` is dropped, neither is an error for
// the caller.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http_message.hpp"

namespace salon::platform {

using RandomBytes = std::function<void(std::span<std::uint8_t>)>;

struct TraceContext {
  std::array<std::uint8_t, 16> trace_id{};
  std::array<std::uint8_t, 8> span_id{};  // this hop's own, the `parent-id` of the calls it makes
  bool is_sampled = false;
  bool is_random = false;  // level 2: the trace id's last seven bytes are random
  std::string tracestate;  // as passed on: members in their order, joined by commas

  [[nodiscard]] std::string trace_id_text() const;
  [[nodiscard]] std::string span_id_text() const;
  // Always version 00, whatever version came in.
  [[nodiscard]] std::string traceparent() const;
};

[[nodiscard]] TraceContext new_trace(const RandomBytes& random);
// The caller's trace, with a new span of ours; a new trace when it has none, several, or a broken one.
[[nodiscard]] TraceContext continue_trace(const std::vector<HttpHeader>& headers, const RandomBytes& random);
// For one outgoing call: the same trace, a new span.
[[nodiscard]] TraceContext child_of(const TraceContext& parent, const RandomBytes& random);
// Puts `traceparent` and, if there is any, `tracestate` in the place of those the headers had.
void propagate(const TraceContext& context, std::vector<HttpHeader>& headers);

// Letters, digits, '.', '_' and '-', 8 to 64 of them.
[[nodiscard]] bool is_request_id(std::string_view text);
// The caller's `X-Request-Id` if there is one and it is good, else 32 hexadecimal digits of chance.
[[nodiscard]] std::string request_id_of(const std::vector<HttpHeader>& headers, const RandomBytes& random);

}  // namespace salon::platform
