#include "platform/lookup.hpp"

#include <gtest/gtest.h>

namespace salon::platform {
namespace {

std::vector<boost::asio::ip::tcp::endpoint> found(const std::string& host) {
  Loop loop([](std::exception_ptr) {});
  HostAndPort wanted{.host = host, .port = 7};
  return run_on(loop, look_up(loop.io(), std::move(wanted), std::chrono::seconds(20)));
}

TEST(LookUp, an_address_is_its_own_answer) {
  ASSERT_EQ(found("10.0.0.1").size(), 1U);
  EXPECT_EQ(found("10.0.0.1").front().address().to_string(), "10.0.0.1");
  EXPECT_EQ(found("::1").front().port(), 7);
}

TEST(LookUp, a_name_is_found_with_the_port_that_was_asked_for) {
  const auto endpoints = found("localhost");
  ASSERT_FALSE(endpoints.empty());
  EXPECT_TRUE(endpoints.front().address().is_loopback());
  EXPECT_EQ(endpoints.front().port(), 7);
}

// One that no server need be asked about.
TEST(LookUp, a_name_that_cannot_be_fails) { EXPECT_THROW((void)found(std::string(70, 'x')), LookupFailed); }

TEST(LookUp, what_takes_too_long_fails_and_is_left_to_itself) {
  Loop loop([](std::exception_ptr) {});
  HostAndPort wanted{.host = "localhost", .port = 7};
  EXPECT_THROW((void)run_on(loop, look_up(loop.io(), std::move(wanted), std::chrono::seconds(-1))), LookupFailed);
}

}  // namespace
}  // namespace salon::platform
