#include "edge/http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http_test_server.hpp"

namespace salon::edge {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string get = "GET /v1/slots HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(const std::string& body, const std::string& lines = {}) {
  return "POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + lines +
         "\r\n" + body;
}

TEST(HttpServer, answers_a_request_with_length_and_date) {
  TestServer server;
  RawClient client = server.connect();
  const std::string reply = client.ask(get);
  EXPECT_THAT(reply, StartsWith("HTTP/1.1 200 OK\r\ndate: "));
  EXPECT_THAT(reply, HasSubstr(" GMT\r\ncontent-length: 14\r\ncontent-type: text/plain\r\n\r\nGET /v1/slots "));
  EXPECT_THAT(reply, Not(HasSubstr("connection:")));
}

TEST(HttpServer, keeps_the_connection_for_the_next_request) {
  TestServer server;
  RawClient client = server.connect();
  for (int i = 0; i < 5; ++i) EXPECT_THAT(client.ask(post("{\"n\":1}")), HasSubstr("POST /v1/bookings {\"n\":1}"));
  EXPECT_EQ(server.on_loop([&] { return server.server().connections(); }), 1U);
}

TEST(HttpServer, the_handler_gets_path_query_headers_and_peer) {
  HttpRequest seen;
  TestServer server({}, [&](HttpRequest request) {
    seen = request;
    return echo(std::move(request));
  });
  RawClient client = server.connect();
  client.ask("GET /v1/a%20b?x=%31&y HTTP/1.1\r\nHOST: a\r\nX-Request-Id:  abc\t\r\nX-Empty:\r\n\r\n");
  EXPECT_EQ(seen.target, "/v1/a%20b?x=%31&y");
  EXPECT_EQ(seen.path, "/v1/a%20b");
  EXPECT_EQ(seen.query, "x=%31&y");
  EXPECT_EQ(*seen.header("x-request-id"), "abc");
  EXPECT_EQ(*seen.header("x-empty"), "");
  EXPECT_EQ(seen.peer, "127.0.0.1");
}

TEST(HttpServer, a_target_in_absolute_form_names_the_host) {
  std::string host;
  TestServer server({}, [&](HttpRequest request) {
    host = *request.header("host");
    return echo(std::move(request));
  });
  RawClient client = server.connect();
  EXPECT_THAT(client.ask("GET http://salon.example/v1/x?y HTTP/1.1\r\nHost: other\r\n\r\n"),
              HasSubstr("\r\n\r\nGET /v1/x?y "));
  EXPECT_EQ(host, "salon.example");
}

TEST(HttpServer, a_hundred_requests_in_one_write_are_answered_in_order) {
  TestServer server;
  RawClient client = server.connect();
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    const std::string number = std::to_string(i);
    requests += i % 2 ? post(number) : "GET /" + number + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
  client.send(requests);
  for (int i = 0; i < 100; ++i) {
    const std::string number = std::to_string(i);
    EXPECT_THAT(client.read_reply(), testing::EndsWith(i % 2 ? "POST /v1/bookings " + number : "GET /" + number + " "));
  }
}

Task<HttpResponse> large(HttpRequest) {
  HttpResponse response;
  response.body.assign(1'000'000, 'x');
  co_return response;
}

TEST(HttpServer, large_replies_to_pipelined_requests_arrive_whole_at_a_slow_reader) {
  TestServer server({}, large);
  RawClient client(server.port(), 4096);
  client.send(get + get + get);
  for (int i = 0; i < 3; ++i) {
    const std::string reply = client.read_reply();
    EXPECT_EQ(reply.size() - reply.find("\r\n\r\n"), 4 + 1'000'000U);
  }
}

TEST(HttpServer, a_head_reply_is_the_get_reply_without_its_body) {
  TestServer server({}, large);
  RawClient client = server.connect();
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string head = client.read_reply(false);
  EXPECT_THAT(head, HasSubstr("content-length: 1000000\r\n"));
  EXPECT_EQ(client.ask(get).substr(0, head.size()), head);
}

Task<HttpResponse> no_content(HttpRequest request) {
  HttpResponse response{.status = request.path == "/304" ? 304 : 204, .headers = {{"etag", "\"1\""}}};
  response.body = "never sent";
  co_return response;
}

