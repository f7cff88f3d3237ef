// The appointment book, kept in memory, says what the tables say: after every request of random days, in the process
// that served it and in another one (D20, D21).
#include <algorithm>

#include "domain/gap_cost.hpp"
#include "postgres_fixture.hpp"
#include "script.hpp"
#include "script_world.hpp"
#include "storage/day_book.hpp"

namespace salon::contract {
namespace {

using domain::DayPage;
using std::chrono::days;

struct Question {
  domain::LocationId location;
  domain::ServiceId service;
  domain::Date date;
};

// One eligible time, with all that lists, counts and choices ask of it.
std::string line_of(domain::SlotId id, std::int64_t price, const std::string& stylist, int gap_cost) {
  return id.text() + " " + std::to_string(price) + " " + stylist + " wastes " + std::to_string(gap_cost);
}

std::vector<std::string> lines_of_offer(const ports::Offer& offer, const domain::SalonTerms& terms, domain::Date date) {
  std::vector<std::string> lines;
  for (const ports::OfferedSlot& offered : offer.slots) {
    const domain::SlotInstance& slot = offered.slot;
    if (domain::why_ineligible(slot, offered.situation, offer.busy, domain::Viewer::customer, offer.now)) continue;
    std::vector<domain::BusyTime> busy;
    std::ranges::copy_if(offer.busy, std::back_inserter(busy),
                         [&](const domain::BusyTime& time) { return slot.stylist_id == time.stylist_id; });
    const auto windows = domain::working_windows(terms.rules, terms.zone, {slot.service_id, slot.stylist_id}, date);
    const domain::GapContext context{
        .busy = busy, .windows = windows, .shortest_service_minutes = domain::shortest_service_minutes(terms.services)};
    std::string name;
    for (const domain::Stylist& stylist : offer.stylists) {
      if (slot.stylist_id == stylist.id) name = stylist.name;
    }
    lines.push_back(line_of(slot.id, offered.price.minor, name, domain::gap_cost(slot, context, offer.now)));
  }
  return lines;
}

std::vector<std::string> lines_of_page(const ports::BookPage& day) {
  std::vector<std::string> lines;
  const domain::DayReading& reading = *day.reading;
  for (std::size_t i = 0; i < reading.eligible.size(); ++i) {
    const DayPage::Slot& slot = day.page->slots.at(reading.on_page.at(i));
    EXPECT_EQ(slot.id, reading.eligible.ids()[i]);
    const DayPage::Stylist* stylist = day.page->stylist_of(slot);
    lines.push_back(line_of(slot.id, day.page->price_of(slot), stylist == nullptr ? "" : stylist->name,
                            reading.eligible.gap_costs()[i]));
  }
  EXPECT_EQ(reading.total, static_cast<int>(lines.size()));
  return lines;
}

class Reader {
 public:
  Reader(PostgresFixture& fixture, storage::ShelfLimits limits)
      : fixture_(fixture), shelf(limits, metrics_), book_(fixture.database(), shelf) {}
  ~Reader() { fixture_.settle(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void compare(ScriptWorld& world) {
    for (const auto& [location, service] : offers(world)) {
      for (int day = -1; day <= script_days; ++day) compare(world, {location, service, first_script_day() + days{day}});
    }
  }
  static std::vector<std::pair<domain::LocationId, domain::ServiceId>> offers(ScriptWorld& world) {
    std::vector<std::pair<domain::LocationId, domain::ServiceId>> all;
    for (const domain::ServiceId service : world.services) {
      all.emplace_back(world.dubai, service);
      all.emplace_back(world.berlin, service);
    }
    return all;
  }

 private:
  void compare(ScriptWorld& world, const Question& asked) {
    const auto offer =
        world.fixture.wait(world.stores.slots.offer({asked.location, asked.service, {}, asked.date, asked.date}));
    const auto pages = fixture_.wait(book_.pages(query(world, asked, {})));
    ASSERT_EQ(offer.has_value(), pages.has_value());
    if (!offer) return;
    const ports::BookPage& day = pages->days.at(0);
    EXPECT_EQ(lines_of_offer(*offer, *pages->terms, asked.date), lines_of_page(day));
    for (const domain::StylistId stylist : world.stylists) {
      const ports::OfferQuery of_stylist{asked.location, asked.service, stylist, asked.date, asked.date};
      const auto theirs = world.fixture.wait(world.stores.slots.offer(of_stylist));
      const auto book = fixture_.wait(book_.pages(query(world, asked, stylist)));
      ASSERT_EQ(theirs.has_value(), book.has_value());
      if (theirs) EXPECT_EQ(lines_of_offer(*theirs, *pages->terms, asked.date).size(), count(*book, stylist));
    }
    for (const domain::BookingOwner& owner : world.owners) {
      const auto hold = world.fixture.wait(world.stores.bookings.live_hold(owner, asked.service, asked.date));
      EXPECT_EQ(hold.has_value() && hold->location_id == asked.location,
                day.page->has_live_hold_of(owner, world.now()));
    }
  }
  static std::size_t count(const ports::BookPages& pages, domain::StylistId stylist) {
    const ports::BookPage& day = pages.days.at(0);
    EXPECT_EQ(static_cast<int>(day.reading->places_of(*day.page, stylist).size()),
              day.reading->count(*day.page, stylist));
    return static_cast<std::size_t>(day.reading->count(*day.page, stylist));
  }
  static ports::BookQuery query(ScriptWorld& world, const Question& asked, std::optional<domain::StylistId> stylist) {
    return {.location_id = asked.location,
            .service_id = asked.service,
            .stylist_id = stylist,
            .from = asked.date,
            .to = asked.date,
            .detail = domain::Detail::gap_costs,
            .now = world.now()};
  }

  PostgresFixture& fixture_;
  platform::Metrics metrics_;

 public:
  storage::DayShelf shelf;

 private:
  storage::PgDayBook book_;
};

// Time plays no part: the one is told of every commit, the other looks before every answer.
constexpr std::chrono::milliseconds never = std::chrono::hours{10};
constexpr std::chrono::milliseconds always{0};

TEST(DayBookAgreement, D21_a_process_sees_its_own_commits_at_once_and_another_sees_them_when_it_looks) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    PostgresFixture fixture;
    Reader here(fixture, {.look_after = never, .trust_for = never, .remember_for = never});
    Reader elsewhere(fixture, {.look_after = always, .trust_for = always});
    fixture.database().days = &here.shelf;
    watch_script(fixture, seed, [&](ScriptWorld& world) {
      here.compare(world);
      elsewhere.compare(world);
    });
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace salon::contract
