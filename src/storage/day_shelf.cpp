#include "storage/day_shelf.hpp"

#include <algorithm>

namespace salon::storage {

using domain::DayPage;
using std::chrono::days;

namespace {

constexpr std::size_t most_recent = 4096;
// What a page costs the maps that it stands in.
constexpr std::size_t bytes_around_a_page = 512;
// A little more than must be goes at once: finding the oldest means looking at all.
constexpr std::size_t bytes_left_after_eviction(std::size_t most) { return most - most / 8; }

bool is_about_terms(const DayChange& change) { return change.location_id && !change.service_id && !change.during; }

bool shows(const DayPage& page, const DayChange& change) {
  if (change.during && !page.covers.overlaps(*change.during)) return false;
  const bool is_of_service = !change.service_id || *change.service_id == page.service_id;
  if (change.location_id == page.location_id && is_of_service) return true;
  return change.stylist_id && page.place_of(*change.stylist_id);
}

}  // namespace

DayShelf::DayShelf(ShelfLimits limits, platform::Metrics& metrics)
    : limits_(limits),
      hits_(metrics.counter({.name = "day_book_hits_total", .help = "Pages of the appointment book found in memory."})
                .with({})),
      misses_(metrics.counter({.name = "day_book_misses_total", .help = "Pages that had to be read."}).with({})),
      evictions_(
          metrics.counter({.name = "day_book_evictions_total", .help = "Pages that made room for others."}).with({})),
      size_(metrics.gauge({.name = "day_book_bytes", .help = "What the pages in memory take."}).with({})) {}

DayShelf::Trust DayShelf::trust(Moment now, std::uint64_t commits) const {
  if (seen_commits_.load(std::memory_order_acquire) < commits) return Trust::none;
  const Moment looked_at = looked_at_.load(std::memory_order_acquire);
  if (looked_at == Moment::min() || now - looked_at >= limits_.trust_for) return Trust::none;
  return now - looked_at >= limits_.look_after ? Trust::ageing : Trust::good;
}

std::optional<std::string> DayShelf::last_look(Moment now) const {
  const std::lock_guard lock(mutex_);
  const Moment looked_at = looked_at_.load();
  if (looked_at == Moment::min() || now - looked_at >= limits_.remember_for) return std::nullopt;
  return last_snapshot_.text();
}

void DayShelf::looked(const Look& look) {
  const std::lock_guard lock(mutex_);
  if (!look.since || look.server_start != server_start_) clear();
  for (const DayChange& change : look.changes) {
    apply(change);
    remember(change);
  }
  server_start_ = look.server_start;
  last_snapshot_ = look.snapshot;
  // Of two looks at once the one that began later may end first.
  looked_at_.store(std::max(looked_at_.load(), look.begun), std::memory_order_release);
  seen_commits_.store(std::max(seen_commits_.load(), look.commits), std::memory_order_release);
}

DayShelf::Found DayShelf::find(const ports::BookQuery& query) {
  Found found;
  found.days.resize(static_cast<std::size_t>((query.to - query.from).count() + 1));
  const std::lock_guard lock(mutex_);
  const auto salon = salons_.find(query.location_id);
  if (salon == salons_.end()) return found;
  found.terms = salon->second.terms;
  const auto service = salon->second.services.find(query.service_id);
  if (!found.terms || service == salon->second.services.end()) return found;
  const std::uint64_t use = ++uses_;
  Days& of_service = service->second;
  auto day = of_service.lower_bound(query.from);
  while (day != of_service.end() && day->first <= query.to) {
    Kept& kept = day->second;
    kept.used = use;
    ports::BookPage& page = found.days[static_cast<std::size_t>((day->first - query.from).count())];
    page.page = kept.page;
    const bool is_in_force =
        kept.reading && kept.reading_terms == found.terms && kept.reading->tells(query.detail, query.now);
    if (is_in_force) page.reading = kept.reading;
    ++day;
  }
  return found;
}

void DayShelf::count_reads(std::size_t hits, std::size_t misses) {
  if (hits > 0) hits_.add(static_cast<double>(hits));
  if (misses > 0) misses_.add(static_cast<double>(misses));
}

std::shared_ptr<const domain::SalonTerms> DayShelf::terms(domain::LocationId salon) {
  const std::lock_guard lock(mutex_);
  const auto found = salons_.find(salon);
  return found == salons_.end() ? nullptr : found->second.terms;
}

std::uint64_t DayShelf::turn() const {
  const std::lock_guard lock(mutex_);
  return turn_;
}

std::optional<std::vector<DayChange>> DayShelf::missed_by(const ReadPages& read) const {
  const std::uint64_t since = turn_ - read.turn;
  if (since > recent_.size()) return std::nullopt;
  std::vector<DayChange> missed;
  for (auto change = recent_.end() - static_cast<std::ptrdiff_t>(since); change != recent_.end(); ++change) {
    if (!read.snapshot->sees(change->transaction)) missed.push_back(*change);
  }
  return missed;
}

void DayShelf::put(const ReadPages& read) {
  const std::lock_guard lock(mutex_);
  if (limits_.most_bytes == 0) return;
  const auto missed = missed_by(read);
  if (!missed) return;  // too much has happened since to tell
  if (read.has_new_terms) {
    const domain::LocationId location = read.terms->location.id;
    const bool is_old = std::ranges::any_of(
        *missed, [&](const DayChange& change) { return is_about_terms(change) && change.location_id == location; });
    Salon& salon = salons_[location];
    set_terms(salon, is_old ? nullptr : read.terms);
    salon.terms_snapshot = read.snapshot;
  }
  for (const auto& page : read.pages) {
    const bool is_old = std::ranges::any_of(*missed, [&](const DayChange& change) { return shows(*page, change); });
    if (!is_old) keep(page, read);
  }
  if (bytes_ > limits_.most_bytes) evict();
  size_.set(static_cast<double>(bytes_));
}

void DayShelf::set_terms(Salon& salon, std::shared_ptr<const domain::SalonTerms> terms) {
  bytes_ -= salon.terms_bytes;
  salon.terms_bytes = terms ? bytes_around_a_page + terms->bytes() : 0;
  bytes_ += salon.terms_bytes;
  salon.terms = std::move(terms);
}

void DayShelf::keep(const std::shared_ptr<const DayPage>& page, const ReadPages& read) {
  Kept& kept = salons_[page->location_id].services[page->service_id][page->date];
  bytes_ -= kept.bytes;
  kept = Kept{.page = page, .snapshot = read.snapshot};
  kept.used = ++uses_;
  count(kept);
  for (const DayPage::Stylist& stylist : page->stylists) salons_of_[stylist.id].insert(page->location_id);
}

void DayShelf::put(const ports::BookPage& page, const std::shared_ptr<const domain::SalonTerms>& terms) {
  const std::lock_guard lock(mutex_);
  const auto salon = salons_.find(page.page->location_id);
  if (salon == salons_.end()) return;
  const auto service = salon->second.services.find(page.page->service_id);
  if (service == salon->second.services.end()) return;
  const auto day = service->second.find(page.page->date);
  if (day == service->second.end() || day->second.page != page.page) return;
  Kept& kept = day->second;
  bytes_ -= kept.bytes;
  kept.reading = page.reading;
  kept.reading_terms = terms;
  count(kept);
  if (bytes_ > limits_.most_bytes) evict();
  size_.set(static_cast<double>(bytes_));
}

void DayShelf::count(Kept& kept) {
  kept.bytes = bytes_around_a_page + kept.page->bytes() + (kept.reading ? kept.reading->bytes() : 0);
  bytes_ += kept.bytes;
}

void DayShelf::apply(const DayChange& change) {
  if (change.location_id) {
    const auto salon = salons_.find(*change.location_id);
    if (salon != salons_.end()) {
      const bool has_old_terms =
          is_about_terms(change) && salon->second.terms && !salon->second.terms_snapshot->sees(change.transaction);
      if (has_old_terms) set_terms(salon->second, nullptr);
      throw_out(salon->second, change);
    }
  }
  if (!change.stylist_id) return;
  const auto elsewhere = salons_of_.find(*change.stylist_id);
  if (elsewhere == salons_of_.end()) return;
  for (const domain::LocationId location : elsewhere->second) {
    const auto salon = salons_.find(location);
    if (location != change.location_id && salon != salons_.end()) throw_out(salon->second, change);
  }
}

void DayShelf::throw_out(Salon& salon, const DayChange& change) {
  for (auto& [service, of_service] : salon.services) throw_out(of_service, change);
}

// Pages that show the change, but for those whose reader saw it.
void DayShelf::throw_out(Days& of_service, const DayChange& change) {
  auto day = of_service.begin();
  auto end = of_service.end();
  if (change.during) {
    // A page reaches a day and a bit beyond its own; whatever the zone, its date is near the one of UTC.
    const domain::Date first{std::chrono::floor<days>(change.during->start).time_since_epoch()};
    const domain::Date last{std::chrono::floor<days>(change.during->end).time_since_epoch()};
    day = of_service.lower_bound(first - days{3});
    end = of_service.upper_bound(last + days{3});
  }
  while (day != end) {
    const Kept& kept = day->second;
    const bool is_good = !shows(*kept.page, change) || kept.snapshot->sees(change.transaction);
    if (!is_good) bytes_ -= kept.bytes;
    day = is_good ? std::next(day) : of_service.erase(day);
  }
}

void DayShelf::remember(const DayChange& change) {
  recent_.push_back(change);
  ++turn_;
  if (recent_.size() > most_recent) recent_.pop_front();
}

void DayShelf::evict() {
  struct Place {
    std::uint64_t used;
    Days* days;
    domain::Date date;
  };
  std::vector<Place> all;
  for (auto& [location, salon] : salons_) {
    for (auto& [service, of_service] : salon.services) {
      for (const auto& [date, kept] : of_service) all.push_back({kept.used, &of_service, date});
    }
  }
  std::ranges::sort(all, {}, &Place::used);
  for (const Place& oldest : all) {
    if (bytes_ <= bytes_left_after_eviction(limits_.most_bytes)) break;
    const auto day = oldest.days->find(oldest.date);
    bytes_ -= day->second.bytes;
    oldest.days->erase(day);
    evictions_.add();
  }
  // Terms stay as long as a page for which they are needed.
  for (auto& [location, salon] : salons_) {
    std::erase_if(salon.services, [](const auto& of_service) { return of_service.second.empty(); });
    if (salon.services.empty()) set_terms(salon, nullptr);
  }
  std::erase_if(salons_, [](const auto& entry) { return entry.second.services.empty(); });
}

// Readings under way are not kept either: their turn is over.
void DayShelf::clear() {
  salons_.clear();
  salons_of_.clear();
  recent_.clear();
  ++turn_;
  bytes_ = 0;
  size_.set(0);
}

std::size_t DayShelf::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace salon::storage
