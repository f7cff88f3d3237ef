// Replies without an end: server-sent events through the server, and through the client behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge/http_server.hpp"
#include "http_test_server.hpp"
#include "platform/http_client.hpp"

namespace salon::edge {
namespace {

using platform::HttpStream;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

const std::string get = "GET /admin/v1/events HTTP/1.1\r\nHost: a\r\n\r\n";

// What happened to a stream's writer.
struct Ending {
  std::atomic<int> begun{0};
  std::atomic<int> ended{0};
};

Task<void> write_three(HttpStream& stream) {
  for (int i = 1; i <= 3; ++i) {
    auto writing = stream.write("data: " + std::to_string(i) + "\n\n");
    co_await writing;
  }
  auto nothing = stream.write("");
  co_await nothing;
}

// One event, then silence until the stream closes.
Task<void> write_one_and_wait(HttpStream& stream, platform::Loop& loop, Ending& ending) {
  auto writing = stream.write("data: hello\n\n");
  co_await writing;
  boost::asio::steady_timer silence(loop.io());
  ++ending.begun;
  if (stream.is_open()) {
    stream.on_close([&silence] { silence.cancel(); });
    auto waiting = platform::wait_for(silence, std::chrono::hours(1));
    co_await waiting;
  }
  ++ending.ended;
}

Task<void> write_and_throw(HttpStream& stream) {
  auto writing = stream.write("data: 1\n\n");
  co_await writing;
  throw std::runtime_error("the source is gone");
}

Task<void> write_without_end(HttpStream& stream, Ending& ending) {
  ++ending.begun;
  for (bool is_open = true; is_open;) {
    auto writing = stream.write(std::string(100'000, 'x'));
    is_open = co_await writing;
  }
  ++ending.ended;
}

Task<HttpResponse> events(std::function<Task<void>(HttpStream&)> stream) {
  HttpResponse response{.headers = {{"content-type", "text/event-stream"}}};
  response.stream = std::move(stream);
  co_return response;
}

struct EventServer {
  explicit EventServer(HttpServerOptions options = {})
      : server(std::move(options), [this](HttpRequest request) { return answer(request.path); }) {}
  Task<HttpResponse> answer(const std::string& path) {
    if (path == "/three") return events(write_three);
    if (path == "/throws") return events(write_and_throw);
    if (path == "/endless") return events([this](HttpStream& stream) { return write_without_end(stream, ending); });
    return events([this](HttpStream& stream) { return write_one_and_wait(stream, server.loop(), ending); });
  }
  void wait_until_begun(int count = 1) {
    while (ending.begun < count) std::this_thread::yield();
  }
  void wait_until_ended(int count = 1) {
    while (ending.ended < count) std::this_thread::yield();
  }
  Ending ending;
  TestServer server;
};

TEST(HttpStreams, events_come_in_chunks_and_the_connection_stays) {
  EventServer events_of;
  RawClient client = events_of.server.connect();
  client.send("GET /three HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("transfer-encoding: chunked\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("content-length")));
  EXPECT_EQ(client.read_until("0\r\n\r\n"), "9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n9\r\ndata: 3\n\n\r\n0\r\n\r\n");
  client.send("GET /three HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_until("0\r\n\r\n"), HasSubstr("data: 3"));
}

TEST(HttpStreams, http_1_0_gets_them_as_they_are_until_the_end) {
  EventServer events_of;
  RawClient client = events_of.server.connect();
  client.send("GET /three HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string reply = client.read_to_the_end();
  EXPECT_THAT(reply, Not(HasSubstr("transfer-encoding")));
  EXPECT_THAT(reply, EndsWith("\r\n\r\ndata: 1\n\ndata: 2\n\ndata: 3\n\n"));
}

TEST(HttpStreams, a_head_request_gets_the_headers_only) {
  EventServer events_of;
  RawClient client = events_of.server.connect();
  client.send("HEAD /three HTTP/1.1\r\nHost: a\r\n\r\nGET /three HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("text/event-stream"));
  EXPECT_THAT(client.read_to_the_end(), testing::StartsWith("HTTP/1.1 200"));
}

TEST(HttpStreams, one_whose_source_fails_ends_without_its_last_chunk) {
  testing::internal::CaptureStderr();
  {
    EventServer events_of;
    RawClient client = events_of.server.connect();
    client.send("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(client.read_to_the_end(), EndsWith("data: 1\n\n\r\n"));
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(), Not(HasSubstr("the source is gone")));
}

TEST(HttpStreams, a_silent_one_ends_as_soon_as_its_peer_goes) {
  for (const bool with_reset : {false, true}) {
    EventServer events_of;
    RawClient client = events_of.server.connect();
    client.send(get);
    client.read_until("hello\n\n");
    with_reset ? client.reset() : client.close();
    events_of.wait_until_ended();
    events_of.server.wait_for_connections(0);
    EXPECT_EQ(events_of.server.errors(), 0);
  }
}

TEST(HttpStreams, one_whose_peer_does_not_read_ends_at_the_write_deadline) {
  HttpServerOptions options;
  options.write_deadline = milliseconds(30);
  EventServer events_of(options);
  RawClient client(events_of.server.port(), 4096);
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  events_of.wait_until_ended();
  events_of.server.wait_for_connections(0);
}

TEST(HttpStreams, a_drain_ends_them_properly) {
  EventServer events_of;
  RawClient client = events_of.server.connect();
  client.send(get);
  client.read_until("hello\n\n");
  events_of.wait_until_begun();
  auto drained = events_of.server.drain(milliseconds(20'000));
  EXPECT_EQ(client.read_to_the_end(), "\r\n0\r\n\r\n");
  client.close();
  drained.wait();
  EXPECT_EQ(events_of.ending.ended, 1);
}

TEST(HttpStreams, one_that_begins_while_the_server_drains_ends_at_once) {
  EventServer events_of;
  RawClient client = events_of.server.connect();
  events_of.server.wait_for_connections(1);
  auto drained = events_of.server.drain(milliseconds(20'000));
  client.send(get);
  EXPECT_THAT(client.read_to_the_end(), EndsWith("\r\n\r\n0\r\n\r\n"));
  client.close();
  drained.wait();
}

TEST(HttpStreams, a_request_sent_behind_one_is_answered_after_it) {
  EventServer events_of;
  RawClient client = events_of.server.connect();
  client.send("GET /three HTTP/1.1\r\nHost: a\r\n\r\nGET /three HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(count_of(client.read_to_the_end(), "data: 3"), 2U);
}

// A second server that passes everything on to the first, as a gateway does.
struct Forwarding {
  explicit Forwarding(std::uint16_t port)
      : server({}, [this](HttpRequest request) { return client->send(std::move(request), milliseconds(20'000)); }),
        client(std::make_unique<platform::HttpClient>(
            server.loop(), platform::HttpClientOptions{.host = "127.0.0.1", .port = port})) {}
  ~Forwarding() { server.stop(); }
  TestServer server;
  std::unique_ptr<platform::HttpClient> client;
};

TEST(HttpForwarding, requests_and_replies_pass_through) {
  TestServer behind;
  Forwarding front(behind.port());
  RawClient client = front.server.connect();
  for (int i = 0; i < 3; ++i) {
    const std::string reply = client.ask("POST /v1/bookings?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
    EXPECT_THAT(reply, EndsWith("content-type: text/plain\r\n\r\nPOST /v1/bookings?x=1 {}"));
    EXPECT_EQ(count_of(reply, "date: "), 1U);
  }
  EXPECT_EQ(behind.on_loop([&] { return behind.server().connections(); }), 1U);
}

TEST(HttpForwarding, a_head_request_keeps_its_length) {
  TestServer behind;
  Forwarding front(behind.port());
  RawClient client = front.server.connect();
  client.send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_reply(false), HasSubstr("content-length: 10\r\n"));
}

TEST(HttpForwarding, events_pass_through_one_by_one) {
  EventServer behind;
  Forwarding front(behind.server.port());
  RawClient client = front.server.connect();
  client.send(get);
  EXPECT_THAT(client.read_until("hello\n\n"), HasSubstr("transfer-encoding: chunked\r\n"));
  client.send("GET /three HTTP/1.1\r\nHost: a\r\n\r\n");
  RawClient other = front.server.connect();
  other.send("GET /three HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(other.read_until("0\r\n\r\n"), HasSubstr("data: 3"));
}

TEST(HttpForwarding, when_the_reader_goes_the_writer_behind_the_gateway_hears_of_it) {
  EventServer behind;
  Forwarding front(behind.server.port());
  RawClient client = front.server.connect();
  client.send(get);
  client.read_until("hello\n\n");
  client.close();
  behind.wait_until_ended();
}

TEST(HttpForwarding, a_drain_of_the_gateway_ends_its_streams) {
  EventServer behind;
  Forwarding front(behind.server.port());
  RawClient client = front.server.connect();
  client.send(get);
  client.read_until("hello\n\n");
  auto drained = front.server.drain(milliseconds(20'000));
  EXPECT_THAT(client.read_to_the_end(), EndsWith("0\r\n\r\n"));
  client.close();
  drained.wait();
  behind.wait_until_ended();
}

}  // namespace
}  // namespace salon::edge
