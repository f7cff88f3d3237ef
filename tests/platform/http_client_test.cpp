#include "platform/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>

#include "scripted_server.hpp"

namespace salon::platform {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

constexpr milliseconds long_enough{20'000};
const std::string ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
const std::string event_stream =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";

void fail_on_error(std::exception_ptr) { ADD_FAILURE() << "a task threw"; }

HttpRequest get(std::string target = "/v1/slots") { return {.method = "GET", .target = std::move(target)}; }
HttpRequest post(std::string body) { return {.method = "POST", .target = "/v1/bookings", .body = std::move(body)}; }

class HttpClientTest : public testing::Test {
 protected:
  HttpClientOptions options_for(const ScriptedServer& server) { return {.host = "127.0.0.1", .port = server.port()}; }
  HttpResponse send(HttpClient& client, HttpRequest request) {
    return run_on(loop, client.send(std::move(request), long_enough));
  }
  // Whether the failed request may have been sent; nothing when it did not fail.
  std::optional<bool> failure(HttpClient& client, HttpRequest request, milliseconds limit = long_enough) {
    try {
      run_on(loop, client.send(std::move(request), limit));
    } catch (const HttpClientError& error) {
      return error.may_have_been_sent();
    }
    return std::nullopt;
  }

  Loop loop{fail_on_error};
};

TEST_F(HttpClientTest, sends_a_request_and_reads_its_reply) {
  ScriptedServer server({{"HTTP/1.1 201 Created\r\nLocation: /v1/bookings/7\r\nContent-Length: 4\r\n\r\nbody"}});
  HttpClient client(loop, options_for(server));
  HttpRequest request = post("{}");
  request.headers = {{"accept", "*/*"},
                     {"x-hop", "1"},
                     {"connection", "keep-alive, X-Hop"},
                     {"host", "elsewhere"},
                     {"transfer-encoding", "chunked"}};
  const HttpResponse reply = send(client, std::move(request));
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, "body");
  ASSERT_TRUE(reply.header("location"));
  EXPECT_EQ(reply.header("content-length"), nullptr);
  EXPECT_EQ(server.requests().at(0), "POST /v1/bookings HTTP/1.1\r\nhost: 127.0.0.1:" + std::to_string(server.port()) +
                                         "\r\naccept: */*\r\ncontent-length: 2\r\n\r\n{}");
}

TEST_F(HttpClientTest, requests_one_after_another_share_a_connection) {
  ScriptedServer server({{ok, ok, ok, stays_open}});
  HttpClient client(loop, options_for(server));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send(client, get()).body, "hi");
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpClientTest, reads_replies_that_are_chunked_or_end_with_the_connection) {
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n",
                          ok, "HTTP/1.1 200 OK\r\n\r\nto the end"}});
  HttpClient client(loop, options_for(server));
  EXPECT_EQ(send(client, get()).body, "abcde");
  EXPECT_EQ(send(client, get()).body, "hi");
  EXPECT_EQ(send(client, get()).body, "to the end");
}

TEST_F(HttpClientTest, passes_over_interim_replies) {
  ScriptedServer server({{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + ok}});
  HttpClient client(loop, options_for(server));
  const HttpResponse reply = send(client, get());
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("link"), nullptr);
}

TEST_F(HttpClientTest, a_head_reply_has_a_length_without_a_body) {
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", ok}});
  HttpClient client(loop, options_for(server));
  HttpRequest request = get();
  request.method = "HEAD";
  const HttpResponse reply = send(client, std::move(request));
  EXPECT_EQ(reply.body, "");
  ASSERT_TRUE(reply.header("content-length"));
  EXPECT_EQ(*reply.header("content-length"), "500");
  EXPECT_EQ(send(client, get()).body, "hi");
}

