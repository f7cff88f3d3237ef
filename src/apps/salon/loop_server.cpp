#include "apps/salon/loop_server.hpp"

#include <boost/asio/post.hpp>

#include "apps/salon/openapi_file.hpp"
#include "domain/policy.hpp"
#include "platform/log.hpp"
#include "platform/time_limit.hpp"

namespace salon::apps {

using platform::Task;
namespace policy = domain::policy;

namespace {

constexpr std::chrono::minutes key_interval{10};
constexpr std::chrono::seconds key_retry{1};
constexpr std::chrono::seconds longest_beginning{1};
// What is left of the time that a stop may take is not for counts.
constexpr std::chrono::milliseconds last_counts{500};

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

edge::Target edge_target(Target target) {
  switch (target) {
    case Target::auth:
      return edge::Target::auth;
    case Target::availability:
      return edge::Target::availability;
    case Target::slot:
      return edge::Target::slot;
    case Target::booking:
      return edge::Target::booking;
    case Target::gateway:
    case Target::worker:
      break;
  }
  return edge::Target::every;
}

edge::Edge::Options edge_options(const SharedParts& shared) {
  edge::Edge::Options options;
  const TargetSet& targets = shared.targets;
  const auto serves = [&options](edge::Target target, bool is_here) {
    options.serves.at(static_cast<std::size_t>(target)) = is_here;
  };
  serves(edge::Target::every, true);
  for (const Target target : {Target::auth, Target::availability, Target::slot, Target::booking})
    serves(edge_target(target), targets.has(target));
  return options;
}

}  // namespace

ports::KeySource& LoopServer::key_source() {
  const auto& place = shared_.settings.jwks;
  if (!place) return assembly_.keys;
  platform::HttpClient& auth = client_of({.host = place->at, .most_connections = 2});
  const auto random = [this](std::span<std::uint8_t> out) { shared_.ids.random(out); };
  jwks_ = std::make_unique<adapters::HttpJwksSource>(auth, random, place->path);
  return *jwks_;
}

platform::HttpClient& LoopServer::client_of(const Wanted& wanted) {
  platform::HttpClientOptions options{.host = wanted.host.host, .port = wanted.host.port};
  if (wanted.most_connections > 0) options.most_connections = wanted.most_connections;
  clients_.push_back(std::make_unique<platform::HttpClient>(loop_, std::move(options)));
  return *clients_.back();
}

std::vector<Upstream> LoopServer::upstreams() {
  std::vector<Upstream> all;
  if (!shared_.targets.has(Target::gateway)) return all;
  const auto& given = shared_.settings.upstreams;
  const std::array<std::pair<Target, const std::vector<HostPort>*>, 4> lists{
      {{Target::auth, &given.auth},
       {Target::availability, &given.availability},
       {Target::slot, &given.slot},
       {Target::booking, &given.booking}}};
  for (const auto& [target, hosts] : lists) {
    Upstream upstream{.target = target, .addresses = {}};
    for (const HostPort& host : *hosts) upstream.addresses.push_back(&client_of({.host = host}));
    all.push_back(std::move(upstream));
  }
  return all;
}

edge::Forwarder::Options LoopServer::forwarding() {
  edge::Forwarder::Options options;
  options.random = [this](std::span<std::uint8_t> out) { shared_.ids.random(out); };
  for (const Upstream& upstream : upstreams_) {
    auto& addresses = options.upstreams.at(static_cast<std::size_t>(edge_target(upstream.target)));
    for (platform::HttpClient* address : upstream.addresses) {
      addresses.push_back([address](platform::HttpRequest request, std::chrono::milliseconds limit) {
        return address->send(std::move(request), limit);
      });
    }
  }
  return options;
}

// A gateway alone is as ready as what it forwards to.
ports::Health& LoopServer::health() {
  if (shared_.targets.is_only(Target::gateway)) return upstream_health_;
  return assembly_.stores.health;
}

// A gateway may have no database: it asks as everybody does.
ports::BrandSource& LoopServer::brand_source() {
  if (shared_.targets.has(Target::slot)) return assembly_.stores.brand;
  std::vector<platform::HttpClient*> tellers;
  for (const Upstream& upstream : upstreams_) {
    if (upstream.target == Target::slot) tellers = upstream.addresses;
  }
  const auto random = [this](std::span<std::uint8_t> out) { shared_.ids.random(out); };
  told_brand_ = std::make_unique<adapters::HttpBrandSource>(std::move(tellers), random);
  return *told_brand_;
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
      upstreams_(upstreams()),
      upstream_health_(loop_, upstreams_),
      operations_({health(), shared.metrics, std::string(openapi_file())}),
      services_(assembly_.services(operations_)),
      gate_({verifier_, shared.secrets, shared.ids, shared.clock, assembly_.manners.limits}, gate_options(shared)),
      forwarder_(forwarding()),
      edge_(parts(), edge_options(shared)),
      server_(
          loop_, server_options(shared, role),
          [this](platform::HttpRequest request) { return answer(std::move(request)); },
          [this](edge::HttpProblem problem, platform::HttpRequest request) {
            return edge_.on_problem(problem, std::move(request));
          }),
      grace_(loop_.io()),
      key_timer_(loop_.io()) {
  loop_.spawn(begin());
  if (role.is_first) {
    serving_rounds_ = std::make_unique<ServingRounds>(assembly_, brand_source());
    serving_rounds_->start();
  }
  if (!role.runs_worker) return;
  chores_ = std::make_unique<Chores>(shared, loop_, assembly_.manners.bus);
  rounds_ = std::make_unique<WorkerRounds>(*chores_);
  rounds_->start();
}

// Whatever the request waits for, and however often, it hears of it in time.
Task<platform::HttpResponse> LoopServer::answer(platform::HttpRequest request) {
  const bool is_reading = request.method == "GET" || request.method == "HEAD";
  const auto longest = is_reading ? policy::longest_reading_request : policy::longest_changing_request;
  platform::TimeLimit limit(longest - policy::time_to_refuse);
  auto limiting = platform::enter(limit);
  co_await limiting;
  auto handling = edge_.handle(std::move(request));
  co_return co_await handling;
}

// Who signs in right after the first word of being ready is not to be told to come back: that needs a key, and the
// count of attempts that all processes share.
Task<void> LoopServer::begin() {
  auto connecting = assembly_.manners.redis.connected_within(longest_beginning);
  co_await connecting;
  const bool signs = shared_.targets.has(Target::auth);
  bool has_key = false;
  if (signs) {
    auto refreshing = refresh_signing_key();
    has_key = co_await refreshing;
  }
  begun_.set_value();
  while (signs && !is_draining_) {
    const auto pause = has_key ? std::chrono::duration_cast<std::chrono::milliseconds>(key_interval) : key_retry;
    auto waiting = platform::wait_for(key_timer_, pause);
    co_await waiting;
    auto refreshing = refresh_signing_key();
    has_key = co_await refreshing;
  }
}

// A newly started installation has no key yet, and its database may still be on its way.
Task<bool> LoopServer::refresh_signing_key() {
  if (is_draining_) co_return true;
  std::string problem;
  try {
    auto refreshing = assembly_.signer.refresh();
    co_await refreshing;
    co_return true;
  } catch (const std::exception& error) {
    problem = error.what();
  }
  platform::log(platform::Level::warning, "no signing key yet", {{"problem", problem}});
  co_return false;
}

void LoopServer::wait_until_begun() { begun_.get_future().wait_for(2 * longest_beginning); }

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
  if (rounds_) rounds_->stop();
  const platform::TimeLimit time(limit);
  auto draining = server_.drain(limit);
  co_await draining;
  if (serving_rounds_) {
    auto ending = serving_rounds_->end(last_counts);
    co_await ending;
  }
  if (rounds_) {
    auto ending = rounds_->end(std::chrono::duration_cast<std::chrono::milliseconds>(time.left()));
    co_await ending;
  }
  loop_.stop();
}

}  // namespace salon::apps
