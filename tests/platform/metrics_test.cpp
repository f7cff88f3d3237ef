#include "platform/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <stdexcept>

namespace salon::platform {
namespace {

using testing::HasSubstr;
using testing::Not;

// What promtool says about it; nothing if it is not installed.
std::optional<int> promtool_verdict(const std::string& exposition) {
  if (std::system("command -v promtool >/dev/null 2>&1") != 0) return std::nullopt;
  std::FILE* tool = ::popen("promtool check metrics >&2", "w");
  if (!tool) return std::nullopt;
  std::fwrite(exposition.data(), 1, exposition.size(), tool);
  return WEXITSTATUS(::pclose(tool));
}

TEST(Metrics, the_exposition_tells_help_type_labels_and_values) {
  Metrics metrics;
  auto& requests =
      metrics.counter({.name = "http_requests_total", .help = "Requests answered.", .labels = {"route", "status"}});
  requests.with({"/v1/slots", "200"}).add();
  requests.with({"/v1/slots", "200"}).add(2);
  metrics.gauge({.name = "connections", .help = "Open connections."}).with({}).set(7);
  const std::string text = metrics.exposition();
  EXPECT_THAT(text, HasSubstr("# HELP http_requests_total Requests answered.\n# TYPE http_requests_total counter\n"));
  EXPECT_THAT(text, HasSubstr("http_requests_total{route=\"/v1/slots\",status=\"200\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE connections gauge\nconnections 7\n"));
}

TEST(Metrics, a_histogram_has_buckets_sum_and_count) {
  Metrics metrics;
  const auto seconds = metrics.histogram({.name = "wait_seconds", .help = "How long."}, {0.1, 1}).with({});
  seconds.observe(0.05);
  seconds.observe(0.5);
  seconds.observe(5);
  const std::string text = metrics.exposition();
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"0.1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"1\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_count 3\n"));
}

TEST(Metrics, promtool_finds_nothing_to_say) {
  Metrics metrics;
  metrics.counter({.name = "http_requests_total", .help = "Requests.", .labels = {"route"}})
      .with({"/a\"b\\c\nd"})
      .add();
  metrics.gauge({.name = "connections", .help = "Open."}).with({}).add(-1);
  metrics.histogram({.name = "request_seconds", .help = "How long."}, request_seconds()).with({}).observe(0.2);
  metrics.histogram({.name = "exposed_slots", .help = "Shown."}, {1, 2, 3, 5, 10}).with({}).observe(3);
  const auto verdict = promtool_verdict(metrics.exposition());
  if (!verdict) FAIL() << "promtool is not installed";
  EXPECT_EQ(*verdict, 0);
}

TEST(Metrics, promtool_would_have_found_a_bad_name) {
  const auto verdict = promtool_verdict("# HELP jobs Jobs.\n# TYPE jobs counter\njobs 1\n");
  if (!verdict) FAIL() << "promtool is not installed";
  EXPECT_NE(*verdict, 0);
}

TEST(Metrics, a_label_cannot_grow_the_process_without_bound) {
  Metrics metrics;
  auto& family = metrics.counter({.name = "visits_total", .help = "Visits.", .labels = {"who"}, .most_series = 10});
  for (int i = 0; i < 1000; ++i) family.with({"guest-" + std::to_string(i)}).add();
  const std::string text = metrics.exposition();
  EXPECT_EQ(std::ranges::count(text, '\n'), 2 + 10);
  EXPECT_THAT(text, HasSubstr("visits_total{who=\"other\"} 991\n"));
  EXPECT_THAT(text, HasSubstr("visits_total{who=\"guest-8\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("guest-9")));
}

TEST(Metrics, a_name_against_the_conventions_is_refused_when_it_is_made) {
  Metrics metrics;
  EXPECT_THROW((void)metrics.counter({.name = "jobs", .help = "h"}), std::logic_error);
  EXPECT_THROW((void)metrics.gauge({.name = "jobs_total", .help = "h"}), std::logic_error);
  EXPECT_THROW((void)metrics.gauge({.name = "jobs_count", .help = "h"}), std::logic_error);
  EXPECT_THROW((void)metrics.histogram({.name = "wait_ms", .help = "h"}, {1}), std::logic_error);
  EXPECT_THROW((void)metrics.histogram({.name = "wait_seconds", .help = "h"}, {2, 1}), std::logic_error);
  EXPECT_THROW((void)metrics.histogram({.name = "wait_seconds", .help = "h"}, {}), std::logic_error);
  EXPECT_THROW((void)metrics.gauge({.name = "Jobs", .help = "h"}), std::logic_error);
  EXPECT_THROW((void)metrics.gauge({.name = "jobs", .help = ""}), std::logic_error);
  EXPECT_THROW((void)metrics.gauge({.name = "jobs", .help = "h", .labels = {"le"}}), std::logic_error);
}

TEST(Metrics, one_name_is_one_family) {
  Metrics metrics;
  (void)metrics.gauge({.name = "jobs", .help = "h"});
  EXPECT_THROW((void)metrics.gauge({.name = "jobs", .help = "h"}), std::logic_error);
}

TEST(Metrics, each_label_needs_a_value) {
  Metrics metrics;
  auto& family = metrics.counter({.name = "jobs_total", .help = "h", .labels = {"kind"}});
  EXPECT_THROW((void)family.with({}), std::logic_error);
}

TEST(Metrics, what_was_never_counted_shows_as_zero) {
  Metrics metrics;
  (void)metrics.counter({.name = "conflicts_total", .help = "h"});
  EXPECT_THAT(metrics.exposition(), HasSubstr("conflicts_total 0\n"));
}

}  // namespace
}  // namespace salon::platform
