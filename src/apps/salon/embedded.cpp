#include "apps/salon/embedded.hpp"

#include <fmt/format.h>

#include "adapters/key_file.hpp"
#include "adapters/system_clock.hpp"
#include "adapters/uuid_v7_source.hpp"
#include "apps/salon/postgres_server.hpp"
#include "apps/salon/redis_server.hpp"

namespace salon::apps {
namespace {

namespace fs = std::filesystem;
constexpr std::chrono::milliseconds postgres_start{120'000};  // recovery after a crash may have much to read
constexpr std::chrono::milliseconds redis_start{60'000};

std::unexpected<StartFailure> failed(std::string sentence) {
  return std::unexpected(StartFailure{.sentence = std::move(sentence)});
}

bool has_name_of_this_process(const fs::path& data) { return socket_folder_name(data).starts_with("/proc/"); }

}  // namespace

Embedded::Embedded(Options options, DataFolder data)
    : options_(std::move(options)), data_(std::move(data)), supervisor_(options_.say, options_.stop_file) {}

Embedded::~Embedded() { stop(); }

std::expected<std::unique_ptr<Embedded>, StartFailure> Embedded::start(Options options) {
  auto data = DataFolder::open(options.data);
  if (!data) return failed(data.error());
  std::unique_ptr<Embedded> embedded(new Embedded(std::move(options), std::move(*data)));
  if (auto keys = embedded->prepare_keys(); !keys) return failed(keys.error());
  if (auto started = embedded->start_servers(); !started) return std::unexpected(started.error());
  return embedded;
}

// Before the database: one that has data but no keys any more must never be given new ones.
std::expected<void, std::string> Embedded::prepare_keys() const {
  std::error_code error;
  if (fs::exists(key_file(), error)) return {};
  if (has_cluster(data_.path())) {
    return std::unexpected(fmt::format(
        "{} is missing: without it the customers in this database cannot be read. Put it back from your backup.",
        key_file().string()));
  }
  fs::create_directories(key_file().parent_path(), error);
  if (!error) fs::permissions(key_file().parent_path(), fs::perms::owner_all, error);
  if (error)
    return std::unexpected(fmt::format("Cannot write to {}: {}.", key_file().parent_path().string(), error.message()));
  adapters::SystemClock clock;
  adapters::UuidV7Source chance(clock);
  if (auto made = adapters::create_key_file(key_file(), chance); !made) return std::unexpected(made.error());
  return {};
}

std::expected<void, StartFailure> Embedded::start_servers() {
  const auto postgres = find_postgres(options_.postgres_folder, data_.path());
  if (!postgres) return failed(postgres.error());
  const auto redis = find_redis(options_.redis_program);
  if (!redis) return failed(redis.error());

  is_new_ = !has_cluster(data_.path());
  if (is_new_) {
    options_.say(fmt::format("making a database in {}", data_.path().string()));
    const ClusterPlan plan{.programs = *postgres, .stop_file = options_.stop_file};
    if (auto made = make_cluster(data_, plan); !made) return made;
  }
  auto redis_server = redis_service(data_, *redis);
  if (!redis_server) return failed(redis_server.error());
  auto postgres_server = postgres_service(data_, *postgres);
  if (!postgres_server) return failed(postgres_server.error());

  if (has_name_of_this_process(data_.path())) {
    const std::string run = (data_.path() / "run").string();
    options_.say(
        fmt::format("no socket can be named by the path of {0}; psql gets there by: cd '{0}' && psql -h /proc/self/cwd "
                    "-U salon salon",
                    run));
  }
  options_.say("starting Redis and PostgreSQL");
  if (auto started = supervisor_.start(std::move(*redis_server), redis_start); !started) return started;
  return supervisor_.start(std::move(*postgres_server), postgres_start);
}

std::string Embedded::database_url() const { return database_url_in(data_.path()); }
std::string Embedded::redis_url() const { return redis_url_in(data_.path()); }

}  // namespace salon::apps
