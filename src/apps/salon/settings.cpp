#include "apps/salon/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <charconv>
#include <thread>

#include "adapters/redis_protocol.hpp"
#include "domain/brand.hpp"
#include "domain/policy.hpp"

namespace salon::apps {
namespace {

using platform::Config;
using platform::SettingSpec;
using enum platform::SettingKind;
namespace policy = domain::policy;

// More connections than this are slower (performance.md).
constexpr int most_connections = 8;
static_assert(connections_of_a_thread * most_threads_with_database <= most_connections);

constexpr std::array table{
    SettingSpec{"SALON_CONFIG", text, "", "", "A TOML file with settings; --config goes before it.", 0, 0, true},
    SettingSpec{"SALON_DATABASE_URL", url, "", "",
                "PostgreSQL, as postgresql://user:password@host:port/database. `up` brings its own."},
    SettingSpec{"SALON_DATABASE_CONNECTIONS", integer, "4", "",
                "Connections to PostgreSQL for the requests of a process, 2 at least for each of its threads; more "
                "than 8 are slower. A worker has 3 more of its own.",
                connections_of_a_thread, most_connections},
    SettingSpec{"SALON_DAY_BOOK_MEGABYTES", integer, "32", "megabytes",
                "What each process may keep of the appointment book in memory; 0 reads every page anew.", 0, 65536},
    SettingSpec{
        "SALON_REDIS_URL", url, "redis://127.0.0.1:6379/0", "",
        "Redis, as redis://host:port/0 or unix:///path/redis.sock. While it is away people book as before, with "
        "limits counted by each process and choices of times that may change; nobody can sign in or renew "
        "their sign-in, and events wait."},
    SettingSpec{"SALON_KEY_FILE", text, "", "",
                "The file of the keys that encrypt personal data; `salon keys create` makes one."},
    SettingSpec{"SALON_POSTGRES_FOLDER", text, "/usr/lib/postgresql", "",
                "Where `up` finds PostgreSQL's programs, as <version>/bin."},
    SettingSpec{"SALON_REDIS_PROGRAM", text, "redis-server", "",
                "The Redis that `up` runs: a path, or a name to be found in PATH."},
    SettingSpec{"SALON_ADDRESS", text, "127.0.0.1", "", "The address to listen on; 0.0.0.0 or :: is every one."},
    SettingSpec{"SALON_PORT", integer, "8080", "", "The port to listen on; 0 lets the system choose.", 0, 65535},
    SettingSpec{"SALON_THREADS", integer, "0", "",
                "Threads that answer requests; 0 is all cores but one. With a database 4 at most, since they share its "
                "few connections: more processes do more.",
                0, 256},
    SettingSpec{
        "SALON_PHOTOS_FOLDER", text, "", "",
        "Pictures of the salons, read once at the start and served under /photos/ for their photo_url; `up` looks "
        "for them in `photos` in its data folder."},
    SettingSpec{"SALON_WEB_FOLDER", text, "", "",
                "The web files to serve; none: `web` beside the program's own folder."},
    SettingSpec{"SALON_WIDGET_ORIGINS", list, "", "",
                "Sites that may show the booking page in a frame besides those that the brand names, as "
                "https://www.example.com."},
    SettingSpec{"SALON_LOG_LEVEL", text, "info", "", "debug, info, warning or error."},
    SettingSpec{"SALON_DRAIN_SECONDS", integer, "5", "seconds",
                "How long requests are still served after the signal to stop.", 0, policy::longest_grace.count()},
    SettingSpec{"SALON_COOKIE_SECURE", flag, "0", "",
                "1 where browsers reach the program by HTTPS: cookies are then never sent in the clear."},
    SettingSpec{"SALON_TRUSTED_PROXIES", list, "", "", "Addresses or networks whose X-Forwarded-For counts."},
    SettingSpec{"SALON_ISSUER", text, "salon", "", "Who signs the access tokens (their `iss`)."},
    SettingSpec{"SALON_JWKS_URL", text, "", "",
                "Where an auth service tells the public keys of access tokens, as "
                "http://host:port/.well-known/jwks.json; none: the database."},
    SettingSpec{"SALON_UPSTREAM_AUTH", list, "", "", "host:port of auth services, for a gateway that runs alone."},
    SettingSpec{"SALON_UPSTREAM_AVAILABILITY", list, "", "",
                "host:port of availability services, for a gateway that runs alone."},
    SettingSpec{"SALON_UPSTREAM_SLOT", list, "", "", "host:port of slot services, for a gateway that runs alone."},
    SettingSpec{"SALON_UPSTREAM_BOOKING", list, "", "",
                "host:port of booking services, for a gateway that runs alone."},
    SettingSpec{"SALON_HOLD_SECONDS", integer, "0", "seconds",
                "How long a hold lasts, over every location's own; 0 leaves it to the locations.", 0, 86400},
    SettingSpec{"SALON_MAX_LIVE_HOLDS", integer, "3", "", "Live holds that one customer may have; 0 is no limit.", 0,
                1000},
    SettingSpec{"SALON_UNBOOKED_TIMES_KEPT_DAYS", integer, "30", "days",
                "How long times that nobody ever booked are kept after their day; 0 keeps them for good. Times that "
                "were booked, and their bookings, always stay.",
                0, 3650},
    SettingSpec{"SALON_RATE_LIMIT_READS", integer, "60", "",
                "Reads a minute for one session; 0 is no limit, also for an address.", 0, 1000000},
    SettingSpec{"SALON_RATE_LIMIT_BOOKINGS", integer, "10", "", "New bookings a minute for one session; 0 is no limit.",
                0, 1000000},
    SettingSpec{"SALON_RATE_LIMIT_STAFF", integer, "600", "",
                "Requests a minute for one member of staff; 0 is no limit.", 0, 1000000},
    SettingSpec{"SALON_RATE_LIMIT_LOGIN", integer, "10", "",
                "Sign-ins a minute for one address and one account; 0 is no limit.", 0, 1000000},
    SettingSpec{"SALON_EXPOSURE_ENFORCE", flag, "1", "", "0 lets a customer hold a time that was never shown to them."},
    SettingSpec{"SALON_EXPOSURE_KEY", secret, "", "",
                "The key of the choice of shown times, 64 hex digits, over the key file's."},
    SettingSpec{"SALON_EXPOSURE_VARIANTS", list, "control,compact", "",
                "The variants that may be asked for and are assigned; any other is refused."},
    SettingSpec{"SALON_EXPOSURE_COMPACT_PERCENT", integer, "0", "percent",
                "How many customers get the variant `compact`.", 0, 100},
};

consteval bool names_are_unique() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = i + 1; j < table.size(); ++j) {
      if (table[i].name == table[j].name) return false;
    }
  }
  return true;
}
static_assert(names_are_unique());
static_assert(std::ranges::all_of(table, [](const SettingSpec& spec) { return spec.name.starts_with("SALON_"); }));

