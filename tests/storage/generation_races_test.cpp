// Generation against generation, and against changed rules: runs for one location exclude each other and read the rules
// under that lock (D16).
#include "races_fixture.hpp"

namespace salon::storage::races {
namespace {

constexpr const char* nothing_to_do = "created 0 updated 0 blocked 0 removed 0";
constexpr const char* eight_new = "created 8 updated 0 blocked 0 removed 0";
constexpr const char* eight_follow = "created 0 updated 8 blocked 0 removed 0";

class GenerationRaces : public Races {
 protected:
  // Four stylists, an hour every day, a start each half hour.
  void SetUp() override {
    Races::SetUp();
    observer_->script(
        "INSERT INTO availability_rules (id, location_id, rule_kind, days_of_week, start_time, end_time, "
        "slot_granularity_minutes) VALUES ('" +
        rule_.text() + "', '" + location_.text() + "', 'WEEKLY', '{1,2,3,4,5,6,7}', '15:00', '16:00', 30)");
  }
  // By somebody who takes no lock.
  void set_capacity(int capacity) {
    observer_->script("UPDATE availability_rules SET slot_capacity = " + std::to_string(capacity) +
                      ", version = version + 1");
  }
  std::string capacities() {
    return observer_->text("SELECT DISTINCT capacity::text FROM slot_instances WHERE date = '" +
                           domain::format_date(today()) + "'");
  }
  domain::Date today() const { return domain::Zone::find("Asia/Dubai")->date_of(now_); }
  static bool has_read_rules(const Session& session) {
    return std::ranges::any_of(
        session.said(), [](const std::string& sql) { return sql.find("availability_rules") != std::string::npos; });
  }
  // By the store, as the desk does.
  Racer changing_capacity(int capacity) {
    return [this, capacity](Session& session, Outcome& outcome) { return change(session, capacity, outcome); };
  }
  // The first generation is stopped after so many statements and the second runs as far as it can; then something
  // happens, and both end.
  struct Meeting {
    bool first_stopped = false;
    bool first_had_read_rules = false;
    bool second_waited = false;
    Outcomes outcomes{"", ""};
  };
  Meeting meet(int stop, const std::function<void()>& happen) {
    Meeting met;
    Session& first = *session_[0];
    Session& second = *session_[1];
    first.begin([&] { return generating()(first, met.outcomes[0]); });
    first.let(stop);
    EXPECT_TRUE(observer_->settle({&first}));
    met.first_stopped = first.is_stopped();
    met.first_had_read_rules = has_read_rules(first);
    second.begin([&] { return generating()(second, met.outcomes[1]); });
    second.let_all();
    EXPECT_TRUE(observer_->settle({&first, &second}));
    met.second_waited = second.is_moving();
    happen();
    finish({&first, &second});
    return met;
  }

  domain::RuleId rule_ = id<domain::RuleId>(4, 1);

 private:
  Task<void> change(Session& session, int capacity, Outcome& outcome) {
    ports::Change<domain::Rule> wanted;
    wanted.edit = [capacity](const domain::Rule& rule) -> Result<domain::Rule> {
      domain::Rule after = rule;
      after.slot_capacity = capacity;
      return after;
    };
    ports::Once<domain::Rule> once;
    once.by = {"user:desk", domain::Role::manager, "race"};
    once.reply = [](const Result<domain::Rule>&) { return domain::Reply{}; };
    auto changing = session.rules().change_rule(rule_, std::move(wanted), std::move(once));
    const Result<Answer> answer = co_await changing;
    outcome = answer ? "changed" : "refused";
  }
};

TEST_F(GenerationRaces, D16_of_two_generations_one_makes_all_and_the_other_finds_nothing_to_do_in_every_order) {
  try_two([&] { return std::vector<Racer>{generating(), generating()}; },
          [](const Outcomes& outcomes) {
            EXPECT_EQ(count(outcomes, eight_new), 1);
            EXPECT_EQ(count(outcomes, nothing_to_do), 1);
          },
          Roles::same);
}

TEST_F(GenerationRaces, D16_while_one_generation_has_read_the_rules_no_other_goes_on_even_if_neither_writes) {
  int waits = 0;
  bool has_more = true;
  for (int stop = 0; has_more; ++stop) {
    next_day();
    EXPECT_EQ(at_once(generating()), eight_new);
    const Meeting met = meet(stop, [] {});
    EXPECT_EQ(met.outcomes, (Outcomes{nothing_to_do, nothing_to_do}));
    if (met.first_had_read_rules && met.first_stopped) EXPECT_TRUE(met.second_waited) << "stop " << stop;
    waits += met.second_waited ? 1 : 0;
    has_more = met.first_stopped && !HasFailure();
  }
  EXPECT_GT(waits, 2);
}

TEST_F(GenerationRaces, D16_a_generation_that_waited_for_another_sees_the_rules_as_they_became_meanwhile) {
  bool has_more = true;
  for (int stop = 0; has_more; ++stop) {
    next_day();
    set_capacity(1);
    const Meeting met = meet(stop, [this] { set_capacity(2); });
    if (met.second_waited) {
      // The first may have read the rules already; whatever it made, the second brings up to date.
      EXPECT_EQ(met.outcomes[0], eight_new) << "stop " << stop;
      EXPECT_EQ(met.outcomes[1], met.first_had_read_rules ? eight_follow : nothing_to_do) << "stop " << stop;
    } else if (met.first_stopped) {
      EXPECT_EQ(met.outcomes, (Outcomes{eight_follow, eight_new})) << "stop " << stop;
    }
    if (met.first_stopped) EXPECT_EQ(capacities(), "2\n") << "stop " << stop;
    has_more = met.first_stopped && !HasFailure();
  }
}

TEST_F(GenerationRaces, D16_a_rule_changes_before_or_after_a_whole_generation_in_every_order) {
  try_two(
      [&] {
        set_capacity(1);
        observer_->script("DELETE FROM jobs");
        return std::vector<Racer>{generating(), changing_capacity(2)};
      },
      [&](const Outcomes& outcomes) {
        EXPECT_EQ(outcomes, (Outcomes{eight_new, "changed"}));
        const std::string made = capacities();
        EXPECT_TRUE(made == "1\n" || made == "2\n") << made;
        EXPECT_EQ(observer_->text("SELECT count(*)::text FROM jobs WHERE state = 'waiting'"), "1\n");
        EXPECT_EQ(at_once(generating()), made == "1\n" ? eight_follow : nothing_to_do);
      });
}

}  // namespace
}  // namespace salon::storage::races
