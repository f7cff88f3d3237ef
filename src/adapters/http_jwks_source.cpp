#include "adapters/http_jwks_source.hpp"

namespace salon::adapters {
namespace {

constexpr std::chrono::milliseconds limit{1000};

[[noreturn]] void give_up() { throw ports::Unavailable("the keys for access tokens cannot be fetched"); }

}  // namespace

platform::Task<std::vector<ports::PublicKey>> HttpJwksSource::keys(bool) {
  platform::HttpRequest request;
  request.method = "GET";
  request.target = path_;
  request.path = path_;
  request.headers.push_back({"accept", "application/jwk-set+json, application/json"});
  // A trace of its own: the keys are fetched for all who ask at the time, not for the one who asked first.
  platform::propagate(platform::new_trace(random_), request.headers);
  std::optional<platform::HttpResponse> response;
  try {
    auto sending = auth_.send(std::move(request), limit);
    response = co_await sending;
  } catch (const platform::HttpClientError&) {
    give_up();
  }
  auto keys = response->status == 200 ? parse_jwks(response->body) : std::nullopt;
  if (!keys || keys->empty()) give_up();
  co_return std::move(*keys);
}

}  // namespace salon::adapters
