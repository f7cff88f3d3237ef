#include "adapters/argon2_passwords.hpp"

#include <gtest/gtest.h>

#include <future>

namespace salon::adapters {
namespace {

struct Argon2Test : ::testing::Test {
  platform::Loop loop{[](std::exception_ptr error) { std::rethrow_exception(error); }};
};

bool verify(platform::Loop& loop, Argon2Passwords& passwords, std::string password, std::optional<std::string> hash) {
  ports::PasswordCheck check;
  check.password = std::move(password);
  check.hash = std::move(hash);
  return platform::run_on(loop, passwords.verify(std::move(check)));
}

TEST_F(Argon2Test, R11_a_password_is_known_again_and_no_other) {
  platform::CpuPool pool({.threads = 1, .most_waiting = 4});
  Argon2Passwords passwords(loop, pool);
  const auto hash = platform::run_on(loop, passwords.hash("scissors and comb"));
  EXPECT_TRUE(verify(loop, passwords, "scissors and comb", hash));
  EXPECT_FALSE(verify(loop, passwords, "scissors and comb ", hash));
  EXPECT_FALSE(verify(loop, passwords, "", hash));
  EXPECT_FALSE(verify(loop, passwords, "scissors and comb", "not a hash"));
}

TEST_F(Argon2Test, R11_the_cost_is_as_recommended_and_each_salt_is_new) {
  const auto hash = argon2_hash("scissors and comb");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_NE(hash, argon2_hash("scissors and comb"));
}

TEST_F(Argon2Test, R11_an_unknown_account_costs_the_same_and_is_always_refused) {
  const auto hash = argon2_hash("scissors and comb");
  const std::size_t parameters = hash.find('$', 15);
  EXPECT_EQ(dummy_hash().substr(0, parameters), hash.substr(0, parameters));
  EXPECT_EQ(dummy_hash().size(), hash.size());
  platform::CpuPool pool({.threads = 1, .most_waiting = 4});
  Argon2Passwords passwords(loop, pool);
  EXPECT_FALSE(verify(loop, passwords, "scissors and comb", std::nullopt));
}

TEST_F(Argon2Test, R11_when_too_many_wait_the_next_is_told_to_come_back) {
  platform::CpuPool pool({.threads = 1, .most_waiting = 0});
  std::promise<void> release;
  std::function<int()> long_work = [held = release.get_future().share()] {
    held.wait();
    return 1;
  };
  int done = 0;
  const auto occupy = [&]() -> platform::Task<int> { return pool.run<int>(loop, long_work); };
  platform::detail::run_detached(occupy(), [&](std::exception_ptr, std::optional<int> value) { done = *value; });
  Argon2Passwords passwords(loop, pool);
  EXPECT_THROW(platform::run_on(loop, passwords.hash("scissors and comb")), ports::Unavailable);
  EXPECT_THROW(verify(loop, passwords, "scissors", std::nullopt), ports::Unavailable);
  release.set_value();
  loop.io().restart();
  const auto work = boost::asio::make_work_guard(loop.io());
  while (done == 0) loop.io().run_one();
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace salon::adapters
