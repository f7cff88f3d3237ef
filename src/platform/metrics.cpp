#include "platform/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

namespace salon::platform {

namespace {

bool is_lower_word(std::string_view text) {
  const auto is_good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && (text.front() < '0' || text.front() > '9') && std::ranges::all_of(text, is_good);
}

void require(bool is_met, const MetricName& name, std::string_view rule) {
  if (!is_met) throw std::logic_error("metric \"" + name.name + "\": " + std::string(rule));
}

// What `promtool check metrics` would say, said at start instead.
void require_good_name(const MetricName& name) {
  require(is_lower_word(name.name), name, "the name is lower case, digits and underscores");
  require(!name.help.empty(), name, "the help text is missing");
  for (const std::string_view suffix : {"_count", "_sum", "_bucket", "_info", "_milliseconds", "_ms"}) {
    require(!name.name.ends_with(suffix), name, "the suffix means something else to Prometheus, or is no base unit");
  }
  for (const std::string& label : name.labels) {
    require(is_lower_word(label) && label != "le" && !label.starts_with("__"), name, "a label has no good name");
  }
}

prometheus::Labels labels_of(const MetricName& name, const std::vector<std::string>& values) {
  prometheus::Labels labels;
  for (std::size_t i = 0; i < values.size(); ++i) labels.emplace(name.labels[i], values[i]);
  return labels;
}

}  // namespace

void Counter::add(double amount) const { counter_->Increment(amount); }
void Gauge::set(double value) const { gauge_->Set(value); }
void Gauge::add(double amount) const { gauge_->Increment(amount); }
void Histogram::observe(double value) const { histogram_->Observe(value); }

template <class Handle, class Series>
MetricFamily<Handle, Series>::MetricFamily(prometheus::Family<Series>& family, MetricName name,
                                           std::vector<double> buckets)
    : family_(family), name_(std::move(name)), buckets_(std::move(buckets)) {
  // A series that was never touched shows as zero, not as absent.
  if (name_.labels.empty()) series_.emplace(std::vector<std::string>{}, &add({}));
}

template <class Handle, class Series>
Handle MetricFamily<Handle, Series>::with(std::initializer_list<std::string_view> values) {
  if (values.size() != name_.labels.size())
    throw std::logic_error("metric \"" + name_.name + "\": not one value for each label");
  std::vector<std::string> key(values.begin(), values.end());
  const std::lock_guard lock(mutex_);
  if (const auto found = series_.find(key); found != series_.end()) return Handle(*found->second);
  if (series_.size() + 1 >= name_.most_series) std::ranges::fill(key, "other");
  if (const auto found = series_.find(key); found != series_.end()) return Handle(*found->second);
  return Handle(*series_.emplace(key, &add(key)).first->second);
}

template <class Handle, class Series>
Series& MetricFamily<Handle, Series>::add(const std::vector<std::string>& values) {
  if constexpr (std::is_same_v<Series, prometheus::Histogram>) {
    return family_.Add(labels_of(name_, values), prometheus::Histogram::BucketBoundaries(buckets_));
  } else {
    return family_.Add(labels_of(name_, values));
  }
}

template class MetricFamily<Counter, prometheus::Counter>;
template class MetricFamily<Gauge, prometheus::Gauge>;
template class MetricFamily<Histogram, prometheus::Histogram>;

Metrics::Metrics() : registry_(std::make_shared<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

void Metrics::reserve(const MetricName& name) {
  require_good_name(name);
  require(std::ranges::find(names_, name.name) == names_.end(), name, "there is one of that name already");
  names_.push_back(name.name);
}

CounterFamily& Metrics::counter(MetricName name) {
  const std::lock_guard lock(mutex_);
  require(name.name.ends_with("_total"), name, "a counter's name ends in _total");
  reserve(name);
  auto& family = prometheus::BuildCounter().Name(name.name).Help(name.help).Register(*registry_);
  return *counters_.emplace_back(std::make_unique<CounterFamily>(family, std::move(name), std::vector<double>{}));
}

GaugeFamily& Metrics::gauge(MetricName name) {
  const std::lock_guard lock(mutex_);
  require(!name.name.ends_with("_total"), name, "only a counter's name ends in _total");
  reserve(name);
  auto& family = prometheus::BuildGauge().Name(name.name).Help(name.help).Register(*registry_);
  return *gauges_.emplace_back(std::make_unique<GaugeFamily>(family, std::move(name), std::vector<double>{}));
}

HistogramFamily& Metrics::histogram(MetricName name, std::vector<double> buckets) {
  const std::lock_guard lock(mutex_);
  require(!name.name.ends_with("_total"), name, "only a counter's name ends in _total");
  require(!buckets.empty() && std::ranges::is_sorted(buckets, std::ranges::less_equal{}), name,
          "the buckets do not rise");
  reserve(name);
  auto& family = prometheus::BuildHistogram().Name(name.name).Help(name.help).Register(*registry_);
  return *histograms_.emplace_back(std::make_unique<HistogramFamily>(family, std::move(name), std::move(buckets)));
}

std::string Metrics::exposition() const {
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, registry_->Collect());
  return std::move(text).str();
}

std::vector<double> request_seconds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

}  // namespace salon::platform
