#include "storage/day_book.hpp"

#include <algorithm>

#include "platform/deadline.hpp"
#include "platform/log.hpp"
#include "platform/time_limit.hpp"

namespace salon::storage {

using domain::Refusal;
using domain::Result;
using domain::SalonTerms;
using ports::BookPages;
using ports::BookQuery;

namespace {

constexpr std::chrono::seconds forget_interval{30};
// Whoever comes while one runs may wait for two, and has two seconds.
constexpr std::chrono::milliseconds longest_errand{900};

Moment moment() { return platform::from_now(std::chrono::seconds{0}); }

std::size_t number_of_days(const BookQuery& query) {
  return static_cast<std::size_t>((query.to - query.from).count() + 1);
}

Result<void> check(const BookQuery& query, const SalonTerms* terms) {
  if (terms == nullptr) return domain::refuse(Refusal::not_found, "There is no such salon.");
  if (terms->service(query.service_id) == nullptr)
    return domain::refuse(Refusal::not_found, "There is no such service here.");
  if (query.stylist_id && !terms->has_stylist(*query.stylist_id))
    return domain::refuse(Refusal::not_found, "There is no such stylist here.");
  return {};
}

// From the first to the last page that is not there.
std::optional<PagesWanted> missing(const BookQuery& query, const DayShelf::Found& found) {
  PagesWanted wanted{.location_id = query.location_id,
                     .service_id = query.service_id,
                     .from = query.from,
                     .to = query.to,
                     .terms = found.terms};
  const auto is_missing = [](const ports::BookPage& day) { return day.page == nullptr; };
  const auto first = std::ranges::find_if(found.days, is_missing);
  if (first == found.days.end()) return found.terms ? std::nullopt : std::optional(wanted);
  if (!found.terms) return wanted;
  const auto last = std::ranges::find_if(found.days.rbegin(), found.days.rend(), is_missing);
  wanted.from = query.from + std::chrono::days{first - found.days.begin()};
  wanted.to = query.to - std::chrono::days{last - found.days.rbegin()};
  return wanted;
}

void take_over(const BookQuery& query, const ReadPages& read, DayShelf::Found& found) {
  found.terms = read.terms;
  for (const auto& page : read.pages) {
    if (page->date < query.from || page->date > query.to) continue;
    found.days[static_cast<std::size_t>((page->date - query.from).count())] = {.page = page, .reading = nullptr};
  }
}

bool covers(const PagesWanted& one, const PagesWanted& other) {
  if (one.location_id != other.location_id || (!one.terms && other.terms)) return false;
  const bool wants_only_terms = other.from > other.to;
  if (wants_only_terms) return !one.terms;
  return one.service_id == other.service_id && one.from <= other.from && one.to >= other.to;
}

}  // namespace

struct PgDayBook::Done {
  Errand& errand;
  bool await_ready() const noexcept { return errand.is_done; }
  void await_suspend(std::coroutine_handle<> waiter) const { errand.waiting.push_back(waiter); }
  void await_resume() const {
    if (errand.error) std::rethrow_exception(errand.error);
  }
};

void PgDayBook::finish(const Shared& errand, std::exception_ptr error) {
  errand->error = std::move(error);
  errand->is_done = true;
  for (const auto waiter : std::exchange(errand->waiting, {})) waiter.resume();
}

// What was committed before now, here or (within the shelf's limits) elsewhere, is known afterwards.
Task<void> PgDayBook::see_changes() {
  const std::uint64_t commits = shelf_.commits();
  const std::uint64_t begun_before = errands_begun_;
  DayShelf::Trust trust = shelf_.trust(moment(), commits);
  if (trust == DayShelf::Trust::ageing && !looking_ && shelf_.begin_look()) begin_look();
  while (trust == DayShelf::Trust::none) {
    const Shared errand = looking_ ? looking_ : begin_look();
    Done done{*errand};
    co_await done;
    if (errand->number > begun_before) co_return;  // it began after the caller came
    trust = shelf_.trust(moment(), commits);
  }
}

auto PgDayBook::begin_look() -> Shared {
  const Shared errand = std::make_shared<Errand>();
  errand->number = ++errands_begun_;
  looking_ = errand;
  platform::spawn(look_for(errand), {});
  return errand;
}

Task<void> PgDayBook::look_for(Shared errand) {
  platform::TimeLimit limit(longest_errand);
  auto entering = platform::enter(limit);
  co_await entering;
  std::exception_ptr error;
  try {
    auto looking = look();
    co_await looking;
  } catch (const std::exception& problem) {
    error = std::current_exception();
    platform::log(platform::Level::warning, "the appointment book could not be looked after",
                  {{"problem", problem.what()}});
  }
  looking_ = nullptr;
  shelf_.end_look();
  finish(errand, error);
  if (error) co_return;
  auto forgetting = forget_now_and_then();
  co_await forgetting;
}

Task<void> PgDayBook::look() {
  const Moment begun = moment();
  const std::uint64_t commits = shelf_.commits();
  auto looking = look_for_changes(database_, shelf_.last_look(begun));
  Look look = co_await looking;
  look.begun = begun;
  look.commits = commits;
  shelf_.looked(look);
}

Task<void> PgDayBook::forget_now_and_then() {
  const Moment now = moment();
  if (forgot_at_ != Moment::min() && now - forgot_at_ < forget_interval) co_return;
  forgot_at_ = now;
  try {
    auto forgetting = forget_seen_changes(database_);
    co_await forgetting;
  } catch (const ports::Unavailable&) {  // the next will
  }
}

PgDayBook::Shared PgDayBook::errand_with(const PagesWanted& wanted) const {
  const auto found =
      std::ranges::find_if(fetching_, [&](const Shared& errand) { return covers(errand->wanted, wanted); });
  return found == fetching_.end() ? nullptr : *found;
}

Task<ReadPages> PgDayBook::fetch(PagesWanted wanted) {
  const std::uint64_t begun_before = errands_begun_;
  while (true) {
    Shared errand = errand_with(wanted);
    if (!errand) errand = begin_fetch(wanted);
    Done done{*errand};
    co_await done;
    if (errand->number > begun_before) co_return errand->read;
  }
}

auto PgDayBook::begin_fetch(PagesWanted wanted) -> Shared {
  const Shared errand = std::make_shared<Errand>();
  errand->number = ++errands_begun_;
  errand->wanted = std::move(wanted);
  fetching_.push_back(errand);
  platform::spawn(fetch_for(errand), {});
  return errand;
}

Task<void> PgDayBook::fetch_for(Shared errand) {
  platform::TimeLimit limit(longest_errand);
  auto entering = platform::enter(limit);
  co_await entering;
  std::exception_ptr error;
  try {
    auto fetching = fetch_pages(*errand);
    co_await fetching;
  } catch (...) {
    error = std::current_exception();
  }
  std::erase(fetching_, errand);
  finish(errand, error);
}

Task<void> PgDayBook::fetch_pages(Errand& errand) {
  const std::uint64_t turn = shelf_.turn();
  const auto work = [&errand](Transaction& transaction) { return read_pages(transaction, errand.wanted); };
  auto reading = transact(database_, work, View::one_snapshot);
  errand.read = co_await reading;
  errand.read.turn = turn;
  if (errand.read.terms) shelf_.put(errand.read);
}

Task<std::shared_ptr<const SalonTerms>> PgDayBook::terms(domain::LocationId salon) {
  auto seeing = see_changes();
  co_await seeing;
  if (auto known = shelf_.terms(salon)) co_return known;
  const PagesWanted only_terms{.location_id = salon,
                               .service_id = {},
                               .from = domain::Date{std::chrono::days{1}},
                               .to = domain::Date{},
                               .terms = nullptr};
  auto fetching = fetch(only_terms);
  const ReadPages read = co_await fetching;
  co_return read.terms;
}

Task<Result<BookPages>> PgDayBook::pages(BookQuery query) {
  auto seeing = see_changes();
  co_await seeing;
  DayShelf::Found found = shelf_.find(query);
  const auto wanted = missing(query, found);
  const std::size_t days = number_of_days(query);
  const std::size_t misses = wanted ? static_cast<std::size_t>((wanted->to - wanted->from).count() + 1) : 0;
  shelf_.count_reads(days - misses, misses);
  if (found.terms) {
    if (auto known = check(query, found.terms.get()); !known) co_return std::unexpected(std::move(known.error()));
  }
  if (wanted) {
    auto fetching = fetch(*wanted);
    const ReadPages read = co_await fetching;
    if (auto known = check(query, read.terms.get()); !known) co_return std::unexpected(std::move(known.error()));
    take_over(query, read, found);
  }
  co_return with_readings(query, std::move(found));
}

BookPages PgDayBook::with_readings(const BookQuery& query, DayShelf::Found found) {
  for (ports::BookPage& day : found.days) {
    if (day.reading) continue;
    const domain::ReadPage how{.now = query.now, .detail = query.detail};
    day.reading = std::make_shared<const domain::DayReading>(domain::read_page(*day.page, *found.terms, how));
    shelf_.put(day, found.terms);
  }
  return {.terms = std::move(found.terms), .days = std::move(found.days)};
}

}  // namespace salon::storage
