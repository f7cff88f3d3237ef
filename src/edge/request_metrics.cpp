#include "edge/request_metrics.hpp"

#include <algorithm>
#include <array>

#include "edge/routes.hpp"

namespace salon::edge {
namespace {

constexpr std::array<std::string_view, 5> status_classes{"1xx", "2xx", "3xx", "4xx", "5xx"};

}  // namespace

RequestMetrics::RequestMetrics(platform::Metrics& metrics)
    : refused_(metrics.counter({.name = "http_refused_total",
                                .help = "Requests that the HTTP layer refused before they were read.",
                                .labels = {"status"}})) {
  auto& requests = metrics.counter({.name = "http_requests_total",
                                    .help = "Requests by operation and class of status.",
                                    .labels = {"operation", "status"}});
  auto& seconds =
      metrics.histogram({.name = "http_request_seconds", .help = "How long requests took.", .labels = {"operation"}},
                        platform::request_seconds());
  const auto add = [&](std::string_view operation) {
    Series series{.by_class = {}, .seconds = seconds.with({operation})};
    for (const std::string_view status : status_classes) series.by_class.push_back(requests.with({operation, status}));
    series_.push_back(std::move(series));
  };
  for (const Route& route : routes()) add(route.operation);
  add("none");
}

void RequestMetrics::count(const Route* route, int status, std::chrono::microseconds took) {
  const auto place = route ? static_cast<std::size_t>(route - routes().data()) : series_.size() - 1;
  Series& series = series_.at(place);
  const int status_class = std::clamp(status / 100, 1, 5);
  series.by_class[static_cast<std::size_t>(status_class - 1)].add();
  series.seconds.observe(std::chrono::duration<double>(took).count());
}

void RequestMetrics::count_refused_by_http(int status) { refused_.with({std::to_string(status)}).add(); }

}  // namespace salon::edge
