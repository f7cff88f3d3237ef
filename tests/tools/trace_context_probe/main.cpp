// A service for harnesses of W3C Trace Context, with the program's own server, client and tracing: a POST of
// [{"url": …, "arguments": …}] is answered when each `arguments` has been posted to its `url`, with the headers that a
// call of ours carries. Prints its port. Never part of the program.
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>

#include "edge/http_server.hpp"
#include "platform/http_client.hpp"
#include "platform/trace.hpp"

namespace {

using namespace salon;
using platform::HttpRequest;
using platform::HttpResponse;
using platform::Task;

constexpr std::chrono::milliseconds call_limit{5'000};

void random_bytes(std::span<std::uint8_t> out) {
  static std::ifstream source("/dev/urandom", std::ios::binary);
  source.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
}

struct Address {
  platform::HttpClientOptions place;
  std::string path;
};

// "http://host:port/path"
Address address_of(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  const std::size_t slash = std::min(url.find('/'), url.size());
  const std::string_view place = url.substr(0, slash);
  const std::size_t colon = place.rfind(':');
  Address address;
  address.place.host = place.substr(0, colon);
  if (colon != std::string_view::npos)
    address.place.port = static_cast<std::uint16_t>(std::stoi(std::string(place.substr(colon + 1))));
  address.path = slash == url.size() ? "/" : url.substr(slash);
  return address;
}

class Probe {
 public:
  explicit Probe(platform::Loop& loop) : loop_(loop) {}

  Task<HttpResponse> answer(HttpRequest request) {
    const platform::TraceContext trace = platform::continue_trace(request.headers, random_bytes);
    const boost::json::value wanted = boost::json::parse(request.body);
    for (const boost::json::value& call : wanted.as_array()) {
      auto calling = post(std::string(call.at("url").as_string()), boost::json::serialize(call.at("arguments")), trace);
      co_await calling;
    }
    HttpResponse response;
    response.status = 204;
    co_return response;
  }

 private:
  Task<void> post(std::string url, std::string arguments, platform::TraceContext trace) {
    const Address address = address_of(url);
    platform::HttpClient client(loop_, address.place);
    HttpRequest request;
    request.method = "POST";
    request.target = request.path = address.path;
    request.headers.push_back({"content-type", "application/json"});
    const platform::TraceContext child = platform::child_of(trace, random_bytes);
    platform::propagate(child, request.headers);
    request.body = std::move(arguments);
    auto sending = client.send(std::move(request), call_limit);
    const HttpResponse ignored = co_await sending;
  }

  platform::Loop& loop_;
};

HttpResponse refuse(edge::HttpProblem problem, const HttpRequest&) {
  HttpResponse response;
  response.status = edge::http_status(problem);
  return response;
}

}  // namespace

int main() {
  platform::Loop loop([](std::exception_ptr) {});
  Probe probe(loop);
  edge::HttpServer server(loop, {}, [&probe](HttpRequest request) { return probe.answer(std::move(request)); }, refuse);
  std::printf("%u\n", static_cast<unsigned>(server.port()));
  std::fflush(stdout);
  loop.run();
}
