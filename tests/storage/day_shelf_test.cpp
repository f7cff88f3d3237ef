// What stands on the shelf is never older than it may be, and never more than it may hold (D21).
#include "storage/day_shelf.hpp"

#include <gtest/gtest.h>

#include "testing/builders.hpp"

namespace salon::storage {
namespace {

using namespace testing;
using std::chrono::milliseconds;

TEST(PgSnapshot, sees_what_had_ended_when_it_was_taken) {
  const auto snapshot = PgSnapshot::parse("100:110:103,107");
  ASSERT_TRUE(snapshot);
  EXPECT_TRUE(snapshot->sees(99));
  EXPECT_TRUE(snapshot->sees(102));
  EXPECT_FALSE(snapshot->sees(103));
  EXPECT_TRUE(snapshot->sees(109));
  EXPECT_FALSE(snapshot->sees(110));
  EXPECT_TRUE(PgSnapshot::parse("100:100:")->sees(99));
  for (const char* wrong : {"", "100", "100:", "a:b:", "100:110:x"}) EXPECT_FALSE(PgSnapshot::parse(wrong)) << wrong;
}

class DayShelfTest : public ::testing::Test {
 protected:
  static PgSnapshot snapshot(std::uint64_t next) {
    const std::string number = std::to_string(next);
    return PgSnapshot::parse(number + ":" + number + ":").value();
  }
  void look(std::uint64_t next, std::vector<DayChange> changes = {}, std::string server = "monday") {
    shelf.looked({.begun = now,
                  .commits = shelf.commits(),
                  .since = shelf.last_look(now),
                  .snapshot = snapshot(next),
                  .server_start = std::move(server),
                  .changes = std::move(changes)});
  }
  static std::shared_ptr<const domain::DayPage> page(std::uint64_t service = 1, const std::string& day = "2027-03-01",
                                                     std::size_t slots = 1) {
    domain::DayPage page;
    page.location_id = location_id(1);
    page.service_id = service_id(service);
    page.date = date(day);
    page.covers = zone("Asia/Dubai").day(page.date);
    page.stylists = {{.id = stylist_id(service)}};
    page.slots.resize(slots);
    return std::make_shared<const domain::DayPage>(page);
  }
  [[nodiscard]] ReadPages reading(std::uint64_t next) const {
    static const auto terms = std::make_shared<const domain::SalonTerms>(domain::SalonTerms{
        .location = a_location(), .zone = zone("Asia/Dubai"), .services = {a_service()}, .rules = {}, .stylists = {}});
    return {.turn = shelf.turn(),
            .snapshot = std::make_shared<const PgSnapshot>(snapshot(next)),
            .terms = terms,
            .has_new_terms = true,
            .pages = {}};
  }
  void put(std::uint64_t next, std::vector<std::shared_ptr<const domain::DayPage>> pages) {
    ReadPages read = reading(next);
    read.pages = std::move(pages);
    shelf.put(read);
  }
  bool has(std::uint64_t service = 1, const std::string& day = "2027-03-01") {
    const auto found = shelf.find(query(service, day));
    return found.days.at(0).page != nullptr;
  }
  static ports::BookQuery query(std::uint64_t service, const std::string& day) {
    return {.location_id = location_id(1),
            .service_id = service_id(service),
            .stylist_id = {},
            .from = date(day),
            .to = date(day),
            .now = at("2027-02-28T10:00:00Z")};
  }
  static DayChange change(std::uint64_t transaction, std::optional<std::uint64_t> service = 1) {
    DayChange change{.transaction = transaction, .location_id = location_id(1)};
    if (service) change.service_id = service_id(*service);
    if (service) change.stylist_id = stylist_id(*service);
    if (service) change.during = domain::TimeRange{at("2027-03-01T06:00:00Z"), at("2027-03-01T06:30:00Z")};
    return change;
  }

