#include "apps/salon/stop_signal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace salon::apps {
namespace {

std::atomic<int> write_end = -1;

void note_signal(int) {
  const int before = errno;
  const char byte = 1;
  [[maybe_unused]] const auto written = ::write(write_end, &byte, 1);
  errno = before;
}

void handle_with(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

StopSignal::StopSignal() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  read_end_ = ends[0];
  write_end = ends[1];
  handle_with(note_signal);
}

StopSignal::~StopSignal() {
  handle_with(SIG_DFL);
  ::close(write_end.exchange(-1));
  ::close(read_end_);
}

bool StopSignal::is_asked() const {
  pollfd wait{.fd = read_end_, .events = POLLIN, .revents = 0};
  return ::poll(&wait, 1, 0) > 0;
}

}  // namespace salon::apps