TEST(HttpServer, replies_that_have_no_body_have_no_length_either) {
  TestServer server({}, no_content);
  RawClient client = server.connect();
  for (const std::string path : {"/304", "/204"}) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string reply = client.read_until("\r\n\r\n");
    EXPECT_THAT(reply, StartsWith("HTTP/1.1 " + path.substr(1)));
    EXPECT_THAT(reply, HasSubstr("etag: \"1\"\r\n"));
    EXPECT_THAT(reply, Not(HasSubstr("content-length")));
  }
}

TEST(HttpServer, closes_when_the_client_asks_for_it) {
  TestServer server;
  RawClient client = server.connect();
  client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get);
  const std::string replies = client.read_to_the_end();
  EXPECT_EQ(count_of(replies, "HTTP/1.1 200"), 1U);
  EXPECT_THAT(replies, HasSubstr("connection: close\r\n"));
}

TEST(HttpServer, http_1_0_closes_unless_it_asks_to_stay) {
  TestServer server;
  RawClient leaving = server.connect();
  leaving.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(leaving.read_to_the_end(), HasSubstr("connection: close\r\n"));
  RawClient staying = server.connect();
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(staying.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
                HasSubstr("connection: keep-alive\r\n"));
  }
}

TEST(HttpServer, one_blank_line_between_requests_is_forgiven) {
  TestServer server;
  RawClient client = server.connect();
  EXPECT_EQ(status_of(client.ask("\r\n" + get)), 200);
  EXPECT_EQ(status_of(client.ask("\r\n" + get)), 200);
}

TEST(HttpServer, a_body_in_chunks_is_put_together_and_its_trailers_are_dropped) {
  TestServer server;
  RawClient client = server.connect();
  const std::string head = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n";
  EXPECT_THAT(client.ask(head + "5\r\nhello\r\n1;why=\"not\";x\r\n \r\n005\r\nworld\r\n0\r\nX-Sum: 1\r\n\r\n"),
              testing::EndsWith("POST /x hello world"));
  EXPECT_THAT(client.ask(head + "0\r\n\r\n"), testing::EndsWith("POST /x "));
}