// What a sentence about a malformed setting starts with.
std::unexpected<std::string> wrong(std::string_view name, std::string_view what) {
  return std::unexpected(fmt::format("{} {}.", name, what));
}

std::expected<std::vector<HostPort>, std::string> upstreams(const Config& config, std::string_view name) {
  std::vector<HostPort> found;
  for (const std::string& item : config.list(name)) {
    const auto colon = item.rfind(':');
    std::uint16_t port = 0;
    const char* end = item.data() + item.size();
    const bool has_port = colon != std::string::npos && colon > 0;
    const auto parsed = has_port ? std::from_chars(item.data() + colon + 1, end, port)
                                 : std::from_chars_result{end, std::errc::invalid_argument};
    if (parsed.ec != std::errc{} || parsed.ptr != end || port == 0)
      return wrong(name, fmt::format("must list host:port, but has \"{}\"", item));
    std::string host = item.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    found.push_back(HostPort{.host = std::move(host), .port = port});
  }
  return found;
}

std::expected<std::optional<domain::ExposureKey>, std::string> exposure_key(const Config& config) {
  const std::string& hex = config.text("SALON_EXPOSURE_KEY");
  if (hex.empty()) return std::nullopt;
  domain::ExposureKey key{};
  bool is_good = hex.size() == 2 * key.size();
  for (std::size_t i = 0; is_good && i < key.size(); ++i) {
    const char* digits = hex.data() + 2 * i;
    const auto parsed = std::from_chars(digits, digits + 2, key[i], 16);
    is_good = parsed.ec == std::errc{} && parsed.ptr == digits + 2;
  }
  if (!is_good) return wrong("SALON_EXPOSURE_KEY", "must be 64 hex digits");
  return key;
}

