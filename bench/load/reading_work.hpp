// Loads that look: a fixed reply, the times of a day, the days of a month.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "load/chance.hpp"
#include "load/work.hpp"

namespace salon::bench {

// One address, whose reply's body is known.
class FixedWork final : public Work {
 public:
  FixedWork(std::string target, std::string body);
  bool next(std::size_t client, std::string& out) override;
  Fault check(std::size_t client, const Reply& reply) override;

 private:
  std::string request_;
  std::string body_;
};

// A target with what its reply must say: the first day asked for, and the number of bookable times (of each day).
struct Place {
  std::string target;
  std::string date;
  std::int64_t total = -1;
};

struct Viewers {
  const std::vector<std::string>& sessions;
  const std::vector<Place>& places;
};

// People who look at days: some for the first time, the others again at one that was looked at not long ago.
class SlotsWork final : public Work {
 public:
  struct Mix {
    int first_percent = 25;
    std::uint64_t seed = 1;
    // Of the pairs of viewer and place, this thread's begin here and come at this distance; no other thread's are
    // among them.
    std::size_t first_pair = 0;
    std::size_t step = 1;
  };
  SlotsWork(Viewers viewers, std::size_t clients, Mix mix);
  bool next(std::size_t client, std::string& out) override;
  Fault check(std::size_t client, const Reply& reply) override;

 private:
  std::size_t choose();

  Viewers viewers_;
  Mix mix_;
  Chance chance_;
  std::size_t looked_at_ = 0;  // pairs so far
  std::vector<const Place*> asked_;
};

// The days of a range, anybody's.
class DatesWork final : public Work {
 public:
  struct Range {
    std::int64_t days = 0;
    std::uint64_t seed = 1;
  };
  DatesWork(Viewers viewers, std::size_t clients, Range range);
  bool next(std::size_t client, std::string& out) override;
  Fault check(std::size_t client, const Reply& reply) override;

 private:
  Viewers viewers_;
  Range range_;
  Chance chance_;
  std::vector<const Place*> asked_;
};

// Collects sessions: a reply to somebody unknown brings one.
class SessionsWork final : public Work {
 public:
  SessionsWork(std::string target, std::size_t wanted);
  bool next(std::size_t client, std::string& out) override;
  Fault check(std::size_t client, const Reply& reply) override;
  void write_ledger(std::string& out) const override;

 private:
  std::string request_;
  std::size_t wanted_;
  std::size_t asked_ = 0;
  std::vector<std::string> sessions_;
};

}  // namespace salon::bench
