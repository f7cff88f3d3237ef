#include "storage/booking_batcher.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "storage/booking_store.hpp"

namespace salon::storage {

namespace policy = domain::policy;

namespace {

// While one commits the other decides; two that decide side by side have smaller batches and meet each other's locks.
constexpr int most_quick_lanes = 2;
// How often a quick lane tries what others have locked.
constexpr int quick_tries = 2;
// A request has five seconds: two for its turn at most, and the rest for the transaction, however many share it.
constexpr std::chrono::seconds longest_wait{2};
constexpr std::chrono::milliseconds longest_batch{2900};
static_assert(longest_wait + longest_batch < policy::longest_changing_request);

// What a request cannot share with another one in flight: they would only be in each other's way.
std::vector<std::string> names_of(const BookingRequest& request) {
  std::vector<std::string> names;
  if (const auto& key = key_of(request)) names.push_back("key " + once_name(*key));
  if (const auto* hold = std::get_if<ports::PlaceHold>(&request)) {
    for (const auto& item : hold->wish.items) names.push_back("slot " + item.slot_id.text());
  } else {
    names.push_back("booking " + std::get<ChangeRequest>(request).booking.id.text());
  }
  return names;
}

bool is_shared_in_a_batch(const std::string& name) { return name.starts_with("slot "); }

}  // namespace

struct BookingBatcher::AllAnswered {
  Caller& caller;
  bool await_ready() const noexcept { return caller.open == 0; }
  void await_suspend(std::coroutine_handle<> waiter) const { caller.waiting = waiter; }
  void await_resume() const {
    if (caller.error) std::rethrow_exception(caller.error);
  }
};

// A quick lane's turn to decide; at its end the next begins.
class BookingBatcher::Turn {
 public:
  Turn(BookingBatcher& batcher, Locking locking) : batcher_(locking == Locking::skips ? &batcher : nullptr) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (batcher_ != nullptr) batcher_->is_deciding_ = false;
  }
  void end() {
    if (batcher_ == nullptr) return;
    BookingBatcher& batcher = *std::exchange(batcher_, nullptr);
    batcher.is_deciding_ = false;
    batcher.start();
  }

 private:
  BookingBatcher* batcher_;
};

auto BookingBatcher::run(std::vector<BookingRequest> requests) -> Task<std::vector<Answered>> {
  if (quick_.size() + patient_.size() + requests.size() > policy::longest_booking_queue)
    throw ports::Unavailable("too many wait to be booked");
  Caller caller;
  caller.open = requests.size();
  std::deque<Entry> entries;
  const auto until = platform::from_now(longest_wait);
  for (const BookingRequest& request : requests) {
    entries.push_back({.request = &request, .caller = &caller, .until = until, .answer = {}});
    quick_.push_back(&entries.back());
  }
  start();
  AllAnswered all_answered{caller};
  co_await all_answered;
  std::vector<Answered> answers;
  for (Entry& entry : entries) answers.push_back(std::move(*entry.answer));
  co_return answers;
}

auto BookingBatcher::run(BookingRequest request) -> Task<Answered> {
  std::vector<BookingRequest> one;
  one.push_back(std::move(request));
  auto running = run(std::move(one));
  std::vector<Answered> answers = co_await running;
  co_return std::move(answers.front());
}

void BookingBatcher::start() {
  give_up_the_late();
  if (quick_lanes_ < most_quick_lanes && !is_deciding_) {
    Batch batch = next_batch();
    if (!batch.empty()) {
      ++quick_lanes_;
      is_deciding_ = true;
      launch(std::move(batch), Locking::skips);
    }
  }
  if (patient_lanes_ > 0 || patient_.empty()) return;
  ++patient_lanes_;
  launch(next_patient_batch(), Locking::waits);
}

// The oldest, but for those that would meet one in flight: they go when it is done.
auto BookingBatcher::next_batch() -> Batch {
  Batch batch;
  std::set<std::string> ours;
  for (auto entry = quick_.begin(); entry != quick_.end() && batch.size() < policy::largest_booking_batch;) {
    const std::vector<std::string> names = names_of(*(*entry)->request);
    const bool is_free = std::ranges::none_of(names, [&](const std::string& name) {
      return in_flight_.contains(name) || (ours.contains(name) && !is_shared_in_a_batch(name));
    });
    if (!is_free) {
      ++entry;
      continue;
    }
    ours.insert(names.begin(), names.end());
    batch.push_back(*entry);
    entry = quick_.erase(entry);
  }
  in_flight_.merge(ours);
  return batch;
}

auto BookingBatcher::next_patient_batch() -> Batch {
  Batch batch;
  std::set<std::string> ours;
  for (auto entry = patient_.begin(); entry != patient_.end() && batch.size() < policy::largest_booking_batch;) {
    const std::vector<std::string> names = names_of(*(*entry)->request);
    const bool is_twice = std::ranges::any_of(
        names, [&](const std::string& name) { return ours.contains(name) && !is_shared_in_a_batch(name); });
    if (is_twice) {
      ++entry;
      continue;
    }
    ours.insert(names.begin(), names.end());
    batch.push_back(*entry);
    entry = patient_.erase(entry);
  }
  return batch;
}

void BookingBatcher::give_up_the_late() {
  const auto now = platform::from_now({});
  Batch late;
  for (auto* queue : {&quick_, &patient_}) {
    std::erase_if(*queue, [&](Entry* entry) {
      if (entry->until > now) return false;
      fail(*entry, std::make_exception_ptr(ports::Unavailable("no turn in time to be booked")));
      late.push_back(entry);
      return true;
    });
  }
  tell(late);
}