std::expected<std::vector<domain::Variant>, std::string> variants(const Config& config) {
  std::vector<domain::Variant> found;
  for (const std::string& item : config.list("SALON_EXPOSURE_VARIANTS")) {
    const auto variant = domain::parse_variant(item);
    if (!variant) return wrong("SALON_EXPOSURE_VARIANTS", fmt::format("knows no variant \"{}\"", item));
    found.push_back(*variant);
  }
  if (found.empty()) return wrong("SALON_EXPOSURE_VARIANTS", "must name one variant at least");
  return found;
}

// An address in brackets, or a name or address without.
bool is_host(const std::string& text, bool is_bracketed) {
  boost::system::error_code error;
  if (is_bracketed) return boost::asio::ip::make_address(text, error).is_v6() && !error;
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_'; };
  return !text.empty() && std::ranges::all_of(text, is_plain);
}

bool is_address_or_network(const std::string& text) {
  boost::system::error_code error;
  boost::asio::ip::make_address(text, error);
  if (!error) return true;
  boost::asio::ip::make_network_v4(text, error);
  if (!error) return true;
  boost::asio::ip::make_network_v6(text, error);
  return !error;
}

// TLS is not spoken: keys are told inside the installation, or through a proxy beside us.
std::expected<std::optional<HttpPlace>, std::string> jwks(const Config& config) {
  const std::string& url = config.text("SALON_JWKS_URL");
  if (url.empty()) return std::nullopt;
  constexpr std::string_view scheme = "http://";
  const std::string_view rest = std::string_view(url).substr(std::min(scheme.size(), url.size()));
  const auto slash = std::min(rest.find('/'), rest.size());
  std::string_view host = rest.substr(0, slash);
  HttpPlace place{.at = {.host = {}, .port = 80}, .path = std::string(rest.substr(slash))};
  if (place.path.empty()) place.path = "/.well-known/jwks.json";
  const auto colon = host.ends_with(']') ? std::string_view::npos : host.rfind(':');
  bool is_good = url.starts_with(scheme);
  if (colon != std::string_view::npos) {
    const auto port = host.substr(colon + 1);
    const auto parsed = std::from_chars(port.data(), port.data() + port.size(), place.at.port);
    is_good = is_good && parsed.ec == std::errc{} && parsed.ptr == port.data() + port.size() && place.at.port != 0;
    host = host.substr(0, colon);
  }
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  place.at.host = std::string(is_bracketed ? host.substr(1, host.size() - 2) : host);
  const auto is_visible = [](char c) { return c > 0x20 && c < 0x7F; };
  is_good = is_good && is_host(place.at.host, is_bracketed) && std::ranges::all_of(place.path, is_visible);
  if (!is_good) return wrong("SALON_JWKS_URL", "must be http://host:port/path; https is not spoken");
  return place;
}

int threads(const Config& config) {
  const auto asked = static_cast<int>(config.integer("SALON_THREADS"));
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return asked > 0 ? asked : std::max(1, cores - 1);
}

int number(const Config& config, std::string_view name) { return static_cast<int>(config.integer(name)); }

// What stands in the table without further form.
void take_plain(const Config& config, Settings& settings) {
  settings.database_url = config.text("SALON_DATABASE_URL");
  settings.redis_url = config.text("SALON_REDIS_URL");
  settings.database_connections = number(config, "SALON_DATABASE_CONNECTIONS");
  settings.day_book_bytes = static_cast<std::size_t>(config.integer("SALON_DAY_BOOK_MEGABYTES")) << 20;
  settings.key_file = config.text("SALON_KEY_FILE");
  settings.postgres_folder = config.text("SALON_POSTGRES_FOLDER");
  settings.redis_program = config.text("SALON_REDIS_PROGRAM");
  settings.address = config.text("SALON_ADDRESS");
  settings.port = static_cast<std::uint16_t>(config.integer("SALON_PORT"));
  settings.threads = threads(config);
  settings.web_folder = config.text("SALON_WEB_FOLDER");
  settings.photos_folder = config.text("SALON_PHOTOS_FOLDER");
  settings.drain = std::chrono::seconds(config.integer("SALON_DRAIN_SECONDS"));
  settings.secure_cookies = config.flag("SALON_COOKIE_SECURE");
  settings.issuer = config.text("SALON_ISSUER");
  if (const auto seconds = config.integer("SALON_HOLD_SECONDS"); seconds > 0)
    settings.hold = std::chrono::seconds(seconds);
  settings.max_live_holds = number(config, "SALON_MAX_LIVE_HOLDS");
  if (const auto days = config.integer("SALON_UNBOOKED_TIMES_KEPT_DAYS"); days > 0)
    settings.unbooked_times_kept = std::chrono::days(days);
  settings.rate_limits = RateLimits{.reads = number(config, "SALON_RATE_LIMIT_READS"),
                                    .bookings = number(config, "SALON_RATE_LIMIT_BOOKINGS"),
                                    .staff = number(config, "SALON_RATE_LIMIT_STAFF"),
                                    .login = number(config, "SALON_RATE_LIMIT_LOGIN")};
  settings.enforce_exposure = config.flag("SALON_EXPOSURE_ENFORCE");
  settings.exposure_compact_percent = number(config, "SALON_EXPOSURE_COMPACT_PERCENT");
}

}  // namespace

