#include "apps/salon/split.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "apps/salon/network_port.hpp"

namespace salon::apps {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds target_start{30'000};

struct Backend {
  Target target;
  std::uint16_t port;
};

std::string text_of_environment(std::string_view name, std::string_view value) {
  return fmt::format("{}={}", name, value);
}

std::string url_of(const HttpPlace& place) {
  return fmt::format("http://{}:{}{}", place.at.host, place.at.port, place.path);
}

// Ours, with what this target needs in place of what it says itself.
std::vector<std::string> environment_for(const Settings& settings, const SplitOptions& options,
                                         const Backend& backend) {
  std::vector<std::string> changed{
      text_of_environment("SALON_DATABASE_URL", settings.database_url),
      text_of_environment("SALON_REDIS_URL", settings.redis_url),
      text_of_environment("SALON_KEY_FILE", settings.key_file.string()),
      text_of_environment("SALON_ADDRESS", "127.0.0.1"),
      text_of_environment("SALON_PORT", std::to_string(backend.port)),
      text_of_environment("SALON_TRUSTED_PROXIES", "127.0.0.1"),
      // The gateway has drained before they are told to stop.
      text_of_environment("SALON_DRAIN_SECONDS", "0"),
      text_of_environment("SALON_JWKS_URL", backend.target == Target::auth ? "" : url_of(*settings.jwks)),
  };
  if (options.config)
    changed.push_back(text_of_environment("SALON_CONFIG", std::filesystem::absolute(*options.config).string()));
  std::vector<std::string> all = changed;
  for (char** entry = ::environ; *entry; ++entry) {
    const std::string_view text(*entry);
    const std::string_view name = text.substr(0, text.find('=') + 1);
    const bool is_changed =
        std::ranges::any_of(changed, [name](const std::string& other) { return other.starts_with(name); });
    if (!is_changed) all.emplace_back(text);
  }
  return all;
}

Service service_of(const Settings& settings, const SplitOptions& options, const Backend& backend) {
  const ChildCommand command{.program = std::filesystem::read_symlink("/proc/self/exe"),
                             .arguments = {"serve", fmt::format("--target={}", name_of(backend.target))},
                             .environment = environment_for(settings, options, backend),
                             .folders = {},
                             .run_as = std::nullopt,
                             .log_file = -1,
                             .input = {},
                             .farewell = SIGTERM};
  Service service;
  service.name = fmt::format("The {} service", name_of(backend.target));
  service.command = [command] { return command; };
  service.clear_away = [] { return std::expected<void, std::string>{}; };
  service.is_ready = [port = backend.port](const ChildProcess&) { return accepts_connections(port); };
  service.why = [] { return std::string("its own lines above say why"); };
  service.stop_signals = {SIGTERM};
  service.stop_patience = milliseconds(8'000);  // more than one needs that has nothing to serve on
  return service;
}

}  // namespace

std::expected<void, std::string> serve_split(Settings settings, const SplitOptions& options) {
  constexpr std::array behind{Target::auth, Target::availability, Target::slot, Target::booking, Target::worker};
  const auto ports = free_loopback_ports(behind.size());
  const auto at = [&](std::size_t i) { return std::vector<HostPort>{HostPort{.host = "127.0.0.1", .port = ports[i]}}; };
  // Only the auth service asks the database for keys.
  settings.jwks = HttpPlace{.at = at(0).front(), .path = "/.well-known/jwks.json"};
  settings.upstreams = Upstreams{.auth = at(0), .availability = at(1), .slot = at(2), .booking = at(3)};

  Supervisor services(options.say, options.serving.stop_file);
  for (std::size_t i = 0; i < behind.size(); ++i) {
    options.say(fmt::format("starting the {} service", name_of(behind[i])));
    auto started =
        services.start(service_of(settings, options, Backend{.target = behind[i], .port = ports[i]}), target_start);
    if (!started && started.error().is_interrupted) return {};
    if (!started) return std::unexpected(started.error().sentence);
  }
  services.watch();
  TargetSet gateway;
  gateway.add(Target::gateway);
  settings.database_url.clear();
  auto served = serve(settings, gateway, options.serving);
  services.stop();
  return served;
}

}  // namespace salon::apps
