// bench_load: one load on one server, every reply checked. Prints what came of it as one JSON object; exits with 1 when
// a reply was wrong.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <thread>

#include "load/booking_work.hpp"
#include "load/reading_work.hpp"
#include "load/runner.hpp"

namespace salon::bench {
namespace {

struct Options {
  std::string kind;
  std::uint16_t port = 0;
  std::size_t clients = 64;
  std::size_t threads = 1;
  int seconds = 5;
  std::uint64_t requests = UINT64_MAX;
  std::uint64_t most = UINT64_MAX;
  std::uint64_t skip = 0;
  std::uint64_t seed = 1;
  int first_percent = 25;
  std::int64_t days = 30;
  std::string target;
  std::string body_file;
  std::string sessions_file;
  std::string places_file;
  std::string slots_file;
  std::string ledger_file;
};

std::vector<std::string> lines_of(const std::string& path) {
  if (path.empty()) return {};
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.empty()) throw std::runtime_error(path + " is empty");
  return lines;
}

// "<target> <date> <total>" a line.
std::vector<Place> places_of(const std::string& path) {
  std::vector<Place> places;
  for (const std::string& line : lines_of(path)) {
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first + 1);
    if (second == std::string::npos) throw std::runtime_error(path + ": a line is not <target> <date> <total>");
    places.push_back(
        {line.substr(0, first), line.substr(first + 1, second - first - 1), std::stoll(line.substr(second + 1))});
  }
  return places;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Inputs {
  std::vector<std::string> sessions;
  std::vector<Place> places;
  std::vector<std::string> slots;
  std::string body;
};

Inputs read_inputs(const Options& options) {
  return {lines_of(options.sessions_file), places_of(options.places_file), lines_of(options.slots_file),
          options.body_file.empty() ? std::string() : text_of(options.body_file)};
}

std::size_t share_of(const Options& options, std::size_t thread, std::size_t all) {
  return all / options.threads + (thread < all % options.threads ? 1 : 0);
}

std::unique_ptr<Work> work_of(const Options& options, const Inputs& inputs, std::size_t thread) {
  const std::size_t clients = share_of(options, thread, options.clients);
  const std::uint64_t seed = options.seed * 1000 + thread;
  const std::string run = fmt::format("bench-{:08x}", options.seed);
  const Viewers viewers{inputs.sessions, inputs.places};
  const std::size_t end =
      std::min<std::size_t>(inputs.slots.size(), options.skip + std::min(options.most, UINT64_MAX / 2));
  const SlotShare share{.slots = inputs.slots, .first = options.skip + thread, .step = options.threads, .end = end};
  if (options.kind == "fixed") return std::make_unique<FixedWork>(options.target, inputs.body);
  if (options.kind == "sessions")
    return std::make_unique<SessionsWork>(options.target, share_of(options, thread, options.most));
  if (options.kind == "slots") {
    return std::make_unique<SlotsWork>(viewers, clients,
                                       SlotsWork::Mix{.first_percent = options.first_percent,
                                                      .seed = seed,
                                                      .first_pair = options.skip + thread,
                                                      .step = options.threads});
  }
  if (options.kind == "dates")
    return std::make_unique<DatesWork>(viewers, clients, DatesWork::Range{.days = options.days, .seed = seed});
  if (options.kind == "holds") return std::make_unique<HoldWork>(share, clients, run);
  if (options.kind == "race") return std::make_unique<RaceWork>(share, clients, run);
  return std::make_unique<CycleWork>(share, clients, run);
}

std::int64_t cpu_us() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) { return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec; };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

Outcome joined(std::vector<Outcome> parts) {
  Outcome all;
  for (Outcome& part : parts) {
    all.operations += part.operations;
    all.replies += part.replies;
    all.wrong += part.wrong;
    if (all.first_wrong.empty()) all.first_wrong = std::move(part.first_wrong);
    all.bytes += part.bytes;
    all.elapsed = std::max(all.elapsed, part.elapsed);
    all.latencies_us.insert(all.latencies_us.end(), part.latencies_us.begin(), part.latencies_us.end());
  }
  return all;
}

