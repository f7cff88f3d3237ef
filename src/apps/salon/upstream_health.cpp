#include "apps/salon/upstream_health.hpp"

#include <algorithm>

#include "domain/policy.hpp"

namespace salon::apps {
namespace {

using platform::Task;

// All addresses are asked at once, since any of them may stand still.
struct Survey {
  Survey(boost::asio::io_context& io, std::size_t targets) : answered(io), is_ready(targets) {}

  boost::asio::steady_timer answered;  // cancelled when there is nobody left to wait for
  std::vector<bool> is_ready;          // by target
  std::size_t left = 0;

  void note(std::size_t target, bool is_good) {
    if (is_good) is_ready[target] = true;
    --left;
    const bool is_settled = std::ranges::all_of(is_ready, [](bool one) { return one; });
    if (left == 0 || is_settled) answered.cancel();
  }
};

Task<void> ask(std::shared_ptr<Survey> survey, std::size_t target, platform::HttpClient& address) {
  platform::HttpRequest request;
  request.method = "GET";
  request.target = request.path = "/readyz";
  bool is_good = false;
  try {
    auto sending = address.send(std::move(request), domain::policy::longest_readiness_check);
    const platform::HttpResponse response = co_await sending;
    is_good = response.status == 200;
  } catch (const platform::HttpClientError&) {
    is_good = false;
  }
  survey->note(target, is_good);
}

}  // namespace

Task<std::optional<std::string>> UpstreamHealth::why_not_ready() {
  const auto survey = std::make_shared<Survey>(loop_.io(), upstreams_.size());
  for (std::size_t target = 0; target < upstreams_.size(); ++target) {
    const auto& addresses = upstreams_[target].addresses;
    survey->left += addresses.size();
    survey->is_ready[target] = addresses.empty();
    for (platform::HttpClient* address : addresses) loop_.spawn(ask(survey, target, *address));
  }
  if (survey->left > 0) {
    auto waiting = platform::wait_for(survey->answered, domain::policy::longest_readiness_check);
    co_await waiting;
  }
  for (std::size_t target = 0; target < upstreams_.size(); ++target) {
    if (!survey->is_ready[target])
      co_return "no " + std::string(name_of(upstreams_[target].target)) + " service is ready";
  }
  co_return std::nullopt;
}

Task<std::vector<ports::Violation>> UpstreamHealth::violations() { co_return std::vector<ports::Violation>{}; }

}  // namespace salon::apps
