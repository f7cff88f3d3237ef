// Loads that book: holds of many times, the whole way of a booking, and everybody at one time at once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "load/work.hpp"

namespace salon::bench {

// The slots of one thread, each to be asked for once: slots[first], slots[first + step] … below `end`.
struct SlotShare {
  const std::vector<std::string>& slots;
  std::size_t first = 0;
  std::size_t step = 1;
  std::size_t end = 0;
};

// Each acknowledgement in its order: a booking's id, its slot, its status then.
class Ledger {
 public:
  void add(std::string_view booking, std::string_view slot, std::string_view status);
  void write(std::string& out) const { out += lines_; }

 private:
  std::string lines_;
};

// Somebody new for each hold, with a name and a phone. `number` tells them and their keys apart.
std::string phone_of(std::uint64_t number);
void append_hold(std::string& out, std::string_view slot, std::string_view run, std::uint64_t number);

class HoldWork final : public Work {
 public:
  HoldWork(SlotShare share, std::size_t clients, std::string run);
  bool next(std::size_t client, std::string& out) override;
  Fault check(std::size_t client, const Reply& reply) override;
  void write_ledger(std::string& out) const override { ledger_.write(out); }

 private:
  SlotShare share_;
  std::string run_;
  std::size_t at_;
  std::vector<std::size_t> asked_;
  Ledger ledger_;
};

// All clients want the same time; when all are answered, the next time.
class RaceWork final : public Work {
 public:
  RaceWork(SlotShare share, std::size_t clients, std::string run);
  bool next(std::size_t client, std::string& out) override;
  Fault check(std::size_t client, const Reply& reply) override;
  bool begins_anew() override;
  void write_ledger(std::string& out) const override { ledger_.write(out); }

 private:
  SlotShare share_;
  std::string run_;
  std::size_t clients_;
  std::size_t at_;
  std::size_t asked_ = 0;  // for this time
  std::size_t answered_ = 0;
  std::size_t winners_ = 0;
  Ledger ledger_;
};

// Hold, confirm, cancel, one after the other; each client then goes on with another time.
class CycleWork final : public Work {
 public:
  CycleWork(SlotShare share, std::size_t clients, std::string run);
  bool next(std::size_t client, std::string& out) override;
  Fault check(std::size_t client, const Reply& reply) override;
  bool finished_one() override { return has_finished_; }
  void write_ledger(std::string& out) const override { ledger_.write(out); }

 private:
  enum class Step { hold, confirm, cancel };
  struct Way {
    Step step = Step::hold;
    std::size_t slot = 0;
    std::string booking;
    std::string session;
  };
  void append_act(std::string& out, const Way& way, std::string_view verb) const;

  SlotShare share_;
  std::string run_;
  std::size_t at_;
  std::vector<Way> ways_;
  bool has_finished_ = false;
  Ledger ledger_;
};

}  // namespace salon::bench
