// Locations, services, stylists and rules, whoever keeps them.
#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::EventType;
using domain::Location;
using domain::Rule;
using domain::Service;
using domain::Stylist;
using ports::Removed;
using std::chrono::days;

ports::Change<Service> price_of(std::int64_t price, domain::IfVersion if_version = {}) {
  ports::Change<Service> change;
  change.if_version = std::move(if_version);
  change.edit = [price](const Service& before) -> domain::Result<Service> {
    if (price < 0) return std::unexpected(domain::Refused::field("/price_minor", "A price is not negative."));
    Service after = before;
    after.price_minor = price;
    return after;
  };
  return change;
}

// Takes whatever jobs there are; how many.
int claim_all(SmallSalon& salon) {
  int claimed = 0;
  while (true) {
    auto job = salon.wait(salon.stores.jobs.claim());
    if (!job) return claimed;
    job->state = ports::JobState::done;
    salon.wait(salon.stores.jobs.report(*job));
    ++claimed;
  }
}

TEST_P(StoreContract, a_change_grows_the_version_by_one_and_is_told) {
  SmallSalon salon(fixture());
  const int before = salon.count_events(EventType::catalog_changed);
  const auto change = [&salon](const ports::Change<Service>& edit) {
    return code_of(salon.wait(salon.stores.catalog.change_service(salon.cut, edit, just_once<Service>())));
  };
  EXPECT_EQ(change(price_of(20000, 1)), "");
  EXPECT_EQ(change(price_of(30000, 1)), "VERSION_MISMATCH");
  EXPECT_EQ(change(price_of(-1)), "VALIDATION_FAILED");
  EXPECT_EQ(change(price_of(20000)), "") << "the same price again changes nothing";
  const Service service = salon.wait(salon.stores.catalog.service(salon.cut)).value();
  EXPECT_EQ(service.price_minor, 20000);
  EXPECT_EQ(service.version, 2);
  EXPECT_EQ(salon.count_events(EventType::catalog_changed), before + 1);
  const auto unknown =
      salon.wait(salon.stores.catalog.change_service(testing::service_id(9), price_of(1), just_once<Service>()));
  EXPECT_EQ(code_of(unknown), "NOT_FOUND");
}

TEST_P(StoreContract, D16_a_change_wants_the_slots_made_anew_once) {
  SmallSalon salon(fixture());
  claim_all(salon);
  for (const std::int64_t price : {20000, 30000}) {
    salon.wait(salon.stores.catalog.change_service(salon.cut, price_of(price), just_once<Service>())).value();
  }
  const auto rule = testing::a_closure({.id = 41, .from = "2027-03-02"});
  salon.wait(salon.stores.rules.add_rule(rule, just_once<Rule>())).value();
  const auto job = salon.wait(salon.stores.jobs.claim());
  ASSERT_TRUE(job);
  EXPECT_EQ(job->what.location_id, salon.location);
  EXPECT_EQ(job->what.from, salon.day);
  EXPECT_EQ(job->what.to, salon.day + days{60});
  EXPECT_FALSE(salon.wait(salon.stores.jobs.claim())) << "one that waits is enough for all changes";
  salon.wait(salon.stores.catalog.change_service(salon.cut, price_of(40000), just_once<Service>())).value();
  EXPECT_TRUE(salon.wait(salon.stores.jobs.claim())) << "one that runs may have read the old rules";
}

TEST_P(StoreContract, a_name_is_taken_once_at_a_location) {
  SmallSalon salon(fixture());
  const auto location = testing::a_location({.id = 2});
  EXPECT_EQ(code_of(salon.wait(salon.stores.catalog.add_location(location, just_once<Location>()))), "CONFLICT");
  const auto service = testing::a_service({.id = 13, .name = "Cut"});
  EXPECT_EQ(code_of(salon.wait(salon.stores.catalog.add_service(service, just_once<Service>()))), "CONFLICT");
  EXPECT_FALSE(salon.wait(salon.stores.catalog.service(service.id)));
}

TEST_P(StoreContract, what_a_row_speaks_of_must_be_there) {
  SmallSalon salon(fixture());
  const auto service = testing::a_service({.id = 13, .location = 9, .name = "Shave"});
  EXPECT_EQ(code_of(salon.wait(salon.stores.catalog.add_service(service, just_once<Service>()))), "NOT_FOUND");
  const auto nowhere = testing::a_stylist({.id = 23, .location = 9, .name = "Mina"});
  EXPECT_EQ(code_of(salon.wait(salon.stores.catalog.add_stylist(nowhere, just_once<Stylist>()))), "NOT_FOUND");
  const auto unknown = testing::a_stylist({.id = 23, .name = "Mina", .terms = {{testing::service_id(9), 20, {}}}});
  EXPECT_EQ(code_of(salon.wait(salon.stores.catalog.add_stylist(unknown, just_once<Stylist>()))), "NOT_FOUND");
}

