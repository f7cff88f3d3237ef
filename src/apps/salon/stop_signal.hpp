// SIGINT and SIGTERM as a file descriptor, so that whoever waits can wait for them too. It becomes readable at the
// first signal and holds one byte for each. One for the whole process.
#pragma once

namespace salon::apps {

class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  [[nodiscard]] int file() const { return read_end_; }
  [[nodiscard]] bool is_asked() const;

 private:
  int read_end_ = -1;
};

}  // namespace salon::apps
