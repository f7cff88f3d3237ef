// One deadline that is set and cleared again and again, on one timer: moving it later costs a clock reading, not a
// timer operation, since the timer is looked at only when it fires. Belongs to a loop; after its owner is gone nothing
// is called.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace salon::platform {

class Deadline {
 public:
  // `on_expiry` may cancel operations; it must not destroy the deadline.
  Deadline(boost::asio::io_context& io, std::function<void()> on_expiry);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  // From now on; takes back an expiry.
  void set(std::chrono::steady_clock::duration length);
  void set_at(std::chrono::steady_clock::time_point due);
  void clear();
  [[nodiscard]] bool is_expired() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The same for waits that end at a point in time of their own: that long from now.
[[nodiscard]] std::chrono::steady_clock::time_point from_now(std::chrono::steady_clock::duration length);

}  // namespace salon::platform
