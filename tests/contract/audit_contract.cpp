// The audit trail of everything but bookings: accounts, jobs, rules and the catalogue (D52).
#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::Location;
using domain::Rule;
using domain::Service;
using domain::Stylist;
using ports::Account;
using ports::AuditRow;

class Audited {
 public:
  explicit Audited(StoreFixture& fixture) : salon(fixture) {}

  // What was noted about a thing, in order.
  std::vector<AuditRow> notes_of(const std::string& entity_id) {
    while (salon.wait(salon.stores.events.seal(100)) > 0) continue;
    return salon.audit_of(entity_id);
  }
  // "rule.added, rule.changed"; each by whoever asked, about this thing at this salon.
  std::string story_of(const std::string& entity, const std::string& entity_id) {
    std::string out;
    for (const AuditRow& row : notes_of(entity_id)) {
      out += (out.empty() ? "" : ", ") + row.action;
      EXPECT_EQ(row.subject, someone().subject);
      EXPECT_EQ(row.role, "admin");
      EXPECT_EQ(row.request_id, "request-1");
      EXPECT_EQ(row.entity, entity);
      EXPECT_EQ(row.location_id, salon.location);
      EXPECT_EQ(row.at, salon.now());
      EXPECT_FALSE(row.hash.empty());
    }
    return out;
  }
  // What was there before something came, and after something went, is nothing.
  void expect_from_nothing_to_nothing(const std::string& entity_id) {
    const auto rows = notes_of(entity_id);
    ASSERT_GE(rows.size(), 2U);
    EXPECT_EQ(rows.front().before, "");
    EXPECT_NE(rows.front().after, "");
    EXPECT_NE(rows.back().before, "");
    EXPECT_EQ(rows.back().after, "");
    for (std::size_t i = 1; i < rows.size(); ++i) EXPECT_EQ(rows[i].before, rows[i - 1].after);
  }

  template <class Row>
  static ports::Change<Row> edit(std::function<void(Row&)> how) {
    ports::Change<Row> change;
    change.edit = [how = std::move(how)](const Row& before) -> domain::Result<Row> {
      Row after = before;
      how(after);
      return after;
    };
    return change;
  }

  SmallSalon salon;
};

TEST_P(StoreContract, D52_a_rule_leaves_a_note_when_it_comes_changes_and_goes) {
  Audited audited(fixture());
  SmallSalon& salon = audited.salon;
  const auto rule = testing::a_closure({.id = 41, .from = "2027-03-02"});
  const auto shorter = Audited::edit<Rule>([](Rule& after) { after.end_time = testing::wall("12:34"); });
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.add_rule(rule, just_once<Rule>()))), "");
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.change_rule(rule.id, shorter, just_once<Rule>()))), "");
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.remove_rule(rule.id, just_once<Rule>()))), "");
  EXPECT_EQ(audited.story_of("rule", rule.id.text()), "rule.added, rule.changed, rule.removed");
  audited.expect_from_nothing_to_nothing(rule.id.text());
}

TEST_P(StoreContract, D52_a_service_and_a_stylist_leave_a_note_when_they_come_change_and_go) {
  Audited audited(fixture());
  SmallSalon& salon = audited.salon;
  auto& catalog = salon.stores.catalog;
  const Service service = testing::a_service({.id = 51, .name = "Colour"});
  const auto dearer = Audited::edit<Service>([](Service& after) { after.price_minor = 99'000; });
  EXPECT_EQ(code_of(salon.wait(catalog.add_service(service, just_once<Service>()))), "");
  EXPECT_EQ(code_of(salon.wait(catalog.change_service(service.id, dearer, just_once<Service>()))), "");
  EXPECT_EQ(text_of(salon.wait(catalog.remove_service(service.id, just_once<ports::Removed>()))), "200 deleted");
  EXPECT_EQ(audited.story_of("service", service.id.text()), "service.added, service.changed, service.removed");
  audited.expect_from_nothing_to_nothing(service.id.text());

  const Stylist stylist = testing::a_stylist({.id = 52, .name = "Mina"});
  const auto skilled = Audited::edit<Stylist>([](Stylist& after) { after.skills = {"colour"}; });
  EXPECT_EQ(code_of(salon.wait(catalog.add_stylist(stylist, just_once<Stylist>()))), "");
  EXPECT_EQ(code_of(salon.wait(catalog.change_stylist(stylist.id, skilled, just_once<Stylist>()))), "");
  EXPECT_EQ(text_of(salon.wait(catalog.remove_stylist(stylist.id, just_once<ports::Removed>()))), "200 deleted");
  EXPECT_EQ(audited.story_of("stylist", stylist.id.text()), "stylist.added, stylist.changed, stylist.removed");
  audited.expect_from_nothing_to_nothing(stylist.id.text());
}

TEST_P(StoreContract, D52_a_location_leaves_a_note_when_it_changes) {
  Audited audited(fixture());
  SmallSalon& salon = audited.salon;
  const auto farther = Audited::edit<Location>([](Location& after) { after.horizon_days = 77; });
  const auto answer = salon.wait(salon.stores.catalog.change_location(salon.location, farther, just_once<Location>()));
  EXPECT_EQ(code_of(answer), "");
  const auto rows = audited.notes_of(salon.location.text());
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows.back().action, "location.changed");
  EXPECT_EQ(rows.back().before, rows.front().after);
  EXPECT_NE(rows.back().after, rows.back().before);
}

TEST_P(StoreContract, D52_what_an_account_may_do_is_noted_and_neither_its_address_nor_its_password) {
  Audited audited(fixture());
  SmallSalon& salon = audited.salon;
  Account desk{.id = testing::account_id(61), .email = domain::EmailAddress("desk@example.org")};
  desk.password_hash = "$argon2id$secret";
  desk.role = domain::Role::frontdesk;
  desk.location_ids = {salon.location};
  const auto promote = [](const Account& before) -> domain::Result<Account> {
    Account after = before;
    after.role = domain::Role::manager;
    return after;
  };
  EXPECT_EQ(code_of(salon.wait(salon.stores.accounts.add_once(desk, just_once<Account>()))), "");
  EXPECT_EQ(code_of(salon.wait(salon.stores.accounts.change(desk.id, {}, promote, just_once<Account>()))), "");
  EXPECT_EQ(audited.story_of("account", desk.id.text()), "account.added, account.changed");
  const auto rows = audited.notes_of(desk.id.text());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].before, "");
  EXPECT_NE(rows[1].before.find("frontdesk"), std::string::npos);
  EXPECT_NE(rows[1].after.find("manager"), std::string::npos);
  for (const AuditRow& row : rows) {
    for (const char* secret : {"example.org", "argon2id"})
      EXPECT_EQ((row.before + row.after).find(secret), std::string::npos);
  }
}

