#include "platform/asio_task.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace salon::platform {

void Loop::spawn(Task<void> task) {
  auto shared = std::make_shared<Task<void>>(std::move(task));
  boost::asio::post(io_, [this, shared] { platform::spawn(std::move(*shared), on_error_); });
}

void Loop::run() {
  const auto work = boost::asio::make_work_guard(io_);
  io_.run();
}

Task<bool> wait_for(boost::asio::steady_timer& timer, std::chrono::steady_clock::duration length) {
  timer.expires_after(length);
  auto waiting = asio_wait<error_code>([&timer](auto handler) { timer.async_wait(std::move(handler)); });
  const error_code error = co_await waiting;
  co_return !error;
}

Task<void> sleep_for(boost::asio::io_context& io, std::chrono::steady_clock::duration length) {
  boost::asio::steady_timer timer(io);
  auto waiting = wait_for(timer, length);
  co_await waiting;
}

}  // namespace salon::platform