TEST_F(HttpClientTest, a_kept_connection_that_was_closed_meanwhile_is_not_used_even_for_a_write) {
  ScriptedServer server({{ok}, {ok}});
  HttpClient client(loop, options_for(server));
  EXPECT_EQ(send(client, get()).body, "hi");
  server.wait_until_closed(1);
  EXPECT_EQ(send(client, post("{}")).body, "hi");
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpClientTest, a_read_that_meets_a_closed_kept_connection_is_sent_again_on_a_fresh_one) {
  ScriptedServer server({{ok, ""}, {ok}});
  HttpClient client(loop, options_for(server));
  EXPECT_EQ(send(client, get()).body, "hi");
  EXPECT_EQ(send(client, get()).body, "hi");
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpClientTest, a_write_is_never_sent_twice) {
  ScriptedServer server({{ok, ""}, {ok}});
  HttpClient client(loop, options_for(server));
  EXPECT_EQ(send(client, get()).body, "hi");
  EXPECT_EQ(failure(client, post("{}")), true);
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpClientTest, a_read_is_sent_again_only_once) {
  ScriptedServer server({{ok, ""}, {""}});
  HttpClient client(loop, options_for(server));
  EXPECT_EQ(send(client, get()).body, "hi");
  EXPECT_EQ(failure(client, get()), true);
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpClientTest, nobody_listening_means_that_nothing_was_sent) {
  std::uint16_t port = 0;
  {
    ScriptedServer server({{ok}});
    port = server.port();
  }
  HttpClient client(loop, {.host = "127.0.0.1", .port = port});
  EXPECT_EQ(failure(client, post("{}")), false);
}

TEST_F(HttpClientTest, a_server_that_does_not_answer_in_time_may_have_done_it) {
  ScriptedServer server({{stays_open}});
  HttpClient client(loop, options_for(server));
  EXPECT_EQ(failure(client, post("{}"), milliseconds(50)), true);
}