TEST_P(StoreContract, every_column_comes_back_as_it_was_given) {
  SmallSalon salon(fixture());
  auto service = testing::a_service({.id = 13,
                                     .name = "Colour",
                                     .duration_minutes = 90,
                                     .price_minor = 45000,
                                     .required_skill = "colour",
                                     .phases = {{30, true}, {30, false}, {30, true}},
                                     .buffer_before_minutes = 5,
                                     .buffer_after_minutes = 10});
  service.category = "Hair";
  service.description = "With \"quotes\", {braces} and \\ slashes";
  salon.wait(salon.stores.catalog.add_service(service, just_once<Service>())).value();
  const Service kept = salon.wait(salon.stores.catalog.service(service.id)).value();
  EXPECT_EQ(kept.phases, service.phases);
  EXPECT_EQ(kept.required_skill, service.required_skill);
  EXPECT_EQ(kept.description, service.description);
  EXPECT_EQ(kept.category, service.category);
  EXPECT_EQ(kept.buffer_before_minutes, 5);
  EXPECT_EQ(kept.buffer_after_minutes, 10);
  const auto stylist =
      testing::a_stylist({.id = 23, .name = "Mina", .skills = {"colour", "a,b"}, .terms = {{service.id, 100, {}}}});
  salon.wait(salon.stores.catalog.add_stylist(stylist, just_once<Stylist>())).value();
  const Stylist mina = salon.wait(salon.stores.catalog.stylist(stylist.id)).value();
  EXPECT_EQ(mina.skills, stylist.skills);
  EXPECT_EQ(mina.terms, stylist.terms);
  EXPECT_EQ(mina.location_ids, stylist.location_ids);
}

TEST_P(StoreContract, lists_are_sorted_by_name) {
  SmallSalon salon(fixture());
  std::vector<std::string> names;
  for (const Service& service : salon.wait(salon.stores.catalog.services_of(salon.location)))
    names.push_back(service.name);
  for (const Stylist& stylist : salon.wait(salon.stores.catalog.stylists_of(salon.location)))
    names.push_back(stylist.name);
  EXPECT_EQ(names, (std::vector<std::string>{"Class", "Cut", "Noor", "Sara"}));
}

TEST_P(StoreContract, what_never_had_a_booking_is_deleted_with_its_slots_and_rules) {
  SmallSalon salon(fixture());
  const auto rule = testing::a_closure({.id = 41, .stylist = 22, .from = "2027-03-02"});
  salon.wait(salon.stores.rules.add_rule(rule, just_once<Rule>())).value();
  const auto slot = salon.slot(salon.sara, "06:00");
  const auto answer = salon.wait(salon.stores.catalog.remove_stylist(salon.sara, just_once<Removed>()));
  EXPECT_EQ(text_of(answer), "200 deleted");
  EXPECT_FALSE(salon.wait(salon.stores.catalog.stylist(salon.sara)));
  EXPECT_FALSE(salon.wait(salon.stores.slots.slot(slot.id)));
  EXPECT_FALSE(salon.wait(salon.stores.rules.rule(rule.id)));
  const auto again = salon.wait(salon.stores.catalog.remove_stylist(salon.sara, just_once<Removed>()));
  EXPECT_EQ(code_of(again), "NOT_FOUND");
}

TEST_P(StoreContract, what_ever_had_a_booking_is_deactivated) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.sara, "06:00");
  EXPECT_EQ(salon.cancel(salon.must_hold({.slot = slot.id})), "");
  EXPECT_EQ(text_of(salon.wait(salon.stores.catalog.remove_stylist(salon.sara, just_once<Removed>()))),
            "200 deactivated");
  EXPECT_EQ(text_of(salon.wait(salon.stores.catalog.remove_service(salon.cut, just_once<Removed>()))),
            "200 deactivated");
  EXPECT_EQ(text_of(salon.wait(salon.stores.catalog.remove_location(salon.location, just_once<Removed>()))),
            "200 deactivated");
  EXPECT_FALSE(salon.wait(salon.stores.catalog.stylist(salon.sara)).value().active);
  EXPECT_EQ(salon.wait(salon.stores.catalog.stylist(salon.sara)).value().version, 2);
  EXPECT_FALSE(salon.wait(salon.stores.catalog.service(salon.cut)).value().active);
  EXPECT_EQ(salon.try_hold({.slot = slot.id}), "SLOT_BLOCKED");
}

