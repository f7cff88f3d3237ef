// The command line: which command, with which options. What the commands do is in commands.cpp and up.cpp.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "apps/salon/commands.hpp"

namespace salon::apps {
namespace {

constexpr std::string_view version = "0.1.0";

struct CommandLine {
  std::optional<std::filesystem::path> config;
  Place place;
  UpOptions up;
  AdminOptions admin;
  std::string targets = "all";
  std::string key_file;
  bool explain = false;
};

void add_place(CLI::App* command, CommandLine& line) {
  command->add_option("--data", line.place.data, "The folder of an installation that `up` made");
}

// Two levels at most: `salon admin create`.
void describe(CLI::App& app, CommandLine& line) {
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--config", line.config, "Settings in a TOML file; `salon config --explain` lists them all");

  CLI::App* up = app.add_subcommand("up", "Runs everything here, on a PostgreSQL and a Redis of its own");
  up->add_option("--port", line.up.port, "Listens there; 0 lets the system choose");
  up->add_option("--data", line.up.data, "Keeps everything there")->capture_default_str();
  up->add_flag("--empty,!--demo", line.up.is_empty, "Starts without the demo brand; counts at the first start only");
  up->add_flag("--split", line.up.is_split, "Runs each service in a process of its own");

  CLI::App* serve = app.add_subcommand("serve", "Runs services on a given PostgreSQL and Redis");
  serve
      ->add_option("--target", line.targets,
                   "all, or names with commas: gateway, auth, availability, slot, booking, worker")
      ->capture_default_str();

  add_place(app.add_subcommand("migrate", "Brings a database to the schema that this program knows"), line);
  add_place(app.add_subcommand("verify", "Says what in a database is not as it must be; fails if anything"), line);

  CLI::App* admin = app.add_subcommand("admin", "Administrators")->require_subcommand(1);
  CLI::App* create = admin->add_subcommand("create", "Makes an administrator's account");
  create->add_option("--email", line.admin.email)->required();
  create->add_option("--password-file", line.admin.password_file, "The password is its first line; - is stdin")
      ->required();
  add_place(create, line);

  CLI::App* config = app.add_subcommand("config", "Settings");
  config->add_flag("--explain", line.explain, "Lists every setting, its value and where that came from")->required();

  CLI::App* keys = app.add_subcommand("keys", "The keys that encrypt personal data")->require_subcommand(1);
  keys->add_subcommand("create", "Makes a key file")->add_option("--file", line.key_file, "Where; else SALON_KEY_FILE");

  CLI::App* demo = app.add_subcommand("demo", "The demo brand")->require_subcommand(1);
  add_place(demo->add_subcommand("load", "Adds the demo brand to a database"), line);
  app.add_subcommand("version", "Says which version this is");
}

int run_chosen(const CLI::App& app, CommandLine& line, const platform::Config& config, Settings settings) {
  if (app.got_subcommand("up")) {
    line.up.config = line.config;
    return run_up(std::move(settings), line.up);
  }
  if (app.got_subcommand("serve")) return run_serve(settings, line.targets);
  if (app.got_subcommand("migrate")) return run_migrate(settings, line.place);
  if (app.got_subcommand("verify")) return run_verify(settings, line.place);
  if (app.got_subcommand("admin")) return run_admin_create(settings, line.place, line.admin);
  if (app.got_subcommand("keys")) return run_keys_create(settings, line.key_file);
  if (app.got_subcommand("demo")) return run_demo_load(settings, line.place);
  fmt::print("{}", config.explain());
  return 0;
}

// Ten thousand idle connections are ten thousand files; the usual limit is a thousand, for programs that use select().
void allow_many_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

int run(int argc, char** argv) {
  CommandLine line;
  CLI::App app("Bookings for hair salons: one program, many locations.", "salon");
  describe(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_asked_wrongly;
  }
  if (app.got_subcommand("version")) {
    fmt::print("salon {}\n", version);
    return 0;
  }
  const auto config = load_config(line.config, platform::process_environment());
  if (!config) return fail(config.error(), exit_asked_wrongly);
  auto settings = settings_from(*config);
  if (!settings) return fail(settings.error(), exit_asked_wrongly);
  platform::set_log_level(settings->log_level);
  return run_chosen(app, line, *config, std::move(*settings));
}

}  // namespace
}  // namespace salon::apps

int main(int argc, char** argv) {
  // A reader of ours that goes away is told by an error, not by our death.
  std::signal(SIGPIPE, SIG_IGN);
  salon::apps::allow_many_files();
  try {
    return salon::apps::run(argc, argv);
  } catch (const std::exception& error) {
    return salon::apps::fail(error.what());
  }
}
