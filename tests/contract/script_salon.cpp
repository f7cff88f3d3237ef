// What the salon does during a script: hours, closures, prices, people who leave and come back.
#include "replies.hpp"
#include "script_world.hpp"

namespace salon::contract {

using domain::Rule;
using std::chrono::days;

namespace {

void say_answer(ScriptWorld& world, const std::string& what, const domain::Result<domain::Answer>& answer) {
  world.say("> " + what);
  world.say("< " + text_of(answer));
}

void add_closure(ScriptWorld& world) {
  const bool in_dubai = world.happens(60);
  testing::RuleOptions options;
  options.location = in_dubai ? 1 : 2;
  options.start = in_dubai ? "09:30" : "06:40";
  options.end = in_dubai ? "10:15" : "07:20";
  options.from = domain::format_date(first_script_day() + days{static_cast<int>(world.chance.below(script_days))});
  if (in_dubai && world.happens(50)) options.stylist = 21;
  Rule rule = testing::a_closure(options);
  rule.id = world.ids.next_id<domain::RuleId>();
  const auto answer = world.fixture.wait(world.stores.rules.add_rule(rule, just_once<Rule>()));
  if (code_of(answer).empty()) world.rules.push_back(rule.id);
  say_answer(world, "closure", answer);
}

void remove_rule(ScriptWorld& world) {
  if (world.rules.size() < 4) return;
  const std::size_t which = world.chance.below(world.rules.size());
  const domain::RuleId id = world.rules.at(which);
  world.rules.erase(world.rules.begin() + static_cast<std::ptrdiff_t>(which));
  say_answer(world, "remove rule", world.fixture.wait(world.stores.rules.remove_rule(id, just_once<Rule>())));
}

void change_rule(ScriptWorld& world) {
  const domain::RuleId id = world.any_of(world.rules);
  const int capacity = 1 + static_cast<int>(world.chance.below(3));
  const bool is_longer = world.happens(40);
  ports::Change<Rule> change;
  if (world.happens(20)) change.if_version = 1 + static_cast<std::int64_t>(world.chance.below(3));
  change.edit = [capacity, is_longer](const Rule& before) -> domain::Result<Rule> {
    Rule after = before;
    after.slot_capacity = capacity;
    if (is_longer) after.end_time.minute_of_day = static_cast<std::int16_t>(before.end_time.minute_of_day + 30);
    return domain::check_rule(after);
  };
  say_answer(world, "change rule", world.fixture.wait(world.stores.rules.change_rule(id, change, just_once<Rule>())));
}

void change_service(ScriptWorld& world) {
  const domain::ServiceId id = world.any_of(world.services);
  const bool is_price = world.happens(60);
  const bool is_longer = world.happens(20);
  ports::Change<domain::Service> change;
  change.edit = [is_price, is_longer](const domain::Service& before) -> domain::Result<domain::Service> {
    domain::Service after = before;
    if (is_price) {
      after.price_minor += 500;
    } else {
      after.active = !before.active;
    }
    if (is_longer && before.phases.empty()) after.duration_minutes += 5;
    return after;
  };
  const auto answer = world.fixture.wait(world.stores.catalog.change_service(id, change, just_once<domain::Service>()));
  say_answer(world, "change service", answer);
}

void change_stylist(ScriptWorld& world) {
  const domain::StylistId id = world.any_of(world.stylists);
  ports::Change<domain::Stylist> change;
  change.edit = [](const domain::Stylist& before) -> domain::Result<domain::Stylist> {
    domain::Stylist after = before;
    after.active = !before.active;
    return after;
  };
  const auto answer = world.fixture.wait(world.stores.catalog.change_stylist(id, change, just_once<domain::Stylist>()));
  say_answer(world, "change stylist", answer);
}

void change_location(ScriptWorld& world) {
  const domain::LocationId id = world.happens(50) ? world.dubai : world.berlin;
  const auto hold = domain::minutes{4 + static_cast<int>(world.chance.below(8))};
  ports::Change<domain::Location> change;
  change.edit = [hold](const domain::Location& before) -> domain::Result<domain::Location> {
    domain::Location after = before;
    after.hold = hold;
    return after;
  };
  const auto answer =
      world.fixture.wait(world.stores.catalog.change_location(id, change, just_once<domain::Location>()));
  say_answer(world, "change location", answer);
}

// The desk finds out which of the two it was; the rest of the script does without.
void remove_someone(ScriptWorld& world) {
  if (world.stylists.size() < 3) return;
  const domain::StylistId id = world.stylists.back();
  world.stylists.pop_back();
  const auto answer = world.fixture.wait(world.stores.catalog.remove_stylist(id, just_once<ports::Removed>()));
  say_answer(world, "remove stylist", answer);
}

}  // namespace

void change_hours(ScriptWorld& world) {
  switch (world.chance.below(3)) {
    case 0:
      add_closure(world);
      break;
    case 1:
      remove_rule(world);
      break;
    default:
      change_rule(world);
      break;
  }
  world.generate(world.dubai);
  world.generate(world.berlin);
}

void change_catalog(ScriptWorld& world) {
  switch (world.chance.below(8)) {
    case 0:
    case 1:
    case 2:
      change_service(world);
      break;
    case 3:
    case 4:
      change_stylist(world);
      break;
    case 5:
    case 6:
      change_location(world);
      break;
    default:
      remove_someone(world);
      break;
  }
  // Sometimes somebody books before the worker gets there.
  if (!world.happens(70)) return;
  world.generate(world.dubai);
  world.generate(world.berlin);
}

}  // namespace salon::contract
