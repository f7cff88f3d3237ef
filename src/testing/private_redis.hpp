// A Redis of a test's own: on a unix socket in a new folder under the system's temporary one, gone with the object. It
// can be stopped, frozen and started again in mid-test, empty each time. Throws std::runtime_error when it cannot be
// started.
#pragma once

#include <sys/types.h>

#include <string>

namespace salon::testing {

class PrivateRedis {
 public:
  struct Options {
    std::string password;
    bool starts_at_once = true;
  };
  PrivateRedis() : PrivateRedis(Options{}) {}
  explicit PrivateRedis(Options options);
  ~PrivateRedis();
  PrivateRedis(const PrivateRedis&) = delete;
  PrivateRedis& operator=(const PrivateRedis&) = delete;

  // "unix:///…/redis.sock", with the password if it has one.
  [[nodiscard]] std::string url() const;

  void start();   // returns when it answers PING
  void stop();    // politely
  void kill();    // at once, as a crash would
  void freeze();  // it keeps its connections but says nothing
  void thaw();

 private:
  void await_ready(int output);
  void ping() const;
  void end(int signal);

  Options options_;
  std::string folder_;
  pid_t pid_ = -1;
};

}  // namespace salon::testing
