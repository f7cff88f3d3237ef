#include "edge/http_head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http_test_server.hpp"

namespace salon::edge {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

struct Hostile {
  std::string what;
  std::string bytes;
  int status = 400;
};

// A request for a slot list with these extra lines, then a body.
std::string with(const std::string& lines, const std::string& body = {}) {
  return "POST /v1/slots HTTP/1.1\r\nHost: salon.example\r\n" + lines + "\r\n" + body;
}
std::string chunked(const std::string& body) { return with("Transfer-Encoding: chunked\r\n", body); }
std::string line(const std::string& request_line) { return request_line + "\r\nHost: salon.example\r\n\r\n"; }

const std::vector<Hostile> framing{
    {"length and chunks", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {"chunks and length", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")},
    {"two lengths", with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")},
    {"the same length twice", with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
    {"a list of lengths", with("Content-Length: 5, 5\r\n", "hello")},
    {"a length with a plus", with("Content-Length: +5\r\n", "hello")},
    {"a negative length", with("Content-Length: -1\r\n", "hello")},
    {"a hexadecimal length", with("Content-Length: 0x5\r\n", "hello")},
    {"a length with a blank inside", with("Content-Length: 5 5\r\n", "hello")},
    {"an empty length", with("Content-Length:\r\n", "hello")},
    {"a length with a fraction", with("Content-Length: 5.0\r\n", "hello")},
    {"a length with a vertical tab", with("Content-Length:\x0b"
                                          "5\r\n",
                                          "hello")},
    {"a length beyond 64 bits", with("Content-Length: 99999999999999999999\r\n", "hello")},
    {"a length beyond the limit", with("Content-Length: 65537\r\n", "hello"), 413},
    {"a length near 64 bits", with("Content-Length: 18446744073709551615\r\n", "hello"), 413},
    {"identity coding", with("Transfer-Encoding: identity\r\n", "hello")},
    {"gzip before chunked", with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
    {"chunked before identity", with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")},
    {"chunked twice in a list", with("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n")},
    {"chunked twice in two lines", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {"a coding that looks like chunked", with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")},
    {"quoted chunked", with("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")},
    {"chunked with a parameter", with("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n")},
    {"no coding", with("Transfer-Encoding:\r\n", "0\r\n\r\n")},
    {"chunked behind a vertical tab", with("Transfer-Encoding:\x0b"
                                           "chunked\r\n",
                                           "0\r\n\r\n")},
    {"chunked with NUL", with("Transfer-Encoding: chunked\0\r\n"s, "0\r\n\r\n")},
    {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"a blank before the colon of the coding", with("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")},
    {"a blank before the colon of the length", with("Content-Length : 5\r\n", "hello")},
    {"a tab before a colon", with("X-A\t: 5\r\n")},
    {"a blank before the first name", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
    {"a folded coding", with("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")},
    {"a folded value", with("X-A: 1\r\n 2\r\n")},
    {"a value folded with a tab", with("X-A: 1\r\n\t2\r\n")},
    {"a folded empty line", with("X-A: 1\r\n \r\n")},
};

const std::vector<Hostile> lines_and_characters{
    {"LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"},
    {"LF after a header", with("X-A: 1\nX-B: 2\r\n")},
    {"LF as the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"LF only", "GET / HTTP/1.1\nHost: a\n\n"},
    {"CR in a value", with("X-A: 1\rX-B: 2\r\n")},
    {"CR only", "GET / HTTP/1.1\rHost: a\r\r"},
    {"CR CR LF", with("X-A: 1\r\r\n")},
    {"CR before a name", with("\rX-A: 1\r\n")},
    {"NUL in a value", with("X-A: 1\0"
                            "2\r\n"s)},
    {"NUL in a name", with("X-\0A: 1\r\n"s)},
    {"NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s},
    {"ESC in a value", with("X-A: \x1b[2J\r\n")},
    {"DEL in a value", with("X-A: \x7f\r\n")},
    {"a form feed in a name", with("X\x0c-A: 1\r\n")},
    {"a name with a blank inside", with("X A: 1\r\n")},
    {"a name outside ASCII", with("X-\xC3\xA4: 1\r\n")},
    {"a quoted name", with("\"X-A\": 1\r\n")},
    {"an empty name", with(": 1\r\n")},
    {"a line without a colon", with("X-A\r\n")},
    {"two authorizations", with("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n")},
    {"two media types", with("Content-Type: text/plain\r\nContent-Type: application/json\r\n")},
    {"two blank lines before the request", "\r\n\r\n" + with("")},
};

const std::vector<Hostile> hosts_and_targets{
    {"no host", "GET / HTTP/1.1\r\nX-A: 1\r\n\r\n"},
    {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
    {"the same host twice", "GET / HTTP/1.1\r\nHost: a\r\nhOST: a\r\n\r\n"},
    {"two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"},
    {"an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
    {"a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
    {"a host with a user", "GET / HTTP/1.1\r\nHost: me@a\r\n\r\n"},
    {"a list of hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
    {"a host with a bad port", "GET / HTTP/1.1\r\nHost: a:80a\r\n\r\n"},
    {"a host that is only a port", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n"},
    {"an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"},
    {"no version", line("GET /")},
    {"HTTP/0.9", "GET /\r\n\r\n"},
    {"a version in small letters", line("GET / http/1.1")},
    {"a version with three parts", line("GET / HTTP/1.1.1")},
    {"a version without digits", line("GET / HTTP/x.y")},
    {"something behind the version", line("GET / HTTP/1.1 x")},
    {"two blanks before the target", line("GET  / HTTP/1.1")},
    {"two blanks behind the target", line("GET /  HTTP/1.1")},
    {"tabs for blanks", line("GET\t/\tHTTP/1.1")},
    {"no method", line(" / HTTP/1.1")},
    {"a method with brackets", line("G(E)T / HTTP/1.1")},
    {"a method too long to be one", line(std::string(33, 'A') + " / HTTP/1.1")},
    {"a target without a slash", line("GET slots HTTP/1.1")},
    {"a target with a blank", line("GET /a b HTTP/1.1")},
    {"a target with a fragment", line("GET /a#b HTTP/1.1")},
    {"a target outside ASCII", line("GET /\xC3\xA4 HTTP/1.1")},
    {"a target with an angle bracket", line("GET /<script> HTTP/1.1")},
    {"a bad percent escape", line("GET /%zz HTTP/1.1")},
    {"a cut percent escape", line("GET /a%2 HTTP/1.1")},
    {"an escaped NUL", line("GET /a%00 HTTP/1.1")},
    {"an asterisk that is no OPTIONS", line("GET * HTTP/1.1")},
    {"a tunnel", line("CONNECT elsewhere:443 HTTP/1.1")},
    {"another scheme", line("GET ftp://a/ HTTP/1.1")},
    {"a target with a user", line("GET http://me@a/ HTTP/1.1")},
    {"a target without authority", line("GET http:/// HTTP/1.1")},
    {"a later major version", line("GET / HTTP/2.0"), 505},
    {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {"a later minor version", line("GET / HTTP/1.2"), 505},
    {"an expectation nobody knows", with("Expect: 200-maybe\r\n"), 417},
};

std::string many_lines() {
  std::string lines;
  for (int i = 0; i < 120; ++i) lines += "X-" + std::to_string(i) + ": 1\r\n";
  return lines;
}

const std::vector<Hostile> sizes_and_chunks{
    {"a long header", with("X-A: " + std::string(17'000, 'a') + "\r\n"), 431},
    {"a long header without an end", "GET / HTTP/1.1\r\nX-A: " + std::string(17'000, 'a'), 431},
    {"a long target", line("GET /" + std::string(17'000, 'a') + " HTTP/1.1"), 431},
    {"a long method", std::string(17'000, 'A'), 431},
    {"too many headers", with(many_lines()), 431},
    {"a size that is no number", chunked("g\r\nhello\r\n0\r\n\r\n")},
    {"an empty size", chunked("\r\nhello\r\n0\r\n\r\n")},
    {"a negative size", chunked("-5\r\nhello\r\n0\r\n\r\n")},
    {"a size with a plus", chunked("+5\r\nhello\r\n0\r\n\r\n")},
    {"a size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n")},
    {"a size with a blank behind", chunked("5 \r\nhello\r\n0\r\n\r\n")},
    {"a size with a blank before", chunked(" 5\r\nhello\r\n0\r\n\r\n")},
    {"a size with an underscore", chunked("5_0\r\nhello\r\n0\r\n\r\n")},
    {"a size beyond 64 bits", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n")},
    {"a size of seventeen digits", chunked("FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n")},
    {"a size near 64 bits", chunked("FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"), 413},
    {"a chunk beyond the limit", chunked("10001\r\nhello\r\n0\r\n\r\n"), 413},
    {"chunks that together pass the limit", chunked("8000\r\n" + std::string(0x8000, 'a') + "\r\n8001\r\n"), 413},
    {"an endless size", chunked(std::string(20'000, '0'))},
    {"data longer than its size", chunked("5\r\nhello!\r\n0\r\n\r\n")},
    {"data without CRLF", chunked("5\r\nhello0\r\n\r\n")},
    {"LF after a size", chunked("5\nhello\r\n0\r\n\r\n")},
    {"LF after data", chunked("5\r\nhello\n0\r\n\r\n")},
    {"CR after a size", chunked("5\rhello\r\n0\r\n\r\n")},
    {"LF in an extension", chunked("5;a=b\nc\r\nhello\r\n0\r\n\r\n")},
    {"LF in a quoted extension", chunked("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n")},
    {"NUL in a quoted extension", chunked("5;a=\"\0\"\r\nhello\r\n0\r\n\r\n"s)},
    {"an extension that never ends", chunked("5;a=" + std::string(20'000, 'b'))},
    {"a long extension", chunked("5;a=" + std::string(400, 'b') + "\r\nhello\r\n0\r\n\r\n")},
    {"an extension without a name", chunked("5;=b\r\nhello\r\n0\r\n\r\n")},
    {"a folded trailer", chunked("0\r\nX-A: 1\r\n 2\r\n\r\n")},
    {"a trailer with a control character", chunked("0\r\nX-A: \x01\r\n\r\n")},
    {"a trailer without a colon", chunked("0\r\nX-A\r\n\r\n")},
    {"a length as a trailer", chunked("0\r\nContent-Length: 5\r\n\r\n")},
    {"a coding as a trailer", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n")},
    {"a blank before a trailer's colon", chunked("0\r\nX-A : 1\r\n\r\n")},
    {"trailers that never end", chunked("0\r\nX-A: " + std::string(20'000, 'b'))},
};

class HostileRequest : public testing::TestWithParam<Hostile> {
 protected:
  static void SetUpTestSuite() { server = new TestServer(); }
  static void TearDownTestSuite() {
    delete server;
    server = nullptr;
  }
  static inline TestServer* server = nullptr;
  static inline const std::string second = "GET /second HTTP/1.1\r\nHost: a\r\n\r\n";
};

TEST_P(HostileRequest, is_refused_once_and_the_connection_closed) {
  const int handled = server->handled();
  RawClient client = server->connect();
  client.send(GetParam().bytes + second);
  const std::string replies = client.read_to_the_end();
  EXPECT_EQ(status_of(replies), GetParam().status) << replies;
  EXPECT_EQ(count_of(replies, "HTTP/1.1 "), 1U) << replies;
  EXPECT_THAT(replies, HasSubstr("connection: close\r\n"));
  EXPECT_THAT(replies, HasSubstr("application/problem+json"));
  EXPECT_EQ(server->handled(), handled) << "a handler saw it";
}

TEST_P(HostileRequest, is_refused_the_same_when_it_comes_in_pieces) {
  const int handled = server->handled();
  RawClient client = server->connect();
  const std::string bytes = GetParam().bytes + second;
  const std::size_t piece = bytes.size() > 2'000 ? 1'000 : 7;
  for (std::size_t at = 0; at < bytes.size(); at += piece) client.send(std::string_view(bytes).substr(at, piece));
  const std::string replies = client.read_to_the_end();
  EXPECT_EQ(status_of(replies), GetParam().status) << replies;
  EXPECT_EQ(count_of(replies, "HTTP/1.1 "), 1U) << replies;
  EXPECT_EQ(server->handled(), handled) << "a handler saw it";
}

std::string test_name(const testing::TestParamInfo<Hostile>& info) {
  std::string name = info.param.what;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Framing, HostileRequest, testing::ValuesIn(framing), test_name);
INSTANTIATE_TEST_SUITE_P(Characters, HostileRequest, testing::ValuesIn(lines_and_characters), test_name);
INSTANTIATE_TEST_SUITE_P(Targets, HostileRequest, testing::ValuesIn(hosts_and_targets), test_name);
INSTANTIATE_TEST_SUITE_P(Chunks, HostileRequest, testing::ValuesIn(sizes_and_chunks), test_name);

HeadScanner::State scanned(HeadScanner& scanner, std::string_view bytes) {
  HeadScanner::State state = HeadScanner::State::incomplete;
  for (std::size_t i = 1; i <= bytes.size() && state == HeadScanner::State::incomplete; ++i)
    state = scanner.scan(bytes.substr(0, i));
  return state;
}

TEST(HeadScanner, an_honest_head_passes_byte_by_byte) {
  HeadScanner scanner(16'384);
  EXPECT_EQ(scanned(scanner,
                    "POST /v1/bookings?x=%20 HTTP/1.1\r\nHost: [::1]:8080\r\nContent-Length: 12\r\nExpect: "
                    "100-continue\r\nX-Empty:\r\n\r\n"),
            HeadScanner::State::complete);
  EXPECT_EQ(scanner.content_length(), 12U);
  EXPECT_TRUE(scanner.expects_continue());
  EXPECT_TRUE(scanner.is_http_1_1());
}

// Beast refuses much of this too; whatever it does, the scanner needs no second guard.
TEST(HeadScanner, refuses_every_hostile_head_by_itself) {
  for (const auto* table : {&framing, &lines_and_characters, &hosts_and_targets}) {
    for (const Hostile& hostile : *table) {
      if (hostile.status == 413 || hostile.bytes.starts_with("\r\n")) continue;  // the connection looks at those
      HeadScanner scanner(16'384);
      EXPECT_EQ(scanned(scanner, hostile.bytes), HeadScanner::State::refused) << hostile.what;
    }
  }
}

TEST(HeadScanner, a_head_of_exactly_the_limit_passes_and_one_byte_more_does_not) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  HeadScanner fitting(head.size());
  EXPECT_EQ(fitting.scan(head), HeadScanner::State::complete);
  HeadScanner small(head.size() - 1);
  EXPECT_EQ(small.scan(head), HeadScanner::State::refused);
  EXPECT_EQ(small.problem(), HttpProblem::headers_too_large);
}

TEST(HeadScanner, a_bad_line_is_refused_before_the_head_is_whole) {
  HeadScanner scanner(16'384);
  EXPECT_EQ(scanner.scan("GET / HTTP/1.1\r\nHost : a\r\n"), HeadScanner::State::refused);
}

TEST(HeadScanner, is_as_new_after_a_reset) {
  HeadScanner scanner(16'384);
  EXPECT_EQ(scanner.scan("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"), HeadScanner::State::complete);
  scanner.reset();
  EXPECT_EQ(scanner.content_length(), std::nullopt);
  EXPECT_EQ(scanner.scan("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), HeadScanner::State::complete);
}

TEST(Target, in_absolute_form_gives_its_authority) {
  const auto parts = split_target("GET", "http://salon.example:8080/v1/slots?a=1?2");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->authority, "salon.example:8080");
  EXPECT_EQ(parts->target, "/v1/slots?a=1?2");
  EXPECT_EQ(parts->path, "/v1/slots");
  EXPECT_EQ(parts->query, "a=1?2");
  EXPECT_EQ(split_target("GET", "http://a")->target, "/");
}

}  // namespace
}  // namespace salon::edge