TEST_P(StoreContract, D52_a_job_that_somebody_wanted_is_noted) {
  Audited audited(fixture());
  SmallSalon& salon = audited.salon;
  ports::Job job;
  job.id = testing::job_id(71);
  job.what = {salon.location, salon.day, salon.day};
  job.total = 1;
  EXPECT_EQ(code_of(salon.wait(salon.stores.jobs.add(job, just_once<ports::Job>()))), "");
  EXPECT_EQ(audited.story_of("job", job.id.text()), "job.added");
}

TEST_P(StoreContract, D52_what_is_refused_leaves_no_note) {
  Audited audited(fixture());
  SmallSalon& salon = audited.salon;
  const auto rule = testing::a_weekly_rule({.id = 41, .days = {1}, .start = "11:00", .end = "13:00"});
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.add_rule(rule, just_once<Rule>()))), "RULE_OVERLAP");
  EXPECT_TRUE(audited.notes_of(rule.id.text()).empty());
}

// A note of a change is worth reading only if it says what was and what is.
TEST_P(StoreContract, D52_the_note_of_a_change_holds_the_old_and_the_new_value) {
  Audited audited(fixture());
  SmallSalon& salon = audited.salon;
  auto& catalog = salon.stores.catalog;
  const auto expect_both = [&](const std::string& entity_id, const std::string& old_value, const std::string& value) {
    const AuditRow row = audited.notes_of(entity_id).back();
    EXPECT_NE(row.before.find(old_value), std::string::npos) << row.before;
    EXPECT_EQ(row.before.find(value), std::string::npos) << row.before;
    EXPECT_NE(row.after.find(value), std::string::npos) << row.after;
    EXPECT_EQ(row.after.find(old_value), std::string::npos) << row.after;
  };
  const domain::RuleId rule = testing::rule_id(31);
  const auto shorter = Audited::edit<Rule>([](Rule& after) { after.end_time = testing::wall("11:43"); });
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.change_rule(rule, shorter, just_once<Rule>()))), "");
  expect_both(rule.text(), "12:00", "11:43");
  const auto dearer = Audited::edit<Service>([](Service& after) { after.price_minor = 98765; });
  EXPECT_EQ(code_of(salon.wait(catalog.change_service(salon.cut, dearer, just_once<Service>()))), "");
  expect_both(salon.cut.text(), "15000", "98765");
  const auto skilled = Audited::edit<Stylist>([](Stylist& after) { after.skills = {"colouring"}; });
  const auto reskilled = Audited::edit<Stylist>([](Stylist& after) { after.skills = {"braiding"}; });
  EXPECT_EQ(code_of(salon.wait(catalog.change_stylist(salon.noor, skilled, just_once<Stylist>()))), "");
  EXPECT_EQ(code_of(salon.wait(catalog.change_stylist(salon.noor, reskilled, just_once<Stylist>()))), "");
  expect_both(salon.noor.text(), "colouring", "braiding");
  const auto elsewhere = Audited::edit<Location>([](Location& after) { after.timezone = "Europe/London"; });
  EXPECT_EQ(code_of(salon.wait(catalog.change_location(salon.location, elsewhere, just_once<Location>()))), "");
  expect_both(salon.location.text(), "Asia/Dubai", "Europe/London");
}

}  // namespace
}  // namespace salon::contract