void BookingBatcher::launch(Batch batch, Locking locking) { platform::spawn(carry_out(std::move(batch), locking), {}); }

Task<void> BookingBatcher::carry_out(Batch batch, Locking locking) {
  std::exception_ptr error;
  platform::TimeLimit limit(longest_batch);
  auto entering = platform::enter(limit);
  co_await entering;
  {
    Turn turn(*this, locking);
    try {
      auto trying = together(batch, locking, turn);
      co_await trying;
    } catch (...) {
      error = std::current_exception();
    }
  }
  for (Entry* entry : batch) {
    if (error && !entry->answer) fail(*entry, error);
  }
  finish(std::move(batch), locking);
}

// One by one when they cannot be had together: whoever is refused is refused alone, and who was committed after all
// finds the reply.
Task<void> BookingBatcher::together(Batch& batch, Locking locking, Turn& turn) {
  if (batch.size() == 1) {
    auto trying = alone(*batch.front()->request, locking, turn);
    batch.front()->answer = co_await trying;
    co_return;
  }
  bool has_fallen_apart = false;
  try {
    std::vector<const BookingRequest*> requests;
    for (const Entry* entry : batch) requests.push_back(entry->request);
    auto running =
        transact(database_, [&](Transaction& transaction) { return decide(transaction, requests, locking, turn); });
    BookingBatch::Outcomes outcomes = co_await running;
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->answer = std::move(outcomes[i]);
  } catch (const KeyIsBusy&) {
    has_fallen_apart = true;
  } catch (const PgRefused&) {
    has_fallen_apart = true;
  } catch (const OutcomeUnknown&) {
    has_fallen_apart = true;
  } catch (const ports::Unavailable&) {
    // Somebody's lock did not come in time, or there is no database: then the first alone will say so.
    has_fallen_apart = locking == Locking::waits;
    if (!has_fallen_apart) throw;
  }
  if (!has_fallen_apart) co_return;
  turn.end();
  auto singly = one_by_one(batch);
  co_await singly;
}

Task<BookingBatch::Outcomes> BookingBatcher::decide(Transaction& transaction,
                                                    const std::vector<const BookingRequest*>& requests, Locking locking,
                                                    Turn& turn) {
  auto running = run_bookings(transaction, requests, locking);
  BookingBatch::Outcomes outcomes = co_await running;
  turn.end();
  co_return outcomes;
}

Task<void> BookingBatcher::one_by_one(Batch& batch) {
  for (Entry* entry : batch) {
    try {
      if (entry->until < platform::from_now({})) throw ports::Unavailable("no turn in time to be booked");
      Turn no_turn(*this, Locking::waits);
      auto trying = alone(*entry->request, Locking::waits, no_turn);
      entry->answer = co_await trying;
    } catch (...) {
      fail(*entry, std::current_exception());
    }
  }
}

// In a transaction of its own: a constraint's word becomes its refusal, an unknown outcome is looked up.
auto BookingBatcher::alone(const BookingRequest& request, Locking locking, Turn& turn)
    -> Task<std::optional<Answered>> {
  std::optional<domain::Refused> refusal;
  std::string unknown;
  try {
    const std::vector<const BookingRequest*> one{&request};
    auto running =
        transact(database_, [&](Transaction& transaction) { return decide(transaction, one, locking, turn); });
    BookingBatch::Outcomes outcomes = co_await running;
    co_return std::move(outcomes.front());
  } catch (const KeyIsBusy&) {
    refusal =
        domain::Refused(domain::Refusal::request_in_progress, "A request with this Idempotency-Key is still running.");
    refusal->retry_after = domain::seconds{1};
  } catch (const PgRefused& refused) {
    refusal = refusal_of(refused);
    if (!refusal) throw;
  } catch (const OutcomeUnknown& lost) {
    if (!key_of(request)) throw;
    unknown = lost.what();
  }
  if (refusal) co_return Answered(std::unexpected(std::move(*refusal)));
  auto asking = outcome_of(database_, *key_of(request));
  std::optional<domain::Answer> answer = co_await asking;
  if (answer) co_return Answered(std::move(*answer));
  throw ports::Unavailable(unknown);
}

void BookingBatcher::finish(Batch batch, Locking locking) {
  --(locking == Locking::skips ? quick_lanes_ : patient_lanes_);
  Batch done;
  for (auto entry = batch.rbegin(); entry != batch.rend(); ++entry) {
    if (locking == Locking::skips) {
      for (const std::string& name : names_of(*(*entry)->request)) in_flight_.erase(name);
    }
    if ((*entry)->answer) {
      done.push_back(*entry);
    } else if (++(*entry)->times_left_over < quick_tries) {
      quick_.push_front(*entry);
    } else {
      patient_.push_back(*entry);
    }
  }
  start();
  tell(done);
}

// What is thrown to the caller when all of theirs is done.
void BookingBatcher::fail(Entry& entry, std::exception_ptr error) {
  entry.caller->error = std::move(error);
  entry.answer = domain::refuse(domain::Refusal::unavailable, "");
}

void BookingBatcher::tell(const Batch& done) {
  std::vector<std::coroutine_handle<>> ready;
  for (Entry* entry : done) {
    Caller& caller = *entry->caller;
    if (--caller.open == 0 && caller.waiting) ready.push_back(caller.waiting);
  }
  for (const auto waiting : ready) waiting.resume();
}

}  // namespace salon::storage