std::span<const SettingSpec> setting_table() { return table; }

std::expected<Config, std::string> load_config(const std::optional<std::filesystem::path>& file,
                                               const platform::Environment& environment) {
  Config::Sources sources{.table = table, .prefix = "SALON_", .environment = environment, .file = file};
  if (const auto named = environment("SALON_CONFIG"); !file && named && !named->empty()) sources.file = *named;
  auto config = Config::load(sources);
  if (!config || !file) return config;
  if (auto named = config->override_with("SALON_CONFIG", file->string()); !named) return std::unexpected(named.error());
  return config;
}

std::expected<Settings, std::string> settings_from(const Config& config) {
  Settings settings;
  take_plain(config, settings);

  boost::system::error_code error;
  boost::asio::ip::make_address(settings.address, error);
  if (error) return wrong("SALON_ADDRESS", fmt::format("must be an IP address, but is \"{}\"", settings.address));
  const auto level = platform::parse_level(config.text("SALON_LOG_LEVEL"));
  if (!level) return wrong("SALON_LOG_LEVEL", "must be debug, info, warning or error");
  settings.log_level = *level;
  settings.widget_origins = config.list("SALON_WIDGET_ORIGINS");
  for (const std::string& origin : settings.widget_origins) {
    if (!domain::parse_origin(origin))
      return wrong("SALON_WIDGET_ORIGINS", fmt::format("must list https://host, but has \"{}\"", origin));
  }
  settings.trusted_proxies = config.list("SALON_TRUSTED_PROXIES");
  for (const std::string& proxy : settings.trusted_proxies) {
    if (!is_address_or_network(proxy))
      return wrong("SALON_TRUSTED_PROXIES", fmt::format("must list addresses or networks, but has \"{}\"", proxy));
  }

  if (!adapters::RedisAddress::parse(settings.redis_url))
    return wrong("SALON_REDIS_URL", "must be redis://host:port/0 or unix:///path/redis.sock");
  auto keys_from = jwks(config);
  if (!keys_from) return std::unexpected(keys_from.error());
  settings.jwks = std::move(*keys_from);

  auto key = exposure_key(config);
  if (!key) return std::unexpected(key.error());
  settings.exposure_key = *key;
  auto allowed = variants(config);
  if (!allowed) return std::unexpected(allowed.error());
  settings.exposure_variants = std::move(*allowed);
  const auto& known = settings.exposure_variants;
  const bool has_compact = std::ranges::find(known, domain::Variant::compact) != known.end();
  if (settings.exposure_compact_percent > 0 && !has_compact)
    return wrong("SALON_EXPOSURE_COMPACT_PERCENT", "assigns a variant that SALON_EXPOSURE_VARIANTS does not have");

  const std::array<std::pair<std::string_view, std::vector<HostPort>*>, 4> lists{{
      {"SALON_UPSTREAM_AUTH", &settings.upstreams.auth},
      {"SALON_UPSTREAM_AVAILABILITY", &settings.upstreams.availability},
      {"SALON_UPSTREAM_SLOT", &settings.upstreams.slot},
      {"SALON_UPSTREAM_BOOKING", &settings.upstreams.booking},
  }};
  for (const auto& [name, place] : lists) {
    auto parsed = upstreams(config, name);
    if (!parsed) return std::unexpected(parsed.error());
    *place = std::move(*parsed);
  }
  return settings;
}

}  // namespace salon::apps
