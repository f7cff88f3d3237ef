// How many requests there are, how they end and how long they take, by operation: never by path, which anybody may make
// up.
#pragma once

#include <chrono>
#include <vector>

#include "platform/metrics.hpp"

namespace salon::edge {

struct Route;

class RequestMetrics {
 public:
  explicit RequestMetrics(platform::Metrics& metrics);

  // No route: a file, or nothing that is there.
  void count(const Route* route, int status, std::chrono::microseconds took);
  void count_refused_by_http(int status);

 private:
  struct Series {
    std::vector<platform::Counter> by_class;  // 1xx … 5xx
    platform::Histogram seconds;
  };
  std::vector<Series> series_;  // by the route's place in the table; the last is for what has none
  platform::CounterFamily& refused_;
};

}  // namespace salon::edge
