// Counters, gauges and histograms for Prometheus, and their text exposition. Lengths are in seconds, sizes in bytes.
// Names are checked when a family is made (std::logic_error), and every family holds a bounded number of series: a
// label value beyond that becomes "other", so that no request can grow the process. Usable from every thread; keep the
// handle where the path is hot.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
template <typename T>
class Family;
}  // namespace prometheus

namespace salon::platform {

struct MetricName {
  std::string name;
  std::string help;
  std::vector<std::string> labels = {};
  std::size_t most_series = 500;
};

// Handles are copied freely and live as long as their Metrics.
class Counter {
 public:
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  void add(double amount = 1) const;

 private:
  prometheus::Counter* counter_;
};

class Gauge {
 public:
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  void set(double value) const;
  void add(double amount) const;

 private:
  prometheus::Gauge* gauge_;
};

class Histogram {
 public:
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  void observe(double value) const;

 private:
  prometheus::Histogram* histogram_;
};

template <class Handle, class Series>
class MetricFamily {
 public:
  MetricFamily(prometheus::Family<Series>& family, MetricName name, std::vector<double> buckets);

  // One value for each label, in their order.
  [[nodiscard]] Handle with(std::initializer_list<std::string_view> values);

 private:
  [[nodiscard]] Series& add(const std::vector<std::string>& values);

  prometheus::Family<Series>& family_;
  MetricName name_;
  std::vector<double> buckets_;  // histograms only
  std::mutex mutex_;
  std::map<std::vector<std::string>, Series*> series_;
};

using CounterFamily = MetricFamily<Counter, prometheus::Counter>;
using GaugeFamily = MetricFamily<Gauge, prometheus::Gauge>;
using HistogramFamily = MetricFamily<Histogram, prometheus::Histogram>;

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // The name ends in `_total`.
  [[nodiscard]] CounterFamily& counter(MetricName name);
  [[nodiscard]] GaugeFamily& gauge(MetricName name);
  // Upper bounds of the buckets, rising.
  [[nodiscard]] HistogramFamily& histogram(MetricName name, std::vector<double> buckets);

  // Text format 0.0.4; its media type is below.
  [[nodiscard]] std::string exposition() const;

 private:
  void reserve(const MetricName& name);

  std::shared_ptr<prometheus::Registry> registry_;
  std::mutex mutex_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<CounterFamily>> counters_;
  std::vector<std::unique_ptr<GaugeFamily>> gauges_;
  std::vector<std::unique_ptr<HistogramFamily>> histograms_;
};

inline constexpr std::string_view metrics_media_type = "text/plain; version=0.0.4; charset=utf-8";
// From half a millisecond to ten seconds: what a request may take.
[[nodiscard]] std::vector<double> request_seconds();

}  // namespace salon::platform
