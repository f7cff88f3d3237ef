#include "apps/salon/wire.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>

#include "adapters/key_file.hpp"
#include "apps/salon/demo_loader.hpp"
#include "apps/salon/loop_server.hpp"
#include "domain/policy.hpp"
#include "edge/docs.hpp"
#include "platform/deadline.hpp"
#include "platform/log.hpp"
#include "storage/migrator.hpp"

namespace salon::apps {
namespace {

using std::chrono::milliseconds;
namespace policy = domain::policy;

constexpr std::int64_t longest_poll = 60'000;

// From the end of the grace to the last reply: what a request may last, and less where a long grace leaves less of the
// time that a stop may take.
milliseconds time_to_finish(milliseconds grace) {
  constexpr milliseconds to_cut_off{1'500};
  return std::min<milliseconds>(policy::longest_changing_request, policy::longest_stop - to_cut_off - grace);
}

std::expected<adapters::KeyRing, std::string> keys_of(const Settings& settings) {
  if (settings.key_file.empty())
    return std::unexpected("SALON_KEY_FILE is not set: `salon keys create` makes a key file.");
  return adapters::load_key_file(settings.key_file);
}

std::filesystem::path web_folder(const Settings& settings) {
  if (!settings.web_folder.empty()) return settings.web_folder;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return program.parent_path().parent_path() / "web";
}

// The gateway's: behind it there is nobody who reads pages.
edge::StaticFiles web_files(const Settings& settings, TargetSet targets) {
  if (!targets.has(Target::gateway)) return edge::StaticFiles({});
  edge::StaticFiles files({.photos_folder = settings.photos_folder.string(),
                           .folder = web_folder(settings).string(),
                           .frame_ancestors = settings.widget_origins,
                           .is_behind_tls = settings.secure_cookies});
  edge::add_docs_page(files);
  return files;
}

// A command's own little program: one loop, one assembly, until the task has ended. Failures become a sentence.
template <class Work>
auto with_assembly(const Settings& settings, Work work)
    -> std::expected<decltype(work(std::declval<Assembly&>()).await_resume()), std::string> {
  auto keys = keys_of(settings);
  if (!keys) return std::unexpected(keys.error());
  if (settings.database_url.empty()) return std::unexpected("SALON_DATABASE_URL is not set.");
  try {
    SharedParts shared(settings, TargetSet::all(), std::move(*keys), edge::StaticFiles({}));
    platform::Loop loop([](std::exception_ptr) {});
    Assembly assembly(shared, loop, connections_of_a_thread);
    if constexpr (std::is_void_v<decltype(work(assembly).await_resume())>) {
      platform::run_on(loop, work(assembly));
      return {};
    } else {
      return platform::run_on(loop, work(assembly));
    }
  } catch (const std::exception& problem) {
    return std::unexpected(std::string(problem.what()));
  }
}

// Threads that serve, and their end.
class Servers {
 public:
  Servers(SharedParts& shared, const Settings& settings) {
    const bool has_database = !settings.database_url.empty();
    const int wanted = std::clamp(settings.threads, 1, has_database ? most_threads_with_database : settings.threads);
    const bool shares_port = wanted > 1;
    if (shares_port && settings.port != 0) edge::require_free_port(settings.address, settings.port);
    std::uint16_t port = settings.port;
    for (int i = 0; i < wanted; ++i) {
      const bool runs_worker = i == 0 && shared.targets.has(Target::worker);
      const int share = (settings.database_connections + wanted - 1 - i) / wanted;
      const int connections = std::max(connections_of_a_thread, share);
      all_.push_back(
          std::make_unique<LoopServer>(shared, LoopRole{port, shares_port, runs_worker, i == 0, connections}));
      port = all_.back()->port();
    }
    for (const auto& server : all_) threads_.emplace_back([&server = *server] { server.run(); });
    for (const auto& server : all_) server->wait_until_begun();
  }
  [[nodiscard]] std::uint16_t port() const { return all_.front()->port(); }
  void drain(milliseconds grace) {
    for (const auto& server : all_) server->drain(grace, time_to_finish(grace));
  }
  void hurry() {
    for (const auto& server : all_) server->hurry();
  }
  void join() {
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::vector<std::unique_ptr<LoopServer>> all_;
  std::vector<std::thread> threads_;
};

// Whether a signal came before `due`. The signal itself may interrupt the wait.
bool is_signalled_by(int stop_file, std::chrono::steady_clock::time_point due) {
  pollfd wait{.fd = stop_file, .events = POLLIN, .revents = 0};
  int found = 0;
  do {
    const auto left = std::chrono::ceil<milliseconds>(due - platform::from_now({}));
    found = ::poll(&wait, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, longest_poll)));
  } while ((found < 0 && errno == EINTR) || (found == 0 && platform::from_now({}) < due));
  return found > 0;
}

// The first signal asks for the drain, a second one for its end.
void wait_and_drain(Servers& servers, int stop_file, milliseconds grace) {
  is_signalled_by(stop_file, std::chrono::steady_clock::time_point::max());
  std::array<char, 16> taken{};
  const ssize_t signals = ::read(stop_file, taken.data(), taken.size());
  servers.drain(signals > 1 ? milliseconds(0) : grace);
  if (signals == 1 && is_signalled_by(stop_file, platform::from_now(grace))) servers.hurry();
  servers.join();
}

std::string url_of(const std::string& address, std::uint16_t port) {
  const bool is_v6 = address.find(':') != std::string::npos;
  return "http://" + (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

platform::Task<std::vector<ports::Violation>> violations_of(Assembly& assembly) {
  auto asking = assembly.stores.health.violations();
  co_return co_await asking;
}

platform::Task<bool> add_admin(Assembly& assembly, NewAdmin admin) {
  usecases::StaffFields fields;
  fields.email = admin.email;
  fields.password = admin.password;
  fields.role = "admin";
  usecases::Render<ports::Account> render = [](const domain::Result<ports::Account>&) { return domain::Reply{}; };
  usecases::Ask ask{std::nullopt, "command"};
  auto adding = assembly.manage_staff.add(domain::system_actor(), fields, ask, render);
  const domain::Result<domain::Answer> added = co_await adding;
  if (added) co_return true;
  std::string sentence = added.error().detail;
  for (const domain::FieldProblem& field : added.error().fields)
    sentence += " " + field.pointer.substr(1) + ": " + field.detail;
  throw std::runtime_error(sentence);
}

platform::Task<void> load(Assembly& assembly, DemoBrand brand) {
  Chores chores(assembly.shared, assembly.loop, assembly.manners.bus);
  DemoLoader loader(assembly, chores, std::move(brand));
  auto loading = loader.run();
  co_await loading;
}

platform::Task<std::optional<NewAdmin>> demo_admin_in(Assembly& assembly, NewAdmin known) {
  const auto email = domain::parse_email(known.email);
  auto finding = assembly.stores.accounts.find_by_email(email.value());
  const std::optional<ports::Account> account = co_await finding;
  if (!account || !account->active) co_return std::nullopt;
  ports::PasswordCheck check{.password = known.password, .hash = account->password_hash};
  auto checking = assembly.passwords.verify(check);
  const bool is_theirs = co_await checking;
  if (!is_theirs) co_return std::nullopt;
  co_return known;
}

}  // namespace

std::optional<std::string> why_cannot_serve(const Settings& settings, TargetSet targets) {
  if (!settings.database_url.empty()) return std::nullopt;
  if (!targets.is_only(Target::gateway))
    return "SALON_DATABASE_URL is not set; `salon up` brings a database of its own.";
  if (!settings.jwks)
    return "A gateway without SALON_DATABASE_URL needs SALON_JWKS_URL, to know the keys of access tokens.";
  return std::nullopt;
}

std::expected<void, std::string> serve(const Settings& settings, TargetSet targets, const ServeOptions& options) {
  auto keys = keys_of(settings);
  if (!keys) return std::unexpected(keys.error());
  if (auto lacking = why_cannot_serve(settings, targets)) return std::unexpected(std::move(*lacking));
  try {
    const platform::LogWriter log_writer({});
    SharedParts shared(settings, targets, std::move(*keys), web_files(settings, targets));
    Servers servers(shared, settings);
    if (options.on_ready) options.on_ready(url_of(settings.address, servers.port()));
    wait_and_drain(servers, options.stop_file, settings.drain);
    return {};
  } catch (const std::exception& problem) {
    return std::unexpected(std::string(problem.what()));
  }
}

std::expected<void, std::string> migrate(const Settings& settings) {
  if (settings.database_url.empty()) return std::unexpected("SALON_DATABASE_URL is not set.");
  try {
    platform::Loop loop([](std::exception_ptr) {});
    platform::run_on(loop, storage::migrate(loop.io(), {.url = settings.database_url}));
    return {};
  } catch (const std::exception& problem) {
    return std::unexpected(std::string(problem.what()));
  }
}

std::expected<std::vector<ports::Violation>, std::string> find_violations(const Settings& settings) {
  return with_assembly(settings, [](Assembly& assembly) { return violations_of(assembly); });
}

std::expected<void, std::string> create_admin(const Settings& settings, const NewAdmin& admin) {
  const auto added = with_assembly(settings, [&admin](Assembly& assembly) { return add_admin(assembly, admin); });
  if (!added) return std::unexpected(added.error());
  return {};
}

std::expected<void, std::string> load_demo(const Settings& settings) {
  auto brand = read_demo_brand(demo_brand_file());
  if (!brand) return std::unexpected(brand.error());
  return with_assembly(settings, [&brand](Assembly& assembly) { return load(assembly, *brand); });
}

std::expected<std::optional<NewAdmin>, std::string> demo_admin(const Settings& settings) {
  const auto brand = read_demo_brand(demo_brand_file());
  if (!brand) return std::unexpected(brand.error());
  return with_assembly(settings, [&brand](Assembly& assembly) {
    const std::string email = demo_admin_of(*brand);
    return demo_admin_in(assembly, NewAdmin{email, demo_password(assembly.shared.secrets, email)});
  });
}

}  // namespace salon::apps
