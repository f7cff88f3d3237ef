// One thread of a serving process: its loop, its assembly, the HTTP server in front and, on one of them, the worker's
// rounds.
#pragma once

#include <atomic>
#include <thread>

#include "adapters/http_jwks_source.hpp"
#include "adapters/jose_tokens.hpp"
#include "apps/salon/assembly.hpp"
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
  int connections = 4;
};

class LoopServer {
 public:
  // Listens at once; serves when run() is called. Throws std::runtime_error in a sentence when it cannot listen.
  LoopServer(SharedParts& shared, LoopRole role);

  // The thread's whole life: until drain() has come to its end.
  void run() { loop_.run(); }
  // From any thread: not ready any more; serve on for `grace`, then end what is left within `limit`.
  void drain(std::chrono::milliseconds grace, std::chrono::milliseconds limit);
  // From any thread, while it drains: the grace is over.
  void hurry();
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

 private:
  [[nodiscard]] ports::KeySource& key_source();
  [[nodiscard]] edge::Forwarder::Options upstreams();
  [[nodiscard]] edge::Edge::Parts parts();
  platform::Task<void> keep_signing_key();
  platform::Task<void> end(std::chrono::milliseconds grace, std::chrono::milliseconds limit);

  SharedParts& shared_;
  platform::Loop loop_;
  Assembly assembly_;
  std::vector<std::unique_ptr<platform::HttpClient>> clients_;
  std::unique_ptr<adapters::HttpJwksSource> jwks_;
  adapters::JoseTokenVerifier verifier_;
  edge::Operations operations_;
  edge::Services services_;
  edge::Gate gate_;
  edge::Forwarder forwarder_;
  edge::Edge edge_;
  edge::HttpServer server_;
  std::unique_ptr<WorkerRounds> rounds_;
  boost::asio::steady_timer grace_;
  boost::asio::steady_timer key_timer_;
  bool is_draining_ = false;
};

}  // namespace salon::apps
