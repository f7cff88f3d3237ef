// What the HTTP layer refuses is answered, traced and logged as any other request, as far as it could be read.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "edge_world.hpp"
#include "http_test_server.hpp"
#include "platform/log.hpp"

namespace salon::testing {
namespace {

using edge::HttpProblem;
using ::testing::HasSubstr;
using ::testing::Not;

// Answers every refusal with what it was told of the request.
HttpResponse retelling(HttpProblem problem, HttpRequest request) {
  HttpResponse response{.status = edge::http_status(problem), .headers = {{"content-type", "text/plain"}}};
  const std::string* id = request.header("x-request-id");
  response.body = request.method + " " + request.path + "?" + request.query + " " + (id ? *id : "no id") + " " +
                  request.peer + " " + std::to_string(request.body.size());
  return response;
}

struct Refused {
  std::string name;
  std::string bytes;
  int status;
  std::string told;
};

TEST(RefusedRequest, is_told_as_far_as_it_was_read) {
  const std::string begun = "POST /v1/bookings?a=b HTTP/1.1\r\nHost: a\r\nX-Request-ID: request-7\r\n";
  const std::string all = "POST /v1/bookings?a=b request-7 127.0.0.1 0";
  const std::vector<Refused> refused{
      {"a long body", begun + "Content-Length: 70000\r\n\r\n", 413, all},
      {"a long body in chunks", begun + "Transfer-Encoding: chunked\r\n\r\n10001\r\n", 413, all},
      {"a chunk that is none", begun + "Transfer-Encoding: chunked\r\n\r\nx\r\n", 400, all},
      {"a long head", begun + "X-A: " + std::string(17'000, 'a'), 431, all},
      {"a bad line", begun + "no field\r\n", 400, all},
      {"an expectation", begun + "Expect: wonders\r\n", 417, all},
      {"two framings", begun + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400, all},
      {"an id that comes too late", "GET / HTTP/1.1\r\nbad\r\nX-Request-Id: request-7\r\n\r\n", 400,
       "GET /? no id 127.0.0.1 0"},
      {"no request line", "nonsense\r\n\r\n", 400, " ? no id 127.0.0.1 0"}};
  for (const Refused& one : refused) {
    edge::TestServer server({}, edge::echo, retelling);
    edge::RawClient client = server.connect();
    client.send(one.bytes);
    const std::string reply = client.read_to_the_end();
    EXPECT_EQ(edge::status_of(reply), one.status) << one.name;
    EXPECT_THAT(reply, ::testing::EndsWith("\r\n\r\n" + one.told)) << one.name;
  }
}

TEST(RefusedRequest, that_never_came_to_its_end_is_told_too) {
  const std::vector<std::string> unfinished{
      "GET /slow HTTP/1.1\r\nHost: a\r\nX-Request-Id: request-7\r\n",
      "GET /slow HTTP/1.1\r\nHost: a\r\nX-Request-Id: request-7\r\nContent-Length: 10\r\n\r\nabc"};
  for (const std::string& bytes : unfinished) {
    edge::HttpServerOptions options;
    options.head_deadline = options.body_deadline = std::chrono::milliseconds(30);
    edge::TestServer server(options, edge::echo, retelling);
    edge::RawClient client = server.connect();
    client.send(bytes);
    const std::string reply = client.read_to_the_end();
    EXPECT_EQ(edge::status_of(reply), 408);
    EXPECT_THAT(reply, HasSubstr("GET /slow? request-7 127.0.0.1 0"));
  }
}

TEST(RefusedRequest, after_one_that_was_answered_is_told_as_itself) {
  edge::TestServer server({}, edge::echo, retelling);
  edge::RawClient client = server.connect();
  EXPECT_EQ(edge::status_of(client.ask("POST /first HTTP/1.1\r\nHost: a\r\nX-Request-Id: request-1\r\n"
                                       "Content-Length: 2\r\n\r\nab")),
            200);
  client.send("GET /second HTTP/1.1\r\nHost: a\r\nbad\r\n");
  EXPECT_THAT(client.read_to_the_end(), HasSubstr("GET /second? no id 127.0.0.1 0"));
}

HttpRequest half_read() {
  HttpRequest request;
  request.method = "POST";
  request.path = "/v1/bookings/0501234567/confirm";
  request.query = "phone=0501234567";
  request.headers = {{"x-request-id", "request-of-the-test"}};
  request.peer = "192.0.2.1";
  return request;
}

TEST(RefusedRequest, has_the_request_id_and_the_instance_of_its_request) {
  EdgeWorld world;
  const auto response = world.refuse(HttpProblem::body_too_large, half_read());
  EXPECT_EQ(told(response), "413 BODY_TOO_LARGE");
  EXPECT_EQ(header_of(response, "x-request-id"), "request-of-the-test");
  EXPECT_EQ(header_of(response, "cache-control"), "no-store");
  EXPECT_EQ(header_of(response, "x-content-type-options"), "nosniff");
  EXPECT_EQ(json_of(response).at("request_id").as_string(), "request-of-the-test");
  EXPECT_EQ(json_of(response).at("instance").as_string(), "/v1/bookings/0501234567/confirm");
  const auto unread = world.refuse(HttpProblem::bad_request, {});
  EXPECT_EQ(told(unread), "400 MALFORMED_REQUEST");
  EXPECT_EQ(header_of(unread, "x-request-id").size(), 32U);
}

TEST(RefusedRequest, is_logged_by_its_route_as_any_other) {
  int ends[2]{-1, -1};
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  EdgeOptions options;
  options.edge.logs_requests = true;
  EdgeWorld world(options);
  {
    const platform::LogWriter writer({.file = ends[1]});
    (void)world.refuse(HttpProblem::timeout, half_read());
  }
  ::close(ends[1]);
  std::string line(4096, '\0');
  const ssize_t size = ::read(ends[0], line.data(), line.size());
  ::close(ends[0]);
  ASSERT_GT(size, 0);
  line.resize(static_cast<std::size_t>(size));
  const auto entry = boost::json::parse(line).as_object();
  EXPECT_EQ(entry.at("message").as_string(), "request");
  EXPECT_EQ(entry.at("method").as_string(), "POST");
  EXPECT_EQ(entry.at("route").as_string(), "/v1/bookings/{id}/confirm");
  EXPECT_EQ(entry.at("status").as_int64(), 408);
  EXPECT_EQ(entry.at("request_id").as_string(), "request-of-the-test");
  EXPECT_THAT(line, Not(HasSubstr("0501234567"))) << "D61";
}

}  // namespace
}  // namespace salon::testing