TEST_F(HttpClientTest, a_reply_that_is_no_http_or_too_long_is_an_error) {
  const std::vector<std::string> bad{
      "HTTP/9.9 nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
      "HTTP/1.1 200 OK\r\nx: " + std::string(40'000, 'y') + "\r\n\r\n"};
  for (const std::string& reply : bad) {
    ScriptedServer server({{reply}});
    HttpClient client(loop, options_for(server));
    EXPECT_EQ(failure(client, get()), true) << reply.substr(0, 60);
  }
}

TEST_F(HttpClientTest, what_would_smuggle_a_header_or_a_request_is_not_sent) {
  ScriptedServer server({{ok}});
  HttpClient client(loop, options_for(server));
  HttpRequest request = get();
  request.headers = {{"x-request-id", "a\r\nevil: 1"}};
  EXPECT_EQ(failure(client, request), false);
  EXPECT_EQ(failure(client, get("/a b")), false);
  EXPECT_EQ(failure(client, get("/a\r\n")), false);
  EXPECT_EQ(failure(client, get("")), false);
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(HttpClientTest, finds_a_server_by_its_name) {
  ScriptedServer server({{ok}});
  HttpClient client(loop, {.host = "localhost", .port = server.port()});
  EXPECT_EQ(send(client, get()).body, "hi");
}

struct Told {
  int replies = 0;
  std::vector<bool> failures;  // whether it may have been sent
};

Task<void> send_and_tell(HttpClient& client, HttpRequest request, milliseconds limit, Told& told) {
  try {
    auto sending = client.send(std::move(request), limit);
    const HttpResponse reply = co_await sending;
    told.replies += reply.status == 200 ? 1 : 0;
  } catch (const HttpClientError& error) {
    told.failures.push_back(error.may_have_been_sent());
  }
}

TEST_F(HttpClientTest, beyond_the_pool_requests_wait_and_beyond_the_queue_they_fail) {
  std::latch gate(1);
  ScriptedServer server({{ok, ok, ok, stays_open}}, [&] { gate.wait(); });
  HttpClientOptions options = options_for(server);
  options.most_connections = 1;
  options.most_waiting = 2;
  Told told;
  {
    HttpClient client(loop, options);
    for (int i = 0; i < 4; ++i) loop.spawn(send_and_tell(client, get(), long_enough, told));
    while (told.failures.empty()) loop.io().run_one();
    gate.count_down();
    while (told.replies < 3) loop.io().run_one();
  }
  EXPECT_EQ(told.failures, std::vector<bool>{false});
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpClientTest, waiting_for_a_connection_has_its_limit_too) {
  std::latch gate(1);
  ScriptedServer server({{ok, ok, stays_open}}, [&] { gate.wait(); });
  HttpClientOptions options = options_for(server);
  options.most_connections = 1;
  Told told;
  {
    HttpClient client(loop, options);
    loop.spawn(send_and_tell(client, get(), long_enough, told));
    loop.spawn(send_and_tell(client, post("{}"), milliseconds(20), told));
    while (told.failures.empty()) loop.io().run_one();
    gate.count_down();
    while (told.replies < 1) loop.io().run_one();
    // The one that gave up does not keep its place in the queue.
    EXPECT_EQ(send(client, get()).body, "hi");
  }
  EXPECT_EQ(told.failures, std::vector<bool>{false});
}

class Collector final : public HttpStream {
 public:
  Task<bool> write(std::string chunk) override {
    text += chunk;
    if (text.find(stop_at) != std::string::npos) is_open_ = false;
    co_return is_open_;
  }
  bool is_open() const override { return is_open_; }
  void on_close(std::function<void()> wake) override { wake_ = std::move(wake); }
  void close() {
    is_open_ = false;
    wake_();
  }

  std::string text;
  std::string stop_at = "(never)";

 private:
  bool is_open_ = true;
  std::function<void()> wake_;
};

TEST_F(HttpClientTest, an_event_stream_is_passed_on_piece_by_piece_to_its_end) {
  ScriptedServer server({{event_stream + "9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n"}});
  HttpClient client(loop, options_for(server));
  const HttpResponse reply = send(client, get("/admin/v1/events"));
  ASSERT_TRUE(reply.stream);
  EXPECT_EQ(reply.header("transfer-encoding"), nullptr);
  Collector collector;
  run_on(loop, reply.stream(collector));
  EXPECT_EQ(collector.text, "data: 1\n\ndata: 2\n\n");
}

TEST_F(HttpClientTest, an_event_stream_that_is_cut_off_is_an_error) {
  ScriptedServer server({{event_stream + "9\r\ndata: 1\n\n\r\n"}});
  HttpClient client(loop, options_for(server));
  const HttpResponse reply = send(client, get());
  ASSERT_TRUE(reply.stream);
  Collector collector;
  EXPECT_THROW(run_on(loop, reply.stream(collector)), HttpClientError);
  EXPECT_EQ(collector.text, "data: 1\n\n");
}

Task<void> close_soon(Collector& collector, Loop& loop) {
  while (collector.text.empty()) {
    auto pause = sleep_for(loop.io(), milliseconds(1));
    co_await pause;
  }
  collector.close();
}

TEST_F(HttpClientTest, an_event_stream_ends_when_its_reader_goes_even_while_nothing_comes) {
  ScriptedServer server({{event_stream + "9\r\ndata: 1\n\n\r\n", stays_open}});
  HttpClient client(loop, options_for(server));
  const HttpResponse reply = send(client, get());
  ASSERT_TRUE(reply.stream);
  Collector collector;
  loop.spawn(close_soon(collector, loop));
  run_on(loop, reply.stream(collector));
  EXPECT_EQ(collector.text, "data: 1\n\n");
}

TEST_F(HttpClientTest, event_streams_leave_the_pool_to_others_and_have_a_bound_of_their_own) {
  ScriptedServer server({{event_stream, stays_open}});
  HttpClientOptions options = options_for(server);
  options.most_connections = 1;
  options.most_streams = 2;
  HttpClient client(loop, options);
  {
    const HttpResponse first = send(client, get());
    const HttpResponse second = send(client, get());
    EXPECT_TRUE(first.stream && second.stream);
    EXPECT_EQ(failure(client, get()), true);
  }
  EXPECT_TRUE(send(client, get()).stream);
}

}  // namespace
}  // namespace salon::platform
