// Where a request becomes a reply. Whoever wires the program makes one Edge for each loop and gives handle() and
// on_problem() to the HTTP server: gate, then the handler of the route, or the target that serves it, or a file; then
// the headers that every reply has.
#pragma once

#include <array>

#include "edge/forward.hpp"
#include "edge/gate.hpp"
#include "edge/http_head.hpp"
#include "edge/request_metrics.hpp"
#include "edge/services.hpp"
#include "edge/static_files.hpp"

namespace salon::edge {

class Edge {
 public:
  struct Parts {
    Gate& gate;
    const Services& services;
    const StaticFiles& files;
    RequestMetrics& metrics;
    ports::Clock& clock;
    Forwarder* forwarder = nullptr;  // a gateway's; none: everything that is not served here is unknown
  };
  struct Options {
    std::array<bool, targets> serves{true, true, true, true, true};  // by Target
    bool logs_requests = true;
  };
  Edge(Parts parts, Options options) : parts_(parts), options_(options) {}

  // Never throws: what a handler throws is a 503 when its store does not answer, and a 500 otherwise.
  [[nodiscard]] Task<HttpResponse> handle(HttpRequest request);
  // The HTTP layer's own refusals, of a request that was read in part or not at all.
  [[nodiscard]] HttpResponse on_problem(HttpProblem what, HttpRequest request);

 private:
  [[nodiscard]] Task<HttpResponse> answer(Call& call);
  [[nodiscard]] Task<HttpResponse> answer_guarded(Call& call);
  [[nodiscard]] Task<HttpResponse> answer_here(Call& call);
  [[nodiscard]] Task<HttpResponse> answer_elsewhere(Call& call);
  [[nodiscard]] HttpResponse answer_without_route(Call& call) const;
  static void add_usual_headers(const Call& call, HttpResponse& response);
  void log_request(const Call& call, int status) const;

  Parts parts_;
  Options options_;
};

}  // namespace salon::edge