  platform::Metrics metrics;
  DayShelf shelf{{.most_bytes = 100'000}, metrics};
  Moment now{std::chrono::hours{1}};
};

TEST_F(DayShelfTest, nothing_is_good_before_the_first_look_nor_long_after_the_last) {
  EXPECT_EQ(shelf.trust(now, 0), DayShelf::Trust::none);
  look(100);
  EXPECT_EQ(shelf.trust(now, 0), DayShelf::Trust::good);
  EXPECT_EQ(shelf.trust(now + milliseconds{399}, 0), DayShelf::Trust::good);
  EXPECT_EQ(shelf.trust(now + milliseconds{400}, 0), DayShelf::Trust::ageing);
  EXPECT_EQ(shelf.trust(now + milliseconds{800}, 0), DayShelf::Trust::none);
}

TEST_F(DayShelfTest, D21_after_a_commit_of_this_process_nothing_is_good_before_a_look) {
  look(100);
  shelf.committed();
  EXPECT_EQ(shelf.trust(now, shelf.commits()), DayShelf::Trust::none);
  look(101);
  EXPECT_EQ(shelf.trust(now, shelf.commits()), DayShelf::Trust::good);
}

TEST_F(DayShelfTest, a_change_throws_out_the_pages_that_show_it_and_no_others) {
  look(100);
  put(100, {page(1), page(1, "2027-03-02"), page(2)});
  look(101, {change(100)});
  EXPECT_FALSE(has(1));
  EXPECT_TRUE(has(1, "2027-03-02"));
  EXPECT_TRUE(has(2));
}

TEST_F(DayShelfTest, a_stylists_change_reaches_the_stylists_pages_of_other_services_and_salons) {
  look(100);
  domain::DayPage elsewhere = *page(1);
  elsewhere.location_id = location_id(2);
  put(100, {page(2), std::make_shared<const domain::DayPage>(elsewhere)});
  DayChange hers = change(100);
  hers.location_id = location_id(3);
  hers.service_id = service_id(3);
  hers.stylist_id = stylist_id(1);
  look(101, {hers});
  EXPECT_TRUE(has(2));
  auto there = query(1, "2027-03-01");
  there.location_id = location_id(2);
  EXPECT_EQ(shelf.find(there).days.at(0).page, nullptr);
}

TEST_F(DayShelfTest, a_page_whose_reader_saw_the_change_stays) {
  look(100);
  put(101, {page(1)});
  look(102, {change(100)});
  EXPECT_TRUE(has(1));
}

TEST_F(DayShelfTest, a_page_that_was_being_read_when_the_change_was_heard_of_is_not_kept) {
  look(100);
  ReadPages read = reading(100);
  read.pages = {page(1), page(2)};
  look(101, {change(100)});
  shelf.put(read);
  EXPECT_FALSE(has(1));
  EXPECT_TRUE(has(2));
}

TEST_F(DayShelfTest, a_change_of_a_salons_terms_throws_out_all_that_is_known_of_it) {
  look(100);
  put(100, {page(1), page(2)});
  look(101, {change(100, std::nullopt)});
  EXPECT_EQ(shelf.terms(location_id(1)), nullptr);
  EXPECT_FALSE(has(2));
}

TEST_F(DayShelfTest, terms_that_were_being_read_when_they_changed_are_not_kept) {
  look(100);
  const ReadPages read = reading(100);
  look(101, {change(100, std::nullopt)});
  shelf.put(read);
  EXPECT_EQ(shelf.terms(location_id(1)), nullptr);
}

TEST_F(DayShelfTest, another_server_or_a_long_silence_throws_out_everything) {
  look(100);
  put(100, {page(1)});
  look(101, {}, "tuesday");
  EXPECT_FALSE(has(1));
  put(101, {page(1)});
  EXPECT_TRUE(has(1));
  now += shelf.limits().remember_for;
  EXPECT_EQ(shelf.last_look(now), std::nullopt);
  look(200, {}, "tuesday");
  EXPECT_FALSE(has(1));
}

TEST_F(DayShelfTest, what_was_being_read_when_everything_went_is_not_kept) {
  look(100);
  ReadPages read = reading(100);
  read.pages = {page(1)};
  look(101, {}, "tuesday");
  shelf.put(read);
  EXPECT_FALSE(has(1));
}

TEST_F(DayShelfTest, the_pages_used_longest_ago_make_room) {
  look(100);
  for (int day = 1; day <= 9; ++day) {
    put(100, {page(1, "2027-03-0" + std::to_string(day), 300)});
    EXPECT_TRUE(has(1, "2027-03-01"));
    EXPECT_LE(shelf.bytes(), 100'000u);
  }
  EXPECT_TRUE(has(1, "2027-03-09"));
  EXPECT_FALSE(has(1, "2027-03-02"));
}

TEST_F(DayShelfTest, a_shelf_without_room_keeps_nothing) {
  platform::Metrics others;
  DayShelf none({.most_bytes = 0}, others);
  ReadPages read = reading(100);
  read.pages = {page(1)};
  none.put(read);
  EXPECT_EQ(none.terms(location_id(1)), nullptr);
  EXPECT_EQ(none.bytes(), 0u);
}

}  // namespace
}  // namespace salon::storage
