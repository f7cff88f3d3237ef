#include "storage/booking_store.hpp"

#include <set>

#include "storage/booking_rows.hpp"
#include "storage/hold_batch.hpp"

namespace salon::storage {

using domain::Answer;
using domain::Refusal;
using domain::Refused;
using domain::Result;

namespace {

using Answers = PgBookingStore::Answers;

Task<Answers> run_batch(Transaction& transaction, const std::vector<const ports::PlaceHold*>& holds) {
  HoldBatch batch(transaction, holds);
  auto running = batch.run();
  co_return co_await running;
}

Task<Answers> transact_batch(Database& database, const std::vector<const ports::PlaceHold*>& holds) {
  auto running = transact(database, [&holds](Transaction& transaction) { return run_batch(transaction, holds); });
  co_return co_await running;
}

// One hold in a transaction of its own: a constraint's word becomes its refusal, an unknown outcome is looked up.
Task<Result<Answer>> place_alone(Database& database, const ports::PlaceHold& hold) {
  std::optional<Refused> refusal;
  std::string unknown;
  try {
    const std::vector<const ports::PlaceHold*> one{&hold};
    auto placing = transact_batch(database, one);
    Answers answers = co_await placing;
    co_return std::move(answers.front());
  } catch (const AllocationRefused& busy) {
    refusal = Refused(Refusal::stylist_busy, busy.what());
  } catch (const PgRefused& refused) {
    refusal = refusal_of(refused);
    if (!refusal) throw;
  } catch (const OutcomeUnknown& lost) {
    if (!hold.once.key) throw;
    unknown = lost.what();
  }
  if (refusal) co_return std::unexpected(std::move(*refusal));
  auto asking = outcome_of(database, *hold.once.key);
  std::optional<Answer> answer = co_await asking;
  if (answer) co_return std::move(*answer);
  throw ports::Unavailable(unknown);
}

// The first of every key; a key's repetitions wait for it and are answered by its memory.
std::vector<const ports::PlaceHold*> first_of_each_key(const std::vector<ports::PlaceHold>& holds) {
  std::set<std::pair<std::string, std::string>> seen;
  std::vector<const ports::PlaceHold*> out;
  for (const ports::PlaceHold& hold : holds) {
    const bool is_first = !hold.once.key || seen.emplace(hold.once.key->actor, hold.once.key->key).second;
    if (is_first) out.push_back(&hold);
  }
  return out;
}

Task<std::optional<Answers>> try_together(Database& database, const std::vector<const ports::PlaceHold*>& holds) {
  try {
    auto placing = transact_batch(database, holds);
    co_return co_await placing;
  } catch (const AllocationRefused&) {
  } catch (const PgRefused&) {
  } catch (const OutcomeUnknown&) {
  }
  co_return std::nullopt;  // one by one: whoever is refused is refused alone, and who was committed finds the reply
}

}  // namespace

std::optional<Refused> refusal_of(const PgRefused& refused) {
  if (refused.constraint == "never_in_two_places")
    return Refused(Refusal::stylist_busy, "The stylist has another booking at that time.");
  if (refused.constraint == "bookings_one_live_per_phone") {
    return Refused(Refusal::already_held, "This phone number already has a booking at this time.");
  }
  if (refused.constraint == "slot_counters") return Refused(Refusal::slot_full, "This time is taken.");
  return std::nullopt;
}

Task<Answers> PgBookingStore::place_holds(std::vector<ports::PlaceHold> holds) {
  const std::vector<const ports::PlaceHold*> together = first_of_each_key(holds);
  std::map<const ports::PlaceHold*, Result<Answer>> answered;
  if (together.size() > 1) {
    auto trying = try_together(database_, together);
    std::optional<Answers> answers = co_await trying;
    for (std::size_t i = 0; answers && i < together.size(); ++i)
      answered.emplace(together[i], std::move((*answers)[i]));
  }
  Answers out;
  for (const ports::PlaceHold& hold : holds) {
    const auto found = answered.find(&hold);
    if (found != answered.end()) {
      out.push_back(std::move(found->second));
      continue;
    }
    auto placing = place_alone(database_, hold);
    out.push_back(co_await placing);
  }
  co_return out;
}

Task<Result<std::optional<Answer>>> PgBookingStore::recall(domain::OnceKey key) {
  auto asking = now();
  const domain::Instant at = co_await asking;
  auto recalling = storage::recall(database_, key, at);
  co_return co_await recalling;
}

Task<domain::Instant> PgBookingStore::now() {
  const auto fixed = database_.clock.fixed();
  if (fixed) co_return *fixed;
  static constexpr Statement statement{"SELECT clock_timestamp()"};
  auto asking = read(database_, statement, Params());
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  co_return row.get<domain::Instant>();
}

}  // namespace salon::storage
