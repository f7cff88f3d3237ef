#include "adapters/argon2_passwords.hpp"

#include <sodium.h>

#include <array>
#include <new>
#include <stdexcept>

namespace salon::adapters {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = std::size_t{19} * 1024 * 1024;

void need_sodium() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used on this machine");
}

template <class T>
ports::Task<T> in_pool(platform::Loop& loop, platform::CpuPool& pool, std::function<T()> work) {
  try {
    auto running = pool.run<T>(loop, std::move(work));
    co_return co_await running;
  } catch (const platform::CpuPoolFull&) {
    throw ports::Unavailable("too many passwords are being checked at once");
  } catch (const platform::CpuPoolStopped&) {
    throw ports::Unavailable("the program is ending");
  }
}

}  // namespace

std::string argon2_hash(std::string_view password) {
  need_sodium();
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const int result = crypto_pwhash_str_alg(out.data(), password.data(), password.size(), passes, memory_bytes,
                                           crypto_pwhash_ALG_ARGON2ID13);
  if (result != 0) throw std::bad_alloc();
  return out.data();
}

bool argon2_verify(const std::string& hash, std::string_view password) {
  need_sodium();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

const std::string& dummy_hash() {
  static const std::string hash =
      "$argon2id$v=19$m=19456,t=2,p=1$Zm9ydHktdHdvIGNoYWlycw$YW5kIG5vdCBhIHNpbmdsZSBrZXkgdG8gZml0IGl0ISE";
  return hash;
}

ports::Task<std::string> Argon2Passwords::hash(std::string password) {
  std::function<std::string()> work = [password = std::move(password)]() mutable {
    std::string out = argon2_hash(password);
    sodium_memzero(password.data(), password.size());
    return out;
  };
  auto running = in_pool(loop_, pool_, std::move(work));
  co_return co_await running;
}

ports::Task<bool> Argon2Passwords::verify(ports::PasswordCheck check) {
  std::function<bool()> work = [check = std::move(check)]() mutable {
    const bool is_right = argon2_verify(check.hash ? *check.hash : dummy_hash(), check.password);
    sodium_memzero(check.password.data(), check.password.size());
    return is_right && check.hash.has_value();
  };
  auto running = in_pool(loop_, pool_, std::move(work));
  co_return co_await running;
}

}  // namespace salon::adapters
