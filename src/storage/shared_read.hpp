// Reads of single rows that are asked for while one runs share the next: a busy minute costs one statement for all who
// look, not one each. Every answer is read after its question. Belongs to a loop.
#pragma once

#include <algorithm>
#include <deque>
#include <map>

#include "storage/transaction.hpp"

namespace salon::storage {

template <class Id, class Row>
class SharedRead {
 public:
  // `statement` takes the ids as $1 and gives rows that `read` reads; `id_of` tells whose they are.
  struct Source {
    Statement statement;
    Row (*read)(RowReader&);
    Id (*id_of)(const Row&);
  };
  SharedRead(Database& database, Source source) : database_(database), source_(source) {}

  Task<std::optional<Row>> find(Id id) {
    Asked asked{id, {}, {}, {}};
    waiting_.push_back(&asked);
    if (!is_reading_) start();
    Answered answered{asked};
    co_await answered;
    if (asked.error) std::rethrow_exception(asked.error);
    co_return std::move(asked.row);
  }

 private:
  struct Asked {
    Id id;
    std::optional<Row> row;
    std::exception_ptr error;
    std::coroutine_handle<> waiting;
    bool is_answered = false;
  };
  struct Answered {
    Asked& asked;
    bool await_ready() const noexcept { return asked.is_answered; }
    void await_suspend(std::coroutine_handle<> waiter) const { asked.waiting = waiter; }
    void await_resume() const noexcept {}
  };

  void start() {
    std::vector<Asked*> asked(waiting_.begin(), waiting_.end());
    waiting_.clear();
    if (asked.empty()) return;
    is_reading_ = true;
    platform::spawn(read_for(std::move(asked)), {});
  }

  Task<void> read_for(std::vector<Asked*> asked) {
    platform::TimeLimit limit(longest_shared_read);
    auto entering = platform::enter(limit);
    co_await entering;
    try {
      std::vector<Id> ids;
      for (const Asked* one : asked) ids.push_back(one->id);
      const Params params = Params::of(ids);
      auto reading = storage::read(database_, source_.statement, params);
      const Rows rows = co_await reading;
      std::map<Id, Row> found;
      for (Row& row : rows.map(source_.read)) found.emplace(source_.id_of(row), std::move(row));
      for (Asked* one : asked) {
        const auto row = found.find(one->id);
        if (row != found.end()) one->row = row->second;
      }
    } catch (...) {
      for (Asked* one : asked) one->error = std::current_exception();
    }
    is_reading_ = false;
    start();
    for (Asked* one : asked) {
      one->is_answered = true;
      if (one->waiting) one->waiting.resume();
    }
  }

  // Whoever comes while one runs waits for two, and has two seconds.
  static constexpr std::chrono::milliseconds longest_shared_read{900};

  Database& database_;
  Source source_;
  std::deque<Asked*> waiting_;
  bool is_reading_ = false;
};

}  // namespace salon::storage