TEST(HttpServer, a_body_in_chunks_may_come_byte_by_byte) {
  TestServer server;
  RawClient client = server.connect();
  for (const char c : std::string("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                                  "chunked\r\n\r\n3\r\nabc\r\na\r\n0123456789\r\n0\r\nX: 1\r\n\r\n")) {
    client.send({&c, 1});
  }
  EXPECT_THAT(client.read_reply(), testing::EndsWith("POST /x abc0123456789"));
}

TEST(HttpServer, a_body_of_exactly_the_limit_is_taken) {
  TestServer server;
  RawClient client = server.connect();
  EXPECT_EQ(status_of(client.ask(post(std::string(65'536, 'a')))), 200);
  const std::string chunks = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\n" +
                             std::string(32'768, 'a') + "\r\n8000\r\n" + std::string(32'768, 'b') + "\r\n0\r\n\r\n";
  EXPECT_EQ(status_of(client.ask(chunks)), 200);
}

TEST(HttpServer, too_large_a_body_is_refused_although_the_client_goes_on_sending) {
  TestServer server;
  RawClient client = server.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n");
  client.send(std::string(300'000, 'a'));
  EXPECT_EQ(status_of(client.read_to_the_end()), 413);
}

TEST(HttpServer, after_a_refusal_the_client_may_go_on_sending_without_being_cut_off) {
  HttpServerOptions options;
  options.linger = milliseconds(30'000);
  TestServer server(options);
  RawClient client = server.connect();
  EXPECT_EQ(status_of(client.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n")), 413);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(client.send(std::string(1'000, 'a')));
  EXPECT_EQ(client.read_to_the_end(), "");
}

TEST(HttpServer, a_chunk_size_or_trailer_is_refused_before_it_ends_when_it_never_would) {
  TestServer server;
  for (const std::string start : {"", "5;a=", "0\r\nX-A: "}) {
    RawClient client = server.connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + start + std::string(40'000, '0'));
    EXPECT_EQ(status_of(client.read_to_the_end()), 400) << start;
  }
}

TEST(HttpServer, leave_to_send_the_body_is_given_once) {
  TestServer server;
  RawClient client = server.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ab");
  client.send("cd");
  EXPECT_THAT(client.read_reply(), testing::EndsWith("POST / abcd"));
  EXPECT_THAT(client.ask(post("ef", "Expect: 100-continue\r\n")), StartsWith("HTTP/1.1 200"));
}

TEST(HttpServer, leave_is_not_given_for_a_body_that_would_be_refused) {
  TestServer server;
  RawClient client = server.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n");
  EXPECT_EQ(status_of(client.read_to_the_end()), 413);
}

Task<HttpResponse> faulty(HttpRequest request) {
  if (request.path == "/later") {
    auto fine = echo(std::move(request));
    co_await fine;
  }
  throw std::runtime_error("secret 0176-5550123");
}

TEST(HttpServer, what_a_handler_throws_is_an_internal_error_and_is_not_told) {
  testing::internal::CaptureStderr();
  {
    TestServer server({}, faulty);
    RawClient client = server.connect();
    for (const std::string path : {"/now", "/later"}) {
      const std::string reply = client.ask("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      EXPECT_EQ(status_of(reply), 500);
      EXPECT_THAT(reply, Not(HasSubstr("secret")));
      EXPECT_THAT(reply, HasSubstr("application/problem+json"));
    }
    EXPECT_EQ(server.errors(), 0);
  }
  const std::string logged = testing::internal::GetCapturedStderr();
  EXPECT_THAT(logged, HasSubstr("std::runtime_error"));
  EXPECT_THAT(logged, Not(HasSubstr("0176")));
}

Task<HttpResponse> splitting(HttpRequest) {
  HttpResponse response{.headers = {{"location", "/a\r\nset-cookie: x=1"}}};
  co_return response;
}

TEST(HttpServer, a_reply_header_cannot_begin_another) {
  testing::internal::CaptureStderr();
  {
    TestServer server({}, splitting);
    RawClient client = server.connect();
    client.send(get);
    const std::string reply = client.read_to_the_end();
    EXPECT_EQ(status_of(reply), 500);
    EXPECT_THAT(reply, Not(HasSubstr("set-cookie")));
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("a reply could not be written"));
}

Task<HttpResponse> meddling(HttpRequest) {
  HttpResponse response{.headers = {{"content-length", "1"},
                                    {"transfer-encoding", "chunked"},
                                    {"date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                    {"connection", "close"}}};
  response.body = "body";
  co_return response;
}

TEST(HttpServer, framing_is_the_servers_own_but_a_handler_may_close_and_date) {
  TestServer server({}, meddling);
  RawClient client = server.connect();
  client.send(get);
  EXPECT_EQ(
      client.read_to_the_end(),
      "HTTP/1.1 200 OK\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-length: 4\r\nconnection: close\r\n\r\nbody");
}

TEST(HttpServer, a_busy_port_is_named) {
  TestServer first;
  platform::Loop loop([](std::exception_ptr) {});
  HttpServerOptions options;
  options.port = first.port();
  try {
    HttpServer second(loop, options, echo, plain_problem);
    FAIL() << "it listens";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(),
              "cannot listen on 127.0.0.1:" + std::to_string(first.port()) + ": the port is taken by another program");
  }
  options.address = "salon.example";
  EXPECT_THROW(HttpServer(loop, options, echo, plain_problem), std::runtime_error);
}

TEST(HttpServer, loops_may_share_a_port_but_a_second_program_is_seen) {
  HttpServerOptions options;
  options.reuse_port = true;
  TestServer first(options);
  options.port = first.port();
  TestServer second(options);
  EXPECT_EQ(first.port(), second.port());
  EXPECT_THROW(require_free_port("127.0.0.1", first.port()), std::runtime_error);
  EXPECT_NO_THROW(require_free_port("127.0.0.1", 0));
  EXPECT_EQ(status_of(first.connect().ask(get)), 200);
}

}  // namespace
}  // namespace salon::edge