std::uint32_t percentile(std::vector<std::uint32_t>& sorted, int percent) {
  if (sorted.empty()) return 0;
  return sorted[(sorted.size() - 1) * static_cast<std::size_t>(percent) / 100];
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + "\"";
}

void print(Outcome& outcome, std::int64_t cpu) {
  std::ranges::sort(outcome.latencies_us);
  const double seconds = std::chrono::duration<double>(outcome.elapsed).count();
  fmt::print(R"({{"operations":{},"replies":{},"wrong":{},"first_wrong":{},"bytes":{},"seconds":{:.6f},"cpu_us":{},)"
             R"("p50_us":{},"p99_us":{},"max_us":{}}})"
             "\n",
             outcome.operations, outcome.replies, outcome.wrong, json_text(outcome.first_wrong), outcome.bytes, seconds,
             cpu, percentile(outcome.latencies_us, 50), percentile(outcome.latencies_us, 99),
             percentile(outcome.latencies_us, 100));
}

int run(const Options& options) {
  const Inputs inputs = read_inputs(options);
  std::vector<std::unique_ptr<Work>> works;
  std::vector<std::unique_ptr<Runner>> runners;
  for (std::size_t i = 0; i < options.threads; ++i) {
    works.push_back(work_of(options, inputs, i));
    runners.push_back(std::make_unique<Runner>(options.port, share_of(options, i, options.clients), *works[i]));
  }
  std::vector<Outcome> parts(options.threads);
  const std::int64_t cpu_before = cpu_us();
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < options.threads; ++i) {
      threads.emplace_back([&options, &part = parts[i], &runner = *runners[i]] {
        part = runner.run({.time = std::chrono::seconds(options.seconds), .requests = options.requests});
      });
    }
  }
  const std::int64_t cpu = cpu_us() - cpu_before;
  if (!options.ledger_file.empty()) {
    std::string ledger;
    for (const auto& work : works) work->write_ledger(ledger);
    std::ofstream(options.ledger_file) << ledger;
  }
  Outcome outcome = joined(std::move(parts));
  print(outcome, cpu);
  return outcome.wrong == 0 ? 0 : 1;
}

void describe(CLI::App& app, Options& options) {
  app.add_option("kind", options.kind)
      ->required()
      ->check(CLI::IsMember({"fixed", "sessions", "slots", "dates", "holds", "race", "cycle"}));
  app.add_option("--port", options.port, "Of the server, on 127.0.0.1")->required();
  app.add_option("--clients", options.clients)->check(CLI::Range(1, 10'000));
  app.add_option("--threads", options.threads)->check(CLI::Range(1, 64));
  app.add_option("--seconds", options.seconds, "At most")->check(CLI::Range(1, 600));
  app.add_option("--requests", options.requests, "So many at most, each thread");
  app.add_option("--most", options.most, "So many slots or sessions at most");
  app.add_option("--skip", options.skip, "So many slots, or pairs of viewer and place, were used before");
  app.add_option("--seed", options.seed);
  app.add_option("--first-percent", options.first_percent, "Looks that are a viewer's first")
      ->check(CLI::Range(0, 100));
  app.add_option("--days", options.days, "That a list of dates has");
  app.add_option("--target", options.target, "What `fixed` and `sessions` ask for");
  app.add_option("--body", options.body_file, "The body that `fixed` expects");
  app.add_option("--sessions", options.sessions_file, "A session a line");
  app.add_option("--places", options.places_file, "<target> <date> <total> a line");
  app.add_option("--slots", options.slots_file, "A slot's id a line");
  app.add_option("--ledger", options.ledger_file, "What was acknowledged goes there");
}

}  // namespace
}  // namespace salon::bench

int main(int argc, char** argv) {
  CLI::App app("A load whose replies are checked.", "bench_load");
  salon::bench::Options options;
  salon::bench::describe(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    return salon::bench::run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_load: {}\n", error.what());
    return 2;
  }
}
