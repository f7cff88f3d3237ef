// argon2id with libsodium: 19 MiB, two passes, one lane (OWASP). The three functions block for tens of milliseconds.
#pragma once

#include <string>
#include <string_view>

#include "platform/asio_task.hpp"
#include "platform/cpu_pool.hpp"
#include "ports/passwords.hpp"

namespace salon::adapters {

[[nodiscard]] std::string argon2_hash(std::string_view password);
[[nodiscard]] bool argon2_verify(const std::string& hash, std::string_view password);
// The hash of a password that nobody knows, as costly to try as any.
[[nodiscard]] const std::string& dummy_hash();

class Argon2Passwords final : public ports::Passwords {
 public:
  Argon2Passwords(platform::Loop& loop, platform::CpuPool& pool) : loop_(loop), pool_(pool) {}

  ports::Task<std::string> hash(std::string password) override;
  ports::Task<bool> verify(ports::PasswordCheck check) override;

 private:
  platform::Loop& loop_;
  platform::CpuPool& pool_;
};

}  // namespace salon::adapters
