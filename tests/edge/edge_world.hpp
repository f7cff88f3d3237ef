// Two salons behind the whole edge, in memory, on a clock that stands still: eight in the morning of Monday 1 March
// 2027 in Dubai.
//   salon 1: service 1 (cut), stylist 1 (Noor), open every day nine to six
//   salon 2: service 2 (shave, no stylist), the same hours
// People sign in by the name of their role and salon: "admin", "manager 1", "frontdesk 2", "stylist 1", "user".
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "edge/docs.hpp"
#include "edge/edge.hpp"
#include "edge/funnel_metrics.hpp"
#include "edge/health.hpp"
#include "edge/page_session.hpp"
#include "testing/builders.hpp"
#include "testing/memory_stores.hpp"

namespace salon::testing {

using edge::HttpRequest;
using edge::HttpResponse;
using platform::Task;

class PlainSecrets final : public ports::SecretBox {
 public:
  [[nodiscard]] std::string seal(std::string_view plain, ports::SealedPlace) const override {
    return std::string(plain);
  }
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed, ports::SealedPlace) const override {
    return std::string(sealed);
  }
  [[nodiscard]] ports::BlindIndex blind_index(std::string_view purpose, std::string_view text) const override;
  [[nodiscard]] std::string sign(std::string_view purpose, std::string_view text) const override;
  [[nodiscard]] bool verify(std::string_view purpose, std::string_view text,
                            std::string_view signature) const override {
    return sign(purpose, text) == signature;
  }
  [[nodiscard]] domain::ExposureKey exposure_key() const override { return {7}; }
};

class NoExposures final : public ports::ExposureCache {
 public:
  Task<std::optional<domain::StickyExposure>> sticky(ports::ExposurePlace) override { co_return std::nullopt; }
  Task<void> remember(ports::ExposurePlace, domain::StickyExposure, bool) override { co_return; }
  Task<ports::Showing> was_shown(std::string, domain::SlotId) override { co_return ports::Showing(); }
  Task<void> carry_over(std::string, ports::ExposurePlace) override { co_return; }
};

// Counts for ever; remembers who was counted.
class CountingLimiter final : public ports::RateLimiter {
 public:
  Task<ports::RateVerdict> take(std::string key, ports::RateRule rule) override;
  std::map<std::string, int> counts;
  bool counts_locally = false;
};

// A token is the name of who it is for, or one that was signed here.
class NamedTokens final : public ports::TokenVerifier, public ports::TokenSigner {
 public:
  explicit NamedTokens(ports::Clock& clock) : clock_(clock) {}
  Task<std::optional<ports::AccessClaims>> verify(std::string token) override;
  [[nodiscard]] std::string sign(const ports::AccessClaims& claims) override;

 private:
  ports::Clock& clock_;
  std::map<std::string, ports::AccessClaims, std::less<>> signed_;
};

class PlainPasswords final : public ports::Passwords {
 public:
  Task<std::string> hash(std::string password) override { co_return "hash of " + password; }
  Task<bool> verify(ports::PasswordCheck check) override {
    co_return check.hash && *check.hash == "hash of " + check.password;
  }
};

class SettableHealth final : public ports::Health {
 public:
  Task<std::optional<std::string>> why_not_ready() override { co_return reason; }
  Task<std::vector<ports::Violation>> violations() override { co_return std::vector<ports::Violation>{}; }
  std::optional<std::string> reason;
};

class OneKey final : public ports::KeySource {
 public:
  Task<std::vector<ports::PublicKey>> keys(bool) override {
    co_return std::vector<ports::PublicKey>{{.key_id = "k1", .jwk = R"({"kty":"EC","kid":"k1"})"}};
  }
};

struct Asked {
  std::string method = "GET";
  std::string path;
  std::string query = {};
  std::string as = {};  // nobody
  std::string session = {};
  std::string key = {};
  std::string body = {};
  std::vector<platform::HttpHeader> headers = {};
  std::string peer = "192.0.2.1";
};
[[nodiscard]] HttpRequest request_of(const Asked& asked);

struct EdgeOptions {
  edge::Gate::Options gate;
  edge::Edge::Options edge;
  edge::Forwarder* forwarder = nullptr;
  bool is_behind_tls = false;
};

class EdgeWorld {
 public:
  explicit EdgeWorld(const EdgeOptions& options = {});
  ~EdgeWorld();

  [[nodiscard]] HttpResponse send(const Asked& asked);
  // As the HTTP layer does, with what it could read.
  [[nodiscard]] HttpResponse refuse(edge::HttpProblem problem, HttpRequest request) {
    return edge_.on_problem(problem, std::move(request));
  }
  [[nodiscard]] const edge::Services& services() const;
  // Of salon 1's cut, or salon 2's shave.
  [[nodiscard]] domain::SlotId slot(std::uint64_t service, std::string_view start);
  // A hold by a new guest: the session and the booking.
  struct Held {
    std::string session;
    std::string booking;
    std::string token;
    boost::json::value json;
  };
  [[nodiscard]] Held hold(domain::SlotId slot, std::string key = "a-key-of-sixteen-or-more");

  ManualClock clock;
  CountingIds ids;
  MemoryStores stores;
  PlainSecrets secrets;
  NoExposures exposures;
  CountingLimiter limiter;
  edge::PageSession page_session;
  NamedTokens tokens{clock};
  PlainPasswords passwords;
  SettableHealth health;
  OneKey keys;
  platform::Metrics metrics;
  edge::FunnelMetrics funnel;
  edge::Operations operations;
  edge::StaticFiles files;
  edge::RequestMetrics request_metrics;
  std::vector<std::chrono::milliseconds> pauses;

 private:
  struct UseCases;
  std::unique_ptr<UseCases> use_cases_;
  edge::Gate gate_;
  edge::Edge edge_;
};

[[nodiscard]] boost::json::value json_of(const HttpResponse& response);
[[nodiscard]] std::string header_of(const HttpResponse& response, std::string_view name);
// "404 NOT_FOUND", or "200".
[[nodiscard]] std::string told(const HttpResponse& response);
// The pointers of a problem, in order.
[[nodiscard]] std::vector<std::string> pointers(const HttpResponse& response);

}  // namespace salon::testing
