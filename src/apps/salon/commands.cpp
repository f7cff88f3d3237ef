#include "apps/salon/commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>

#include "adapters/key_file.hpp"
#include "adapters/system_clock.hpp"
#include "adapters/uuid_v7_source.hpp"
#include "apps/salon/embedded.hpp"
#include "apps/salon/postgres_server.hpp"
#include "apps/salon/stop_signal.hpp"
#include "apps/salon/wire.hpp"
#include "platform/log.hpp"

namespace salon::apps {
namespace {

namespace fs = std::filesystem;

Settings with_data(Settings settings, const fs::path& data) {
  settings.database_url = database_url_in(data);
  settings.redis_url = redis_url_in(data);
  if (settings.key_file.empty()) settings.key_file = data / "keys" / "salon.keys";
  return settings;
}

// Runs `command` on the database of a data folder: the one that `up` serves now, or one that is started for the command
// alone.
int on_data(const Settings& settings, const fs::path& data, const std::function<int(const Settings&)>& command) {
  if (is_in_use(data)) return command(with_data(settings, data));
  if (!has_cluster(data))
    return fail(
        fmt::format("There is no database in {} yet: `salon up --data {}` makes one.", data.string(), data.string()));
  const StopSignal stop;
  auto embedded = Embedded::start(Embedded::Options{.data = data,
                                                    .postgres_folder = settings.postgres_folder,
                                                    .redis_program = settings.redis_program,
                                                    .stop_file = stop.file(),
                                                    .say = tell});
  if (!embedded) return fail(embedded.error().sentence);
  const Settings complete = with_data(settings, data);
  if (auto migrated = migrate(complete); !migrated) return fail(migrated.error());
  return command(complete);
}

int on_place(const Settings& settings, const Place& place, const std::function<int(const Settings&)>& command) {
  if (place.data) return on_data(settings, *place.data, command);
  if (!settings.database_url.empty()) return command(settings);
  if (has_cluster(default_data)) return on_data(settings, default_data, command);
  return fail("Which database? Give --data, or SALON_DATABASE_URL.", exit_asked_wrongly);
}

std::expected<std::string, std::string> first_line_of(const std::string& file) {
  std::string line;
  if (file == "-") {
    std::getline(std::cin, line);
  } else {
    std::ifstream stream(file);
    if (!stream) return std::unexpected(fmt::format("Cannot read the password file {}.", file));
    std::getline(stream, line);
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.empty()) return std::unexpected("The password's first line is empty.");
  return line;
}

}  // namespace

void tell(std::string_view sentence) {
  if (::isatty(STDERR_FILENO) == 0) return platform::log(platform::Level::info, sentence);
  fmt::print(stderr, "salon: {}\n", sentence);
}

int fail(const std::string& sentence, int code) {
  fmt::print(stderr, "salon: {}\n", sentence);
  return code;
}

int run_serve(const Settings& settings, const std::string& target_names) {
  const auto chosen = parse_targets(target_names);
  if (!chosen) return fail(chosen.error(), exit_asked_wrongly);
  if (const auto lacking = why_cannot_serve(settings, *chosen)) return fail(*lacking, exit_asked_wrongly);
  const StopSignal stop;
  const auto served =
      serve(settings, *chosen, ServeOptions{.stop_file = stop.file(), .on_ready = [](std::string_view url) {
                                              fmt::print("ready {}\n", url);
                                              std::fflush(stdout);
                                            }});
  return served ? 0 : fail(served.error());
}

int run_migrate(const Settings& settings, const Place& place) {
  return on_place(settings, place, [](const Settings& complete) {
    const auto migrated = migrate(complete);
    return migrated ? 0 : fail(migrated.error());
  });
}

int run_verify(const Settings& settings, const Place& place) {
  return on_place(settings, place, [](const Settings& complete) {
    const auto violations = find_violations(complete);
    if (!violations) return fail(violations.error());
    for (const ports::Violation& violation : *violations) fmt::print("{}: {}\n", violation.invariant, violation.detail);
    if (violations->empty()) fmt::print("Every invariant holds.\n");
    return violations->empty() ? 0 : exit_failed;
  });
}

int run_admin_create(const Settings& settings, const Place& place, const AdminOptions& options) {
  const auto password = first_line_of(options.password_file);
  if (!password) return fail(password.error(), exit_asked_wrongly);
  return on_place(settings, place, [&](const Settings& complete) {
    const auto created = create_admin(complete, NewAdmin{.email = options.email, .password = *password});
    if (!created) return fail(created.error());
    fmt::print("{} may now sign in as an administrator.\n", options.email);
    return 0;
  });
}

int run_demo_load(const Settings& settings, const Place& place) {
  return on_place(settings, place, [](const Settings& complete) {
    if (const auto loaded = load_demo(complete); !loaded) return fail(loaded.error());
    const auto admin = demo_admin(complete);
    if (!admin) return fail(admin.error());
    fmt::print("The demo brand is there.\n");
    if (*admin) fmt::print("Sign in as {} with the password {}\n", (*admin)->email, (*admin)->password);
    return 0;
  });
}

int run_keys_create(const Settings& settings, const std::string& file) {
  const fs::path path = file.empty() ? settings.key_file : fs::path(file);
  if (path.empty()) return fail("Where to? Give --file, or SALON_KEY_FILE.", exit_asked_wrongly);
  adapters::SystemClock clock;
  adapters::UuidV7Source chance(clock);
  const auto made = adapters::create_key_file(path, chance);
  if (!made) return fail(made.error());
  if (!*made) return fail(fmt::format("{} is there already, and stays as it is.", path.string()));
  fmt::print("Made {}. Keep a copy of it apart from the database's backups.\n", path.string());
  return 0;
}

}  // namespace salon::apps
