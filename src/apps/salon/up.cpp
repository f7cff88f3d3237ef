// `salon up`: a whole installation in the foreground, on a PostgreSQL and a Redis of its own.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <fstream>

#include "apps/salon/commands.hpp"
#include "apps/salon/embedded.hpp"
#include "apps/salon/network_port.hpp"
#include "apps/salon/postgres_server.hpp"
#include "apps/salon/split.hpp"
#include "apps/salon/stop_signal.hpp"
#include "apps/salon/wire.hpp"
#include "platform/log.hpp"

namespace salon::apps {
namespace {

namespace fs = std::filesystem;

// What the supervisors say while requests are served is a fault.
struct Speech {
  std::atomic<bool> is_serving = false;
  void operator()(std::string_view line) const {
    if (is_serving) return platform::log(platform::Level::warning, line);
    tell(line);
  }
};

// The demo is wanted from the first start until it is loaded, whatever interrupts it.
class DemoWish {
 public:
  explicit DemoWish(const fs::path& data) : file_(data / "demo-wanted") {}
  void note() const {
    std::ofstream(file_) << "The demo brand is loaded at the next start; remove this file to do without.\n";
  }
  // Nothing more is wished.
  void fulfil() const {
    std::error_code ignored;
    fs::remove(file_, ignored);
  }
  [[nodiscard]] bool is_open() const { return fs::exists(file_); }

 private:
  fs::path file_;
};

void note_wish(const UpOptions& options) {
  const DemoWish demo(options.data);
  if (options.is_empty) return demo.fulfil();
  std::error_code ignored;
  fs::create_directories(options.data, ignored);
  demo.note();
}

void print_ready(std::string_view url, const std::optional<NewAdmin>& admin) {
  fmt::print("ready {}\n", url);
  if (admin) fmt::print("Sign in as {} with the password {}\n", admin->email, admin->password);
  std::fflush(stdout);
}

std::expected<void, std::string> serve_on(const Settings& settings, const UpOptions& options, const StopSignal& stop,
                                          Speech& speech) {
  if (auto migrated = migrate(settings); !migrated) return migrated;
  const DemoWish demo(options.data);
  if (demo.is_open()) {
    if (auto loaded = load_demo(settings); !loaded) return loaded;
    demo.fulfil();
  }
  const auto admin = demo_admin(settings);
  if (!admin) return std::unexpected(admin.error());
  if (stop.is_asked()) return {};
  const ServeOptions serving{.stop_file = stop.file(), .on_ready = [&](std::string_view url) {
                               speech.is_serving = true;
                               print_ready(url, *admin);
                             }};
  const auto served =
      options.is_split
          ? serve_split(settings, SplitOptions{.config = options.config, .say = std::ref(speech), .serving = serving})
          : serve(settings, TargetSet::all(), serving);
  speech.is_serving = false;
  return served;
}

}  // namespace

int run_up(Settings settings, const UpOptions& options) {
  const StopSignal stop;
  if (options.port) settings.port = *options.port;
  if (auto port = port_is_free(settings.address, settings.port); !port) return fail(port.error());
  Speech speech;
  if (!has_cluster(options.data) && !is_in_use(options.data)) note_wish(options);
  auto embedded = Embedded::start(Embedded::Options{.data = options.data,
                                                    .postgres_folder = settings.postgres_folder,
                                                    .redis_program = settings.redis_program,
                                                    .stop_file = stop.file(),
                                                    .say = std::ref(speech)});
  if (!embedded) return embedded.error().is_interrupted ? 0 : fail(embedded.error().sentence);
  settings.database_url = (*embedded)->database_url();
  settings.redis_url = (*embedded)->redis_url();
  if (settings.key_file.empty()) settings.key_file = (*embedded)->key_file();
  if (settings.photos_folder.empty()) settings.photos_folder = options.data / "photos";
  (*embedded)->watch();
  const auto served = serve_on(settings, options, stop, speech);
  speech("stopping PostgreSQL and Redis");
  (*embedded)->stop();
  return served ? 0 : fail(served.error());
}

}  // namespace salon::apps
