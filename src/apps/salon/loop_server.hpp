// One thread of a serving process: its loop, its assembly, the HTTP server in front and, on one of them, the worker's
// rounds.
#pragma once

#include <atomic>
#include <future>
#include <thread>

#include "adapters/http_brand_source.hpp"
#include "adapters/http_jwks_source.hpp"
#include "adapters/jose_tokens.hpp"
#include "apps/salon/assembly.hpp"
#include "apps/salon/serving_rounds.hpp"
#include "apps/salon/upstream_health.hpp"
#include "apps/salon/worker_rounds.hpp"
#include "edge/edge.hpp"
#include "edge/forward.hpp"
#include "edge/gate.hpp"
#include "edge/health.hpp"
#include "edge/http_server.hpp"
#include "platform/http_client.hpp"

namespace salon::apps {

struct LoopRole {
  std::uint16_t port = 0;
  bool shares_port = false;  // several loops listen on one port
  bool runs_worker = false;
  bool is_first = true;  // of the process: does what is done once
  int connections = connections_of_a_thread;
};

class LoopServer {
 public:
  // Listens at once; serves when run() is called. Throws std::runtime_error in a sentence when it cannot listen.
  LoopServer(SharedParts& shared, LoopRole role);

  // The thread's whole life: until drain() has come to its end.
  void run() { loop_.run(); }
  // From another thread, once: until what makes everything work is there, for a moment at most.
  void wait_until_begun();
  // From any thread: not ready any more; serve on for `grace`, then end what is left within `limit`.
  void drain(std::chrono::milliseconds grace, std::chrono::milliseconds limit);
  // From any thread, while it drains: the grace is over.
  void hurry();
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

 private:
  struct Wanted {
    HostPort host;
    std::size_t most_connections = 0;  // 0: as many as usual
  };
  [[nodiscard]] platform::HttpClient& client_of(const Wanted& wanted);
  [[nodiscard]] ports::KeySource& key_source();
  [[nodiscard]] std::vector<Upstream> upstreams();
  [[nodiscard]] edge::Forwarder::Options forwarding();
  [[nodiscard]] ports::Health& health();
  [[nodiscard]] ports::BrandSource& brand_source();
  [[nodiscard]] edge::Edge::Parts parts();
  platform::Task<platform::HttpResponse> answer(platform::HttpRequest request);
  platform::Task<void> begin();
  platform::Task<bool> refresh_signing_key();
  platform::Task<void> end(std::chrono::milliseconds grace, std::chrono::milliseconds limit);

  SharedParts& shared_;
  platform::Loop loop_;
  Assembly assembly_;
  std::vector<std::unique_ptr<platform::HttpClient>> clients_;
  std::unique_ptr<adapters::HttpJwksSource> jwks_;
  adapters::JoseTokenVerifier verifier_;
  std::vector<Upstream> upstreams_;
  UpstreamHealth upstream_health_;
  edge::Operations operations_;
  edge::Services services_;
  edge::Gate gate_;
  edge::Forwarder forwarder_;
  edge::Edge edge_;
  edge::HttpServer server_;
  std::unique_ptr<adapters::HttpBrandSource> told_brand_;
  std::unique_ptr<ServingRounds> serving_rounds_;
  std::unique_ptr<Chores> chores_;
  std::unique_ptr<WorkerRounds> rounds_;
  boost::asio::steady_timer grace_;
  boost::asio::steady_timer key_timer_;
  std::promise<void> begun_;
  bool is_draining_ = false;
};

}  // namespace salon::apps
