#include "apps/salon/loop_server.hpp"

#include <boost/asio/post.hpp>

#include "apps/salon/openapi_file.hpp"
#include "platform/log.hpp"

namespace salon::apps {

using platform::Task;

namespace {

constexpr std::chrono::minutes key_interval{10};
constexpr std::chrono::seconds key_retry{1};

std::function<void(std::exception_ptr)> log_escaped() {
  return [](std::exception_ptr error) {
    try {
      if (error) std::rethrow_exception(error);
    } catch (const std::exception& problem) {
      platform::log(platform::Level::error, "a task ended in an error", {{"problem", problem.what()}});
    }
  };
}

edge::HttpServerOptions server_options(const SharedParts& shared, const LoopRole& role) {
  edge::HttpServerOptions options;
  options.address = shared.settings.address;
  options.port = role.port;
  options.reuse_port = role.shares_port;
  return options;
}

edge::Gate::Options gate_options(const SharedParts& shared) {
  const Settings& settings = shared.settings;
  edge::Gate::Options options;
  options.limits = {.reads = settings.rate_limits.reads,
                    .bookings = settings.rate_limits.bookings,
                    .staff = settings.rate_limits.staff,
                    .login = settings.rate_limits.login};
  // Behind a gateway it is the gateway that counts.
  options.counts_requests = shared.targets.has(Target::gateway);
  options.trusted_proxies = settings.trusted_proxies;
  return options;
}

edge::Edge::Options edge_options(const SharedParts& shared) {
  edge::Edge::Options options;
  const TargetSet& targets = shared.targets;
  const auto serves = [&options](edge::Target target, bool is_here) {
    options.serves.at(static_cast<std::size_t>(target)) = is_here;
  };
  serves(edge::Target::every, true);
  serves(edge::Target::auth, targets.has(Target::auth));
  serves(edge::Target::availability, targets.has(Target::availability));
  serves(edge::Target::slot, targets.has(Target::slot));
  serves(edge::Target::booking, targets.has(Target::booking));
  return options;
}

// http://host:port/path, as the settings have checked it.
struct KeyAddress {
  HostPort host;
  std::string path;
};
KeyAddress key_address(const std::string& url) {
  const std::size_t host_at = url.find("://") + 3;
  const std::size_t path_at = std::min(url.find('/', host_at), url.size());
  const std::string host = url.substr(host_at, path_at - host_at);
  const std::size_t colon = host.rfind(':');
  KeyAddress address;
  address.host.host = host.substr(0, colon);
  address.host.port =
      colon == std::string::npos ? std::uint16_t{80} : static_cast<std::uint16_t>(std::stoi(host.substr(colon + 1)));
  address.path = path_at == url.size() ? "/.well-known/jwks.json" : url.substr(path_at);
  return address;
}

}  // namespace

ports::KeySource& LoopServer::key_source() {
  if (shared_.settings.jwks_url.empty()) return assembly_.keys;
  const KeyAddress address = key_address(shared_.settings.jwks_url);
  clients_.push_back(std::make_unique<platform::HttpClient>(
      loop_, platform::HttpClientOptions{.host = address.host.host, .port = address.host.port, .most_connections = 2}));
  jwks_ = std::make_unique<adapters::HttpJwksSource>(
      *clients_.back(), [this](std::span<std::uint8_t> out) { shared_.ids.random(out); }, address.path);
  return *jwks_;
}

edge::Forwarder::Options LoopServer::upstreams() {
  edge::Forwarder::Options options;
  options.random = [this](std::span<std::uint8_t> out) { shared_.ids.random(out); };
  const auto add = [&](edge::Target target, const std::vector<HostPort>& addresses) {
    for (const HostPort& address : addresses) {
      clients_.push_back(std::make_unique<platform::HttpClient>(
          loop_, platform::HttpClientOptions{.host = address.host, .port = address.port}));
      platform::HttpClient& client = *clients_.back();
      options.upstreams.at(static_cast<std::size_t>(target))
          .push_back([&client](platform::HttpRequest request, std::chrono::milliseconds limit) {
            return client.send(std::move(request), limit);
          });
    }
  };
  if (!shared_.targets.has(Target::gateway)) return options;
  add(edge::Target::auth, shared_.settings.upstreams.auth);
  add(edge::Target::availability, shared_.settings.upstreams.availability);
  add(edge::Target::slot, shared_.settings.upstreams.slot);
  add(edge::Target::booking, shared_.settings.upstreams.booking);
  return options;
}

edge::Edge::Parts LoopServer::parts() {
  return {.gate = gate_,
          .services = services_,
          .files = shared_.files,
          .metrics = shared_.requests,
          .clock = shared_.clock,
          .forwarder = shared_.targets.has(Target::gateway) ? &forwarder_ : nullptr};
}

LoopServer::LoopServer(SharedParts& shared, LoopRole role)
    : shared_(shared),
      loop_(log_escaped()),
      assembly_(shared, loop_, role.connections),
      verifier_(key_source(), shared.clock, token_settings(shared.settings)),
      operations_({assembly_.stores.health, shared.metrics, std::string(openapi_file())}),
      services_(assembly_.services(operations_)),
      gate_({verifier_, shared.secrets, shared.ids, shared.clock, assembly_.manners.limits}, gate_options(shared)),
      forwarder_(upstreams()),
      edge_(parts(), edge_options(shared)),
      server_(
          loop_, server_options(shared, role),
          [this](platform::HttpRequest request) { return edge_.handle(std::move(request)); },
          [this](edge::HttpProblem problem, platform::HttpRequest request) {
            return edge_.on_problem(problem, std::move(request));
          }),
      grace_(loop_.io()),
      key_timer_(loop_.io()) {
  if (shared_.targets.has(Target::auth)) loop_.spawn(keep_signing_key());
  if (!role.runs_worker) return;
  rounds_ = std::make_unique<WorkerRounds>(assembly_);
  rounds_->start();
}

// A newly started installation has no key yet, and its database may still be on its way.
Task<void> LoopServer::keep_signing_key() {
  while (!is_draining_) {
    bool has_key = false;
    try {
      auto refreshing = assembly_.signer.refresh();
      co_await refreshing;
      has_key = true;
    } catch (const std::exception& problem) {
      platform::log(platform::Level::warning, "no signing key yet", {{"problem", problem.what()}});
    }
    const auto pause = has_key ? std::chrono::duration_cast<std::chrono::milliseconds>(key_interval) : key_retry;
    auto waiting = platform::wait_for(key_timer_, pause);
    co_await waiting;
  }
}

void LoopServer::drain(std::chrono::milliseconds grace, std::chrono::milliseconds limit) {
  boost::asio::post(loop_.io(), [this, grace, limit] { loop_.spawn(end(grace, limit)); });
}

void LoopServer::hurry() {
  boost::asio::post(loop_.io(), [this] { grace_.cancel(); });
}

Task<void> LoopServer::end(std::chrono::milliseconds grace, std::chrono::milliseconds limit) {
  is_draining_ = true;
  operations_.drain();
  server_.discourage_reuse();
  auto serving_on = platform::wait_for(grace_, grace);
  co_await serving_on;
  key_timer_.cancel();
  auto draining = server_.drain(limit);
  co_await draining;
  if (rounds_) rounds_->stop();
  while (rounds_ && !rounds_->has_ended()) {
    auto turn = platform::sleep_for(loop_.io(), std::chrono::milliseconds(5));
    co_await turn;
  }
  loop_.stop();
}

}  // namespace salon::apps
