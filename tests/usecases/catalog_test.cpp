// The catalogue: what the public sees of it, and how managers keep it (D10–D15).
#include <gtest/gtest.h>

#include "salon_world.hpp"
#include "usecases/browse_catalog.hpp"
#include "usecases/manage_locations.hpp"
#include "usecases/manage_rules.hpp"
#include "usecases/manage_services.hpp"
#include "usecases/manage_stylists.hpp"

namespace salon::testing {
namespace {

using domain::Role;
using platform::run_ready;

const domain::Actor manager = staff(Role::manager, {1});

TEST(BrowseCatalog, only_what_is_active_is_seen) {
  SalonWorld world;
  usecases::BrowseCatalog browse(world.catalog);
  const auto names = [](const auto& items) {
    std::vector<std::string> all;
    for (const auto& item : items) all.push_back(item.name);
    return all;
  };
  EXPECT_EQ(names(run_ready(browse.locations({}))->items), (std::vector<std::string>{"Creek", "Marina"}));
  EXPECT_EQ(names(run_ready(browse.services(location_id(1), {}))->services.items),
            (std::vector<std::string>{"Colour", "Cut"}));
  world.brand.locations.at(location_id(2)).active = false;
  EXPECT_EQ(names(run_ready(browse.locations({}))->items), std::vector<std::string>{"Marina"});
  EXPECT_EQ(told(run_ready(browse.location(location_id(2)))), "NOT_FOUND");
  EXPECT_EQ(told(run_ready(browse.services(location_id(2), {}))), "NOT_FOUND");
  EXPECT_EQ(told(run_ready(browse.location(location_id(9)))), "NOT_FOUND");
}

TEST(BrowseCatalog, D15_stylists_of_a_service_are_those_who_can_do_it_with_their_own_terms) {
  SalonWorld world;
  world.brand.services.at(service_id(2)).required_skill = "colour";
  auto& noor = world.brand.stylists.at(stylist_id(1));
  noor.skills = {"colour"};
  noor.terms = {{service_id(2), 100, 45000}};
  usecases::BrowseCatalog browse(world.catalog);
  const auto offers = run_ready(browse.stylists({location_id(1), service_id(2), {}}));
  ASSERT_TRUE(offers);
  ASSERT_EQ(offers->items.size(), 1u);
  EXPECT_EQ(offers->items.front().stylist.id, stylist_id(1));
  EXPECT_EQ(offers->items.front().duration_minutes, 100);
  EXPECT_EQ(offers->items.front().price->minor, 45000);
  EXPECT_EQ(run_ready(browse.stylists({location_id(1), {}, {}}))->items.size(), 2u);
  EXPECT_TRUE(run_ready(browse.stylists({location_id(2), service_id(3), {}}))->items.empty());
  EXPECT_EQ(told(run_ready(browse.stylists({location_id(1), service_id(3), {}}))), "NOT_FOUND");
  EXPECT_EQ(told(run_ready(browse.stylists({location_id(1), service_id(4), {}}))), "NOT_FOUND");
}

TEST(BrowseCatalog, lists_come_page_by_page) {
  SalonWorld world;
  usecases::BrowseCatalog browse(world.catalog);
  const auto first = run_ready(browse.locations({.limit = 1, .cursor = {}}));
  ASSERT_TRUE(first && first->next_cursor);
  const auto second = run_ready(browse.locations({.limit = 1, .cursor = *first->next_cursor}));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->items.front().name, "Marina");
  EXPECT_FALSE(second->next_cursor);
}

TEST(ManageLocations, everything_wrong_is_named_at_once) {
  usecases::LocationFields fields;
  fields.timezone = "Mars/Base";
  fields.currency = "dirham";
  fields.region = "xx";
  fields.horizon_days = 0;
  fields.hold_minutes = 0;
  fields.minimum_notice_minutes = -1;
  fields.cancellation_window_minutes = -1;
  fields.map_url = "javascript:alert(1)";
  const auto refused = usecases::apply(fields, domain::Location{});
  ASSERT_FALSE(refused);
  EXPECT_EQ(pointers(refused.error()),
            (std::vector<std::string>{"/timezone", "/currency", "/region", "/minimum_notice_minutes", "/horizon_days",
                                      "/cancellation_window_minutes", "/hold_minutes", "/map_url", "/name"}));
}

TEST(ManageLocations, an_admin_makes_one_and_its_manager_changes_it) {
  SalonWorld world;
  usecases::ManageLocations verb(world.catalog, world.ids);
  usecases::LocationFields fields;
  fields.name = "Hills";
  fields.timezone = "Europe/London";
  fields.hold_minutes = 5;
  std::optional<domain::Location> made;
  EXPECT_EQ(told(run_ready(verb.add(admin(), fields, {}, kept_in(made)))), "OK");
  EXPECT_EQ(made->hold, std::chrono::minutes{5});
  domain::Actor its_manager = manager;
  its_manager.locations = {made->id};
  usecases::LocationFields shorter;
  shorter.cancellation_window_minutes = 120;
  EXPECT_EQ(told(run_ready(verb.change(its_manager, {made->id, made->version, shorter}, {}, kept_in(made)))), "OK");
  EXPECT_EQ(made->cancellation_window, std::chrono::minutes{120});
  EXPECT_EQ(made->name, "Hills");
  EXPECT_EQ(told(run_ready(verb.change(its_manager, {made->id, made->version - 1, shorter}, {}, kept_in(made)))),
            "VERSION_MISMATCH");
  const auto listed = run_ready(verb.list(its_manager, {}));
  ASSERT_EQ(listed->items.size(), 1u);
}

TEST(ManageServices, a_service_is_checked_and_priced_in_its_salons_money) {
  SalonWorld world;
  usecases::ManageServices verb(world.catalog, world.bookings, world.ids);
  usecases::ServiceFields fields;
  std::optional<usecases::PricedService> made;
  const auto add = [&] { return run_ready(verb.add(manager, fields, {}, kept_in(made))); };
  EXPECT_EQ(pointers(add().error()), std::vector<std::string>{"/location_id"});
  fields.location_id = location_id(2);
  EXPECT_EQ(told(add()), "NOT_FOUND");
  fields.location_id = location_id(1);
  EXPECT_EQ(pointers(add().error()), std::vector<std::string>{"/name"});
  fields.name = "Henna";
  fields.duration_minutes = 60;
  fields.phases = std::vector<domain::Phase>{{30, true}, {20, false}};
  EXPECT_EQ(pointers(add().error()), std::vector<std::string>{"/phases"});
  fields.phases = std::vector<domain::Phase>{{30, true}, {30, false}};
  fields.price_minor = -1;
  EXPECT_EQ(pointers(add().error()), std::vector<std::string>{"/price_minor"});
  fields.price_minor = 9900;
  EXPECT_EQ(told(add()), "OK");
  EXPECT_EQ(made->currency.text(), "AED");
  EXPECT_EQ(run_ready(verb.list(manager, {}, {}))->items.size(), 4u);
  usecases::ServiceFields moved;
  moved.location_id = location_id(2);
  const auto refused = run_ready(verb.change(admin(), {made->service.id, {}, moved}, {}, kept_in(made)));
  EXPECT_EQ(told(refused), "VALIDATION_FAILED");
}

TEST(ManageServices, D40_a_removal_asked_for_twice_is_answered_twice_the_same) {
  SalonWorld world;
  usecases::ManageServices verb(world.catalog, world.bookings, world.ids);
  const auto remove = [&] {
    return run_ready(verb.remove(manager, service_id(4), asking(manager, "key-1"), in_short<ports::Removed>()));
  };
  const auto first = remove();
  const auto again = remove();
  ASSERT_TRUE(first && again);
  EXPECT_FALSE(world.brand.services.contains(service_id(4)));
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(told(run_ready(verb.remove(manager, service_id(4), {}, in_short<ports::Removed>()))), "NOT_FOUND");
}

TEST(ManageStylists, D8_a_manager_gives_a_stylist_only_salons_of_their_own) {
  SalonWorld world;
  usecases::ManageStylists verb(world.catalog, world.bookings, world.ids);
  usecases::StylistFields fields;
  fields.name = "Rami";
  fields.location_id = location_id(1);
  std::optional<domain::Stylist> made;
  EXPECT_EQ(told(run_ready(verb.add(manager, fields, {}, kept_in(made)))), "OK");
  EXPECT_EQ(made->location_ids, std::vector{location_id(1)});
  usecases::StylistFields lent;
  lent.location_ids = std::vector{location_id(2)};
  EXPECT_EQ(told(run_ready(verb.change(manager, {made->id, {}, lent}, {}, kept_in(made)))), "NOT_FOUND");
  EXPECT_EQ(told(run_ready(verb.change(admin(), {made->id, {}, lent}, {}, kept_in(made)))), "OK");
  EXPECT_EQ(made->location_ids, (std::vector{location_id(1), location_id(2)}));
  // Now at both, they are no longer the first manager's to call back from the other salon.
  usecases::StylistFields back;
  back.location_ids = std::vector{location_id(1)};
  EXPECT_EQ(told(run_ready(verb.change(manager, {made->id, {}, back}, {}, kept_in(made)))), "NOT_FOUND");
  usecases::StylistFields renamed;
  renamed.name = "Rami K";
  EXPECT_EQ(told(run_ready(verb.change(manager, {made->id, {}, renamed}, {}, kept_in(made)))), "OK");
  EXPECT_EQ(told(run_ready(verb.change(staff(Role::manager, {2}), {made->id, {}, renamed}, {}, kept_in(made)))),
            "NOT_FOUND");
  EXPECT_EQ(told(run_ready(verb.view(staff(Role::manager, {2}), made->id))), "OK");
}

TEST(ManageStylists, D15_own_terms_speak_of_known_services_and_leave_every_phase_some_time) {
  SalonWorld world;
  usecases::ManageStylists verb(world.catalog, world.bookings, world.ids);
  std::optional<domain::Stylist> changed;
  const auto with_terms = [&](std::vector<domain::StylistTerms> terms) {
    usecases::StylistFields fields;
    fields.terms = std::move(terms);
    return run_ready(verb.change(manager, {stylist_id(1), {}, fields}, {}, kept_in(changed)));
  };
  EXPECT_EQ(told(with_terms({{service_id(2), 100, 45000}})), "OK");
  EXPECT_EQ(pointers(with_terms({{service_id(2), 60, {}}}).error()),
            std::vector<std::string>{"/terms/0/duration_minutes"});
  EXPECT_EQ(pointers(with_terms({{service_id(3), {}, 1}}).error()), std::vector<std::string>{"/terms/0/service_id"});
  EXPECT_EQ(pointers(with_terms({{service_id(1), {}, -1}}).error()), std::vector<std::string>{"/terms/0/price_minor"});
  EXPECT_EQ(told(with_terms({{service_id(1), {}, 1}, {service_id(1), {}, 2}})), "VALIDATION_FAILED");
}

TEST(ManageRules, D13_an_overlapping_rule_is_refused) {
  SalonWorld world;
  usecases::ManageRules verb(world.rules, world.catalog, world.ids);
  usecases::RuleFields fields;
  fields.location_id = location_id(1);
  fields.rule_kind = "WEEKLY";
  fields.days_of_week = std::vector<std::int64_t>{1, 2};
  fields.start_time = "17:00";
  fields.end_time = "20:00";
  std::optional<domain::Rule> made;
  const auto add = [&] { return run_ready(verb.add(staff(Role::frontdesk, {1}), fields, {}, kept_in(made))); };
  EXPECT_EQ(told(add()), "RULE_OVERLAP");
  fields.start_time = "18:00";
  EXPECT_EQ(told(add()), "OK");
  usecases::RuleFields earlier;
  earlier.start_time = "17:30";
  EXPECT_EQ(told(run_ready(verb.change(manager, {made->id, {}, earlier}, {}, kept_in(made)))), "RULE_OVERLAP");
  usecases::RulesQuery query;
  EXPECT_EQ(run_ready(verb.list(manager, query))->items.size(), 2u);
  query.stylist_id = stylist_id(1);
  EXPECT_TRUE(run_ready(verb.list(manager, query))->items.empty());
}

TEST(ManageRules, D10_a_rule_needs_what_its_kind_needs_and_says_so) {
  usecases::RuleFields fields;
  EXPECT_EQ(pointers(usecases::new_rule(fields, rule_id(1)).error()),
            (std::vector<std::string>{"/location_id", "/rule_kind", "/start_time", "/end_time"}));
  fields.location_id = location_id(1);
  fields.rule_kind = "DATE_RANGE";
  fields.start_time = "09:00";
  fields.end_time = "12:00";
  EXPECT_EQ(pointers(usecases::new_rule(fields, rule_id(1)).error()),
            (std::vector<std::string>{"/valid_from", "/valid_to"}));
  fields.valid_from = "2027-02-30";
  fields.days_of_week = std::vector<std::int64_t>{8};
  fields.slot_capacity = 1'000'000;
  fields.rule_kind = "MONTHLY";
  EXPECT_EQ(pointers(usecases::new_rule(fields, rule_id(1)).error()),
            (std::vector<std::string>{"/rule_kind", "/slot_capacity", "/days_of_week", "/valid_from"}));
}

TEST(ManageRules, a_patch_may_take_away_what_a_rule_had) {
  auto rule = a_date_range_rule({.stylist = 1, .from = "2027-03-01", .to = "2027-03-31"});
  usecases::RuleFields fields;
  fields.stylist_id = std::optional<domain::StylistId>{};
  fields.days_of_week = std::optional<std::vector<std::int64_t>>{};
  const auto applied = usecases::apply(fields, rule);
  ASSERT_TRUE(applied);
  EXPECT_FALSE(applied->stylist_id);
  EXPECT_EQ(applied->valid_to, date("2027-03-31"));
  fields.valid_to = std::optional<std::string>{};
  EXPECT_FALSE(usecases::apply(fields, rule));  // a range needs its end
}

}  // namespace
}  // namespace salon::testing
