// Things are changed and removed only as the caller saw them, whoever keeps the book (If-Match).
#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::Booking;
using std::chrono::minutes;
using Seen = ports::AsSeen<domain::BookingId>;

struct Change {
  std::string name;
  std::function<Task<Answered>(SmallSalon&, Seen, std::optional<domain::OnceKey>)> make;
};

std::vector<Change> all_changes() {
  return {{"notes",
           [](SmallSalon& salon, Seen seen, std::optional<domain::OnceKey> key) {
             return salon.stores.bookings.set_notes(std::move(seen), domain::Notes("tea"), just_once<Booking>(key));
           }},
          {"attendance",
           [](SmallSalon& salon, Seen seen, std::optional<domain::OnceKey> key) {
             return salon.stores.bookings.set_attendance(std::move(seen), domain::Attendance::arrived,
                                                         just_once<Booking>(key));
           }},
          {"move",
           [](SmallSalon& salon, Seen seen, std::optional<domain::OnceKey> key) {
             return salon.stores.bookings.reschedule(std::move(seen), salon.slot(salon.sara, "07:00").id,
                                                     {domain::Viewer::staff}, just_once<Booking>(key));
           }},
          {"cancel", [](SmallSalon& salon, Seen seen, std::optional<domain::OnceKey> key) {
             return salon.stores.bookings.cancel(std::move(seen), domain::Viewer::staff, "ill",
                                                 just_once<Booking>(key));
           }}};
}

domain::BookingId confirmed(SmallSalon& salon) {
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id, .customer = lena()});
  EXPECT_EQ(salon.confirm(id, {}), "");
  return id;
}

TEST_P(StoreContract, of_two_edits_of_one_version_one_wins) {
  SmallSalon salon(fixture());
  const auto id = confirmed(salon);
  for (const Change& change : all_changes()) {
    const std::int64_t version = salon.booking(id).version;
    const Seen seen{id, version};
    const auto won = salon.wait(change.make(salon, seen, {}));
    EXPECT_EQ(code_of(won), "") << change.name;
    const Booking after = salon.booking(id);
    EXPECT_EQ(after.version, version + 1) << change.name;
    for (const Change& late : all_changes()) {
      EXPECT_EQ(code_of(salon.wait(late.make(salon, seen, {}))), "VERSION_MISMATCH") << late.name;
    }
    EXPECT_EQ(salon.booking(id), after) << change.name;
  }
}

TEST_P(StoreContract, D41_a_retry_is_answered_before_its_version_is_compared) {
  SmallSalon salon(fixture());
  const auto id = confirmed(salon);
  for (const Change& change : all_changes()) {
    const Seen seen{id, salon.booking(id).version};
    const auto first = salon.wait(change.make(salon, seen, key(change.name)));
    ASSERT_EQ(code_of(first), "") << change.name;
    const auto again = salon.wait(change.make(salon, seen, key(change.name)));
    ASSERT_TRUE(again) << change.name;
    EXPECT_TRUE(again->replayed) << change.name;
    EXPECT_EQ(again->reply, first->reply) << change.name;
  }
}

TEST_P(StoreContract, D42_a_version_that_was_wrong_is_not_remembered) {
  SmallSalon salon(fixture());
  const auto id = confirmed(salon);
  const Change notes = all_changes().front();
  EXPECT_EQ(code_of(salon.wait(notes.make(salon, Seen{id, 7}, key("k1")))), "VERSION_MISMATCH");
  EXPECT_EQ(code_of(salon.wait(notes.make(salon, Seen{id, salon.booking(id).version}, key("k1")))), "");
}

TEST_P(StoreContract, one_of_several_versions_will_do_and_none_will_not) {
  SmallSalon salon(fixture());
  const auto id = confirmed(salon);
  const Change notes = all_changes().front();
  const domain::IfVersion none{std::vector<std::int64_t>{}};
  EXPECT_EQ(code_of(salon.wait(notes.make(salon, Seen{id, none}, {}))), "VERSION_MISMATCH");
  const domain::IfVersion several{std::vector<std::int64_t>{1, salon.booking(id).version}};
  EXPECT_EQ(code_of(salon.wait(notes.make(salon, Seen{id, several}, {}))), "");
}

// Whoever looked after it ran out was shown an expired booking of the next version.
TEST_P(StoreContract, D34_a_hold_that_is_over_has_the_version_of_the_expired_booking) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  const std::int64_t while_held = salon.booking(id).version;
  salon.advance(minutes{10});
  const Change cancel = all_changes().back();
  EXPECT_EQ(code_of(salon.wait(cancel.make(salon, Seen{id, while_held}, {}))), "VERSION_MISMATCH");
  EXPECT_EQ(salon.booking(id).status(), domain::BookingStatus::expired);
  EXPECT_EQ(code_of(salon.wait(cancel.make(salon, Seen{id, while_held + 1}, {}))), "HOLD_EXPIRED");
}

template <class Id>
ports::AsSeen<Id> of_version(Id id, std::int64_t version) {
  return {id, version};
}

TEST_P(StoreContract, nothing_is_removed_in_another_version_than_the_caller_saw) {
  SmallSalon salon(fixture());
  auto& catalog = salon.stores.catalog;
  auto& rules = salon.stores.rules;
  const auto removed = just_once<ports::Removed>();
  const auto rule = salon.wait(rules.rules_of(salon.location)).front().id;
  EXPECT_EQ(code_of(salon.wait(rules.remove_rule(of_version(rule, 2), just_once<domain::Rule>()))), "VERSION_MISMATCH");
  EXPECT_EQ(code_of(salon.wait(catalog.remove_stylist(of_version(salon.sara, 2), removed))), "VERSION_MISMATCH");
  EXPECT_EQ(code_of(salon.wait(catalog.remove_service(of_version(salon.cut, 2), removed))), "VERSION_MISMATCH");
  EXPECT_EQ(code_of(salon.wait(catalog.remove_location(of_version(salon.location, 2), removed))), "VERSION_MISMATCH");
  EXPECT_TRUE(salon.wait(rules.rule(rule)));
  EXPECT_TRUE(salon.wait(catalog.stylist(salon.sara)));
  EXPECT_TRUE(salon.wait(catalog.service(salon.cut)));
  EXPECT_EQ(code_of(salon.wait(rules.remove_rule(of_version(rule, 1), just_once<domain::Rule>()))), "");
  EXPECT_EQ(code_of(salon.wait(catalog.remove_stylist(of_version(salon.sara, 1), removed))), "");
  EXPECT_EQ(code_of(salon.wait(catalog.remove_service(of_version(salon.cut, 1), removed))), "");
  EXPECT_EQ(code_of(salon.wait(catalog.remove_location(of_version(salon.location, 1), removed))), "");
}

TEST_P(StoreContract, D41_a_removal_is_replayed_though_what_it_removed_is_gone) {
  SmallSalon salon(fixture());
  auto& catalog = salon.stores.catalog;
  const auto once = just_once<ports::Removed>(key("k1"));
  const auto first = salon.wait(catalog.remove_stylist(of_version(salon.sara, 1), once));
  ASSERT_EQ(code_of(first), "");
  const auto again = salon.wait(catalog.remove_stylist(of_version(salon.sara, 1), once));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->reply, first->reply);
}

}  // namespace
}  // namespace salon::contract
