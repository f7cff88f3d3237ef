#include "adapters/http_brand_source.hpp"

#include <boost/json.hpp>

namespace salon::adapters {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds limit{1000};

}  // namespace

std::optional<domain::Brand> parse_brand(std::string_view text) {
  json::error_code error;
  const json::value value = json::parse(text, error);
  const json::object* object = error ? nullptr : value.if_object();
  const json::value* name = object ? object->if_contains("name") : nullptr;
  const json::value* origins = object ? object->if_contains("widget_origins") : nullptr;
  if (!name || !name->is_string() || !origins || !origins->is_array()) return std::nullopt;
  domain::Brand brand;
  brand.name = name->get_string().c_str();
  for (const json::value& item : origins->get_array()) {
    // It becomes part of a header: what is no origin is left out.
    auto origin = item.is_string() ? domain::parse_origin(item.get_string()) : std::nullopt;
    if (origin) brand.widget_origins.push_back(*std::move(origin));
  }
  return brand;
}

ports::Task<std::optional<domain::Brand>> HttpBrandSource::ask(platform::HttpClient& target) {
  platform::HttpRequest request;
  request.method = "GET";
  request.target = "/v1/brand";
  request.path = request.target;
  platform::propagate(platform::new_trace(random_), request.headers);
  try {
    auto sending = target.send(std::move(request), limit);
    const platform::HttpResponse response = co_await sending;
    co_return response.status == 200 ? parse_brand(response.body) : std::nullopt;
  } catch (const platform::HttpClientError&) {
    co_return std::nullopt;
  }
}

ports::Task<domain::Brand> HttpBrandSource::brand() {
  for (platform::HttpClient* target : targets_) {
    auto asking = ask(*target);
    auto told = co_await asking;
    if (told) co_return *std::move(told);
  }
  throw ports::Unavailable("no target tells what the brand is");
}

}  // namespace salon::adapters