TEST_P(StoreContract, a_location_that_never_had_a_booking_goes_with_all_that_was_there) {
  SmallSalon salon(fixture());
  EXPECT_EQ(text_of(salon.wait(salon.stores.catalog.remove_location(salon.location, just_once<Removed>()))),
            "200 deleted");
  EXPECT_TRUE(salon.wait(salon.stores.catalog.locations()).empty());
  EXPECT_FALSE(salon.wait(salon.stores.catalog.service(salon.cut)));
  EXPECT_FALSE(salon.wait(salon.stores.catalog.stylist(salon.noor)));
  EXPECT_FALSE(salon.wait(salon.stores.rules.rule(testing::rule_id(31))));
}

TEST_P(StoreContract, D13_an_open_rule_that_overlaps_another_is_refused_by_name) {
  SmallSalon salon(fixture());
  const auto rule = testing::a_weekly_rule({.id = 41, .days = {1}, .start = "11:00", .end = "13:00"});
  const auto refused = salon.wait(salon.stores.rules.add_rule(rule, just_once<Rule>()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, domain::Refusal::rule_overlap);
  EXPECT_NE(refused.error().detail.find(testing::rule_id(31).text()), std::string::npos);
  const auto after = testing::a_weekly_rule({.id = 41, .days = {1}, .start = "12:00", .end = "13:00"});
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.add_rule(after, just_once<Rule>()))), "");
  ports::Change<Rule> change;
  change.edit = [](const Rule& before) -> domain::Result<Rule> {
    Rule changed = before;
    changed.start_time = testing::wall("11:45");
    return changed;
  };
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.change_rule(after.id, change, just_once<Rule>()))), "RULE_OVERLAP");
  EXPECT_EQ(salon.wait(salon.stores.rules.rule(after.id)).value().version, 1);
}

TEST_P(StoreContract, D2_the_same_closure_is_kept_once_but_closures_may_overlap) {
  SmallSalon salon(fixture());
  const auto add = [&salon](std::uint64_t id, const std::string& end) {
    const auto rule = testing::a_closure({.id = id, .start = "10:00", .end = end, .from = "2027-03-02"});
    return code_of(salon.wait(salon.stores.rules.add_rule(rule, just_once<Rule>())));
  };
  EXPECT_EQ(add(41, "11:00"), "");
  EXPECT_EQ(add(42, "11:00"), "RULE_OVERLAP");
  EXPECT_EQ(add(43, "11:30"), "");
}

TEST_P(StoreContract, rules_of_what_is_not_here_are_not_found) {
  SmallSalon salon(fixture());
  for (const testing::RuleOptions& options : {testing::RuleOptions{.id = 41, .stylist = 9, .from = "2027-03-02"},
                                              {.id = 41, .service = 9, .from = "2027-03-02"},
                                              {.id = 41, .location = 9, .from = "2027-03-02"}}) {
    const auto answer = salon.wait(salon.stores.rules.add_rule(testing::a_closure(options), just_once<Rule>()));
    EXPECT_EQ(code_of(answer), "NOT_FOUND");
  }
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.remove_rule(testing::rule_id(9), just_once<Rule>()))), "NOT_FOUND");
}

TEST_P(StoreContract, D50_changes_of_rules_are_told_and_a_rule_comes_back_as_it_was_given) {
  SmallSalon salon(fixture());
  const int before = salon.count_events(EventType::rules_changed);
  const auto rule = testing::an_exception({.id = 41,
                                           .stylist = 22,
                                           .service = 11,
                                           .start = "18:00",
                                           .end = "02:00",
                                           .end_day_offset = 1,
                                           .capacity = 2,
                                           .granularity = 20,
                                           .from = "2027-03-02"});
  salon.wait(salon.stores.rules.add_rule(rule, just_once<Rule>())).value();
  const Rule kept = salon.wait(salon.stores.rules.rule(rule.id)).value();
  EXPECT_TRUE(domain::is_duplicate(kept, rule));
  EXPECT_EQ(kept.slot_capacity, 2);
  EXPECT_EQ(kept.slot_granularity_minutes, 20);
  EXPECT_EQ(salon.wait(salon.stores.rules.rules_of(salon.location)).size(), 3U);
  salon.wait(salon.stores.rules.remove_rule(rule.id, just_once<Rule>())).value();
  EXPECT_EQ(salon.wait(salon.stores.rules.rules_of(salon.location)).size(), 2U);
  EXPECT_EQ(salon.count_events(EventType::rules_changed), before + 2);
}

}  // namespace
}  // namespace salon::contract
