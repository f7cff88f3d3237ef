#include "storage/rule_store.hpp"

#include "storage/generation_queue.hpp"
#include "storage/ledger.hpp"
#include "storage/once_table.hpp"
#include "storage/row_change.hpp"
#include "storage/row_picture.hpp"
#include "storage/rule_rows.hpp"

namespace salon::storage {

using domain::LocationId;
using domain::Refusal;
using domain::Result;
using domain::Rule;
using domain::RuleId;

namespace {

constexpr Statement speaks_of_statement{R"sql(
  SELECT EXISTS (SELECT 1 FROM locations WHERE id = $1),
         $2::uuid IS NULL OR EXISTS (SELECT 1 FROM stylists WHERE id = $2 AND location_id = $1)
                          OR EXISTS (SELECT 1 FROM stylist_locations WHERE stylist_id = $2 AND location_id = $1),
         $3::uuid IS NULL OR EXISTS (SELECT 1 FROM services WHERE id = $3 AND location_id = $1)
)sql"};

constexpr Statement remove_statement{"DELETE FROM availability_rules WHERE id = $1"};

Task<void> lock_location(Transaction& transaction, LocationId location) {
  std::vector<std::int64_t> numbers{lock_number("location", location.text())};
  auto locking = take_locks(transaction, std::move(numbers));
  co_await locking;
}

Task<Result<void>> check_speaks_of(Transaction& transaction, const Rule& rule) {
  const Params params = Params::of(rule.location_id, rule.stylist_id, rule.service_id);
  auto asking = transaction.run(speaks_of_statement, params);
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  const bool has_location = row.get<bool>();
  const bool has_stylist = row.get<bool>();
  const bool has_service = row.get<bool>();
  if (!has_location) co_return domain::refuse(Refusal::not_found, "There is no such location.");
  if (!has_stylist) co_return domain::refuse(Refusal::not_found, "There is no such stylist here.");
  if (!has_service) co_return domain::refuse(Refusal::not_found, "There is no such service here.");
  co_return Result<void>{};
}

Task<Result<void>> check_rule_row(Transaction& transaction, const Rule& rule) {
  auto checking = check_speaks_of(transaction, rule);
  Result<void> known = co_await checking;
  if (!known) co_return known;
  auto reading = rules_in(transaction, rule.location_id);
  const std::vector<Rule> others = co_await reading;
  co_return domain::check_beside(rule, others);
}

// What a rule was and is: nothing before it was added, nothing after it was removed.
struct RuleChange {
  const Rule& rule;  // as it is, or was last
  std::string before;
  std::string after;
};

Task<void> announce(Transaction& transaction, const ports::Requester& by, RuleChange change) {
  auto asking = transaction.now();
  LedgerEntry entry;
  entry.at = co_await asking;
  entry.type = domain::EventType::rules_changed;
  entry.location_id = change.rule.location_id;
  entry.version = change.rule.version;
  entry.entity = "rule";
  entry.entity_id = change.rule.id.text();
  entry.data = "{\"rule_id\":\"" + entry.entity_id + "\"}";
  entry.action = change.before.empty() ? "rule.added" : change.after.empty() ? "rule.removed" : "rule.changed";
  entry.before = std::move(change.before);
  entry.after = std::move(change.after);
  entry.by = by;
  std::vector<LedgerEntry> entries;
  entries.push_back(std::move(entry));
  auto recording = record(transaction, std::move(entries));
  co_await recording;
  auto enqueueing = enqueue_generation(transaction, change.rule.location_id);
  co_await enqueueing;
}

// Checks, writes and tells.
Task<Result<Rule>> put_rule(Transaction& transaction, const Rule& after, const ports::Requester& by) {
  auto checking = check_rule_row(transaction, after);
  Result<void> allowed = co_await checking;
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  auto drawing_before = picture_of(transaction, after.id);
  std::string before = co_await drawing_before;
  auto writing = write_rule(transaction, after);
  co_await writing;
  auto drawing_after = picture_of(transaction, after.id);
  std::string picture = co_await drawing_after;
  RuleChange change{after, std::move(before), std::move(picture)};
  auto announcing = announce(transaction, by, std::move(change));
  co_await announcing;
  co_return after;
}

Task<Result<Rule>> add_now(Transaction& transaction, const Rule& rule, const ports::Requester& by) {
  auto locking = lock_location(transaction, rule.location_id);
  co_await locking;
  auto putting = put_rule(transaction, rule, by);
  co_return co_await putting;
}

// The rule under its location's lock; where it is never changes, but it may be gone by then.
Task<std::optional<Rule>> lock_rule(Transaction& transaction, RuleId id) {
  auto looking = find_rule(transaction, id);
  std::optional<Rule> rule = co_await looking;
  if (!rule) co_return std::nullopt;
  auto locking = lock_location(transaction, rule->location_id);
  co_await locking;
  auto looking_again = find_rule(transaction, id);
  co_return co_await looking_again;
}

Task<Result<Rule>> change_now(Transaction& transaction, RuleId id, const ports::Change<Rule>& change,
                              const ports::Requester& by) {
  auto locking = lock_rule(transaction, id);
  const std::optional<Rule> before = co_await locking;
  if (!before) co_return domain::refuse(Refusal::not_found, "There is no such rule.");
  Result<std::optional<Rule>> after = edited(*before, change.if_version, change.edit, is_same_rule);
  if (!after) co_return std::unexpected(std::move(after.error()));
  if (!*after) co_return *before;
  auto putting = put_rule(transaction, **after, by);
  co_return co_await putting;
}

Task<Result<Rule>> remove_now(Transaction& transaction, const ports::AsSeen<RuleId>& rule, const ports::Requester& by) {
  auto locking = lock_rule(transaction, rule.id);
  const std::optional<Rule> before = co_await locking;
  if (!before) co_return domain::refuse(Refusal::not_found, "There is no such rule.");
  auto current = rule.if_version.check(before->version);
  if (!current) co_return std::unexpected(std::move(current.error()));
  auto drawing = picture_of(transaction, rule.id);
  std::string picture = co_await drawing;
  const Params params = Params::of(rule.id);
  auto removing = transaction.run(remove_statement, params);
  co_await removing;
  RuleChange change{*before, std::move(picture), {}};
  auto announcing = announce(transaction, by, std::move(change));
  co_await announcing;
  co_return *before;
}

// Duplicates are decided under the lock; the constraint has the last word against a writer who did not take it.
template <class Work>
Task<Result<domain::Answer>> write_once(Database& database, const ports::Once<Rule>& once, Work work) {
  try {
    auto doing = transact_once(database, once, work);
    co_return co_await doing;
  } catch (const PgRefused& refused) {
    if (refused.constraint != one_rule_once) throw;
  }
  co_return domain::refuse(Refusal::rule_overlap, "There is this rule already.");
}

}  // namespace

Task<std::vector<Rule>> PgRuleStore::rules_of(LocationId location) {
  const auto work = [location](Transaction& transaction) { return rules_in(transaction, location); };
  auto reading = transact(database_, work, View::one_snapshot);
  co_return co_await reading;
}

Task<std::optional<Rule>> PgRuleStore::rule(RuleId id) {
  const auto work = [id](Transaction& transaction) { return find_rule(transaction, id); };
  auto reading = transact(database_, work, View::one_snapshot);
  co_return co_await reading;
}

auto PgRuleStore::add_rule(Rule rule, OnceRule once) -> Task<Answered> {
  const auto work = [&rule, &once](Transaction& transaction) { return add_now(transaction, rule, once.by); };
  auto doing = write_once(database_, once, work);
  co_return co_await doing;
}

auto PgRuleStore::change_rule(RuleId id, ports::Change<Rule> change, OnceRule once) -> Task<Answered> {
  const auto work = [id, &change, &once](Transaction& transaction) {
    return change_now(transaction, id, change, once.by);
  };
  auto doing = write_once(database_, once, work);
  co_return co_await doing;
}

auto PgRuleStore::remove_rule(ports::AsSeen<RuleId> rule, OnceRule once) -> Task<Answered> {
  const auto work = [&rule, &once](Transaction& transaction) { return remove_now(transaction, rule, once.by); };
  auto doing = transact_once(database_, once, work);
  co_return co_await doing;
}

}  // namespace salon::storage
