// Who may do what, and where: the table of roles (D60), written out once more by hand.
#include "domain/access.hpp"

#include <gtest/gtest.h>

#include <array>

#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;

constexpr std::array roles{Role::guest, Role::user, Role::stylist, Role::frontdesk, Role::manager, Role::admin};

// One letter a role, in the order above: Y may, n may not.
struct Row {
  Action action;
  std::string_view allowed;
  bool is_bound_to_a_location;
};

constexpr std::array<Row, 13> table{{
    // guest, user, stylist, frontdesk, manager, admin
    {Action::browse, "YYYYYY", false},
    {Action::book_own, "YYYYYY", false},
    {Action::see_own_day, "nnYnYY", true},
    {Action::manage_account, "nYYYYY", false},
    {Action::manage_rules, "nnnYYY", true},
    {Action::see_slots, "nnnYYY", true},
    {Action::manage_bookings, "nnnYYY", true},
    {Action::see_analytics, "nnnYYY", true},
    {Action::see_audit, "nnnnYY", true},
    {Action::manage_catalog, "nnnnYY", true},
    {Action::manage_locations, "nnnnnY", true},
    {Action::manage_staff, "nnnnYY", true},
    {Action::manage_brand, "nnnnnY", false},
}};

Actor actor_of(Role role) {
  Actor actor;
  actor.role = role;
  if (role != Role::guest) actor.account = nth<AccountId>(1);
  if (role == Role::guest) actor.session = nth<SessionId>(1);
  if (role >= Role::stylist) actor.locations = {nth<LocationId>(1), nth<LocationId>(2)};
  return actor;
}

std::optional<Refusal> refusal(const Result<void>& checked) {
  return checked ? std::nullopt : std::optional<Refusal>(checked.error().why);
}

TEST(Access, D60_each_role_may_do_what_the_table_says_and_nothing_else) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    ASSERT_EQ(static_cast<std::size_t>(table.at(i).action), i) << "the table names every action once";
    for (std::size_t r = 0; r < roles.size(); ++r) {
      EXPECT_EQ(may(roles.at(r), table.at(i).action), table.at(i).allowed.at(r) == 'Y')
          << text_of(roles.at(r)) << ", action " << i;
    }
  }
}

TEST(Access, D60_a_guest_is_asked_to_sign_in_and_a_wrong_role_is_forbidden) {
  for (const Row& row : table) {
    for (std::size_t r = 0; r < roles.size(); ++r) {
      std::optional<Refusal> expected;
      if (row.allowed.at(r) != 'Y') expected = r == 0 ? Refusal::unauthenticated : Refusal::forbidden;
      EXPECT_EQ(refusal(check_access(actor_of(roles.at(r)), row.action)), expected)
          << text_of(roles.at(r)) << ", action " << static_cast<int>(row.action);
    }
  }
}

TEST(Access, D60_another_location_does_not_exist_for_those_who_may_only_act_at_theirs) {
  for (const Row& row : table) {
    for (std::size_t r = 0; r < roles.size(); ++r) {
      if (row.allowed.at(r) != 'Y') continue;
      const Actor actor = actor_of(roles.at(r));
      const bool everywhere = actor.role == Role::admin || !row.is_bound_to_a_location;
      EXPECT_EQ(refusal(check_access(actor, row.action, nth<LocationId>(2))), std::nullopt);
      EXPECT_EQ(refusal(check_access(actor, row.action, nth<LocationId>(3))),
                everywhere ? std::nullopt : std::optional(Refusal::not_found))
          << text_of(actor.role) << ", action " << static_cast<int>(row.action);
    }
  }
}

TEST(Access, D60_a_wrong_role_is_forbidden_before_anyone_says_whether_the_location_exists) {
  EXPECT_EQ(refusal(check_access(actor_of(Role::frontdesk), Action::see_audit, nth<LocationId>(3))),
            Refusal::forbidden);
  EXPECT_EQ(refusal(check_access(actor_of(Role::guest), Action::manage_rules, nth<LocationId>(3))),
            Refusal::unauthenticated);
}

TEST(Access, A_manager_manages_the_accounts_below_at_their_own_locations_only) {
  const Actor manager = actor_of(Role::manager);
  const std::array mine{nth<LocationId>(1), nth<LocationId>(2)};
  const std::array partly_mine{nth<LocationId>(1), nth<LocationId>(3)};
  for (const Role below : {Role::user, Role::stylist, Role::frontdesk}) {
    EXPECT_TRUE(may_manage_account(manager, below, mine)) << text_of(below);
    EXPECT_FALSE(may_manage_account(manager, below, partly_mine)) << text_of(below);
    EXPECT_FALSE(may_manage_account(manager, below, {})) << text_of(below);
  }
  EXPECT_FALSE(may_manage_account(manager, Role::manager, mine));
  EXPECT_FALSE(may_manage_account(manager, Role::admin, mine));
}

TEST(Access, An_admin_manages_every_account_and_those_below_manager_none) {
  const std::array anywhere{nth<LocationId>(7)};
  for (const Role target : roles) {
    EXPECT_TRUE(may_manage_account(actor_of(Role::admin), target, anywhere)) << text_of(target);
    EXPECT_TRUE(may_manage_account(actor_of(Role::admin), target, {})) << text_of(target);
  }
  const std::array mine{nth<LocationId>(1)};
  for (const Role role : {Role::guest, Role::user, Role::stylist, Role::frontdesk}) {
    EXPECT_FALSE(may_manage_account(actor_of(role), Role::stylist, mine)) << text_of(role);
  }
}

TEST(Access, The_subject_is_the_account_then_the_session) {
  Actor actor;
  actor.session = nth<SessionId>(4);
  EXPECT_EQ(actor.subject(), "session:" + nth<SessionId>(4).text());
  actor.role = Role::user;
  actor.account = nth<AccountId>(5);
  EXPECT_EQ(actor.subject(), "user:" + nth<AccountId>(5).text());
}

TEST(Access, The_program_itself_is_the_system_and_a_passer_by_never_is) {
  EXPECT_EQ(system_actor().subject(), "system");
  EXPECT_TRUE(system_actor().covers(nth<LocationId>(1)));
  EXPECT_TRUE(check_access(system_actor(), Action::manage_rules, nth<LocationId>(1)).has_value());
  EXPECT_EQ(Actor{}.subject(), "anonymous");
}

TEST(Access, Staff_are_those_who_work_the_desk_or_above) {
  for (const Role role : roles) EXPECT_EQ(actor_of(role).is_staff(), role >= Role::frontdesk) << text_of(role);
}

TEST(Access, Every_role_that_is_given_parses_and_guest_does_not) {
  const std::array<std::string_view, 6> names{"guest", "user", "stylist", "frontdesk", "manager", "admin"};
  for (std::size_t i = 0; i < roles.size(); ++i) {
    EXPECT_EQ(text_of(roles.at(i)), names.at(i));
    EXPECT_EQ(parse_role(names.at(i)), i == 0 ? std::nullopt : std::optional(roles.at(i)));
  }
  EXPECT_EQ(parse_role("Admin"), std::nullopt);
  EXPECT_EQ(parse_role(""), std::nullopt);
}

}  // namespace
}  // namespace salon::domain
