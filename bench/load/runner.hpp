// One thread of a load: its clients, each on a connection that stays open, each with one request at a time. A request
// goes out as soon as the reply before it was checked. Plain epoll and sockets: what the load costs is charged to whom
// it measures.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "load/work.hpp"

namespace salon::bench {

struct Limits {
  std::chrono::milliseconds time{5'000};
  std::uint64_t requests = UINT64_MAX;
  // For what is under way when the time is over.
  std::chrono::milliseconds grace{15'000};
};

struct Outcome {
  std::uint64_t operations = 0;
  std::uint64_t replies = 0;
  std::uint64_t wrong = 0;
  std::string first_wrong;
  std::uint64_t bytes = 0;
  std::chrono::nanoseconds elapsed{0};      // from the first request to the last reply
  std::vector<std::uint32_t> latencies_us;  // of each reply
};

class Runner {
 public:
  // Connects; throws std::system_error when that fails.
  Runner(std::uint16_t port, std::size_t clients, Work& work);
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  ~Runner();

  Outcome run(Limits limits);

 private:
  using Clock = std::chrono::steady_clock;
  struct Client {
    int socket = -1;
    std::string in;
    std::size_t size = 0;  // of what was read into `in`
    Clock::time_point asked_at;
    bool is_waiting = false;
  };

  void ask(std::size_t index);
  void ask_idle();
  void read_from(std::size_t index);
  void take(std::size_t index, const Reply& reply);
  void give_up(std::size_t index, std::string why);
  void count_wrong(std::string why);
  [[nodiscard]] bool may_ask() const;

  Work& work_;
  std::vector<Client> clients_;
  int poll_ = -1;
  Limits limits_;
  Clock::time_point begin_;
  Clock::time_point now_;
  std::size_t waiting_ = 0;
  std::uint64_t asked_ = 0;
  std::string request_;
  Outcome outcome_;
};

}  // namespace salon::bench
