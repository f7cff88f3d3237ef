// Signing in and out, and the accounts of staff (api.md "Identity", domain.md "Access").
#include <gtest/gtest.h>

#include "domain/token.hpp"
#include "salon_world.hpp"
#include "usecases/login.hpp"
#include "usecases/logout.hpp"
#include "usecases/manage_staff.hpp"
#include "usecases/refresh_session.hpp"
#include "usecases/register_account.hpp"
#include "usecases/view_me.hpp"

namespace salon::testing {
namespace {

using domain::Role;
using platform::run_ready;
using usecases::Credentials;
using usecases::SignedIn;
using usecases::StaffFields;

const std::string good_password = "a long enough password";

struct People : SalonWorld {
  usecases::TokenMakers makers{ids, clock, signer};

  domain::Result<SignedIn> enrol(const Credentials& credentials) {
    return run_ready(usecases::RegisterAccount({accounts, passwords, makers}).run(guest(), credentials, "r"));
  }
  domain::Result<SignedIn> login(const Credentials& credentials) {
    return run_ready(usecases::Login({accounts, passwords, makers}).run(credentials));
  }
  domain::Result<SignedIn> refresh(const std::string& token) {
    return run_ready(usecases::RefreshSession(accounts, makers).run(token));
  }
  usecases::ManageStaff manage() { return usecases::ManageStaff({accounts, catalog, bookings, passwords, ids, clock}); }
  std::string add(const domain::Actor& actor, const StaffFields& fields) {
    auto verb = manage();
    return told(run_ready(verb.add(actor, fields, {}, kept_in(last))));
  }
  std::string change(const domain::Actor& actor, domain::AccountId id, const StaffFields& fields) {
    auto verb = manage();
    return told(run_ready(verb.change(actor, {id, {}, fields}, {}, kept_in(last))));
  }
  std::optional<ports::Account> last;
};

StaffFields a_colleague(std::string role, std::vector<domain::LocationId> places) {
  StaffFields fields;
  fields.email = "colleague-of-" + role + "@salon.example";
  fields.password = good_password;
  fields.role = std::move(role);
  fields.location_ids = std::move(places);
  return fields;
}

TEST(RegisterAccount, whoever_registers_is_a_user_and_signed_in) {
  People people;
  const auto signed_in = people.enrol({"Layla@Example.com", good_password});
  ASSERT_TRUE(signed_in);
  EXPECT_EQ(signed_in->account.role, Role::user);
  EXPECT_EQ(signed_in->expires_in, std::chrono::minutes{15});
  EXPECT_EQ(signed_in->refresh_token.size(), 43u);  // 256 bits
  const auto& claims = people.signer.signed_claims.back();
  EXPECT_EQ(claims.account, signed_in->account.id);
  EXPECT_EQ(claims.role, Role::user);
  EXPECT_EQ(claims.expires_at - claims.issued_at, std::chrono::minutes{15});
  EXPECT_TRUE(people.brand.refresh_tokens.contains(domain::token_hash(signed_in->refresh_token)));
}

TEST(RegisterAccount, an_address_has_one_account_however_it_is_written) {
  People people;
  EXPECT_EQ(told(people.enrol({"layla@example.com", good_password})), "OK");
  EXPECT_EQ(told(people.enrol({"LAYLA@example.com", good_password})), "CONFLICT");
}

TEST(RegisterAccount, what_is_wrong_is_named) {
  People people;
  EXPECT_EQ(pointers(people.enrol({"nobody", "short"}).error()), (std::vector<std::string>{"/email", "/password"}));
  EXPECT_EQ(pointers(people.enrol({"a@b.example", std::string(257, 'p')}).error()),
            std::vector<std::string>{"/password"});
  EXPECT_EQ(told(people.enrol({"a@b.example", std::string(256, 'p')})), "OK");
  EXPECT_EQ(told(people.enrol({"b@b.example", std::string(10, 'p')})), "OK");
  EXPECT_EQ(told(people.enrol({"c@b.example", std::string(9, 'p')})), "VALIDATION_FAILED");
  EXPECT_EQ(told(people.enrol({"c@b.example", std::string(10, '\xff')})), "VALIDATION_FAILED");
}

TEST(Login, the_right_password_opens_and_everything_else_is_the_same_refusal) {
  People people;
  (void)people.enrol({"layla@example.com", good_password});
  EXPECT_EQ(told(people.login({"LAYLA@example.com", good_password})), "OK");
  const auto wrong = people.login({"layla@example.com", "another password"});
  const auto unknown = people.login({"nobody@example.com", good_password});
  const auto nonsense = people.login({"no address", good_password});
  const auto endless = people.login({"layla@example.com", std::string(100'000, 'p')});
  for (const auto* refused : {&wrong, &unknown, &nonsense, &endless}) {
    EXPECT_EQ(told(*refused), "UNAUTHENTICATED");
    EXPECT_EQ(refused->error().detail, wrong.error().detail);
  }
}

TEST(Login, an_unknown_address_costs_as_much_as_a_wrong_password) {
  People people;
  (void)people.enrol({"layla@example.com", good_password});
  const auto cost = [&people](const Credentials& credentials) {
    const int before = people.passwords.verifications;
    (void)people.login(credentials);
    return people.passwords.verifications - before;
  };
  EXPECT_EQ(cost({"layla@example.com", "another password"}), 1);
  EXPECT_EQ(cost({"nobody@example.com", "another password"}), 1);
  EXPECT_EQ(cost({"no address", "another password"}), 1);
}

TEST(Login, an_account_that_is_no_longer_active_does_not_open) {
  People people;
  const auto signed_in = people.enrol({"layla@example.com", good_password});
  people.brand.accounts.at(signed_in->account.id).active = false;
  EXPECT_EQ(told(people.login({"layla@example.com", good_password})), "UNAUTHENTICATED");
  EXPECT_EQ(told(people.refresh(signed_in->refresh_token)), "UNAUTHENTICATED");
  domain::Actor layla = user();
  layla.account = signed_in->account.id;
  EXPECT_EQ(told(run_ready(usecases::ViewMe(people.accounts).run(layla))), "UNAUTHENTICATED");
}

TEST(RefreshSession, a_refresh_token_is_good_once_and_using_it_again_ends_its_family) {
  People people;
  const auto first = people.enrol({"layla@example.com", good_password});
  const auto second = people.refresh(first->refresh_token);
  ASSERT_TRUE(second);
  EXPECT_NE(second->refresh_token, first->refresh_token);
  EXPECT_EQ(second->family, first->family);
  EXPECT_EQ(people.signer.signed_claims.back().family, first->family);
  EXPECT_EQ(second->account.id, first->account.id);
  EXPECT_EQ(told(people.refresh(first->refresh_token)), "UNAUTHENTICATED");
  EXPECT_EQ(told(people.refresh(second->refresh_token)), "UNAUTHENTICATED");
  EXPECT_EQ(told(people.refresh("no token")), "UNAUTHENTICATED");
}

TEST(RefreshSession, a_refresh_token_runs_out) {
  People people;
  const auto first = people.enrol({"layla@example.com", good_password});
  people.clock.advance(domain::policy::refresh_token_life);
  EXPECT_EQ(told(people.refresh(first->refresh_token)), "UNAUTHENTICATED");
}

TEST(Logout, afterwards_the_refresh_token_is_good_for_nothing) {
  People people;
  const auto first = people.enrol({"layla@example.com", good_password});
  const auto elsewhere = people.login({"layla@example.com", good_password});
  run_ready(usecases::Logout(people.accounts).run(first->refresh_token));
  run_ready(usecases::Logout(people.accounts).run("no token"));
  EXPECT_EQ(told(people.refresh(first->refresh_token)), "UNAUTHENTICATED");
  EXPECT_EQ(told(people.refresh(elsewhere->refresh_token)), "OK");
}

TEST(ViewMe, a_guest_is_nobody) {
  People people;
  EXPECT_EQ(told(run_ready(usecases::ViewMe(people.accounts).run(guest()))), "UNAUTHENTICATED");
}

TEST(ManageStaff, whose_accounts_a_manager_may_make) {
  People people;
  const domain::Actor manager = staff(Role::manager, {1});
  EXPECT_EQ(people.add(manager, a_colleague("frontdesk", {location_id(1)})), "OK");
  EXPECT_EQ(people.add(manager, a_colleague("manager", {location_id(1)})), "FORBIDDEN");
  EXPECT_EQ(people.add(manager, a_colleague("admin", {})), "FORBIDDEN");
  EXPECT_EQ(people.add(manager, a_colleague("frontdesk", {location_id(1), location_id(2)})), "FORBIDDEN");
  EXPECT_EQ(people.add(admin(), a_colleague("manager", {location_id(1), location_id(2)})), "OK");
  EXPECT_EQ(people.add(admin(), a_colleague("admin", {})), "OK");
}

TEST(ManageStaff, what_an_account_needs) {
  People people;
  EXPECT_EQ(people.add(admin(), {}), "VALIDATION_FAILED");
  EXPECT_EQ(people.add(admin(), a_colleague("user", {location_id(1)})), "VALIDATION_FAILED");
  EXPECT_EQ(people.add(admin(), a_colleague("guest", {location_id(1)})), "VALIDATION_FAILED");
  EXPECT_EQ(people.add(admin(), a_colleague("frontdesk", {})), "VALIDATION_FAILED");
  EXPECT_EQ(people.add(admin(), a_colleague("frontdesk", {location_id(77)})), "VALIDATION_FAILED");
  auto stylist = a_colleague("stylist", {location_id(1)});
  EXPECT_EQ(people.add(admin(), stylist), "VALIDATION_FAILED");
  stylist.stylist_id = stylist_id(3);  // works at the other salon
  EXPECT_EQ(people.add(admin(), stylist), "VALIDATION_FAILED");
  stylist.stylist_id = stylist_id(1);
  EXPECT_EQ(people.add(admin(), stylist), "OK");
  EXPECT_EQ(people.add(admin(), stylist), "CONFLICT");
}

TEST(ManageStaff, D60_a_manager_neither_sees_nor_changes_whom_they_may_not_manage) {
  People people;
  const domain::Actor manager = staff(Role::manager, {1});
  auto verb = people.manage();
  const auto made = [&](const StaffFields& fields) {
    EXPECT_EQ(people.add(admin(), fields), "OK");
    return people.last->id;
  };
  const auto own = made(a_colleague("frontdesk", {location_id(1)}));
  auto shared_fields = a_colleague("frontdesk", {location_id(1), location_id(2)});
  shared_fields.email = "shared@salon.example";
  const auto shared = made(shared_fields);
  const auto peer = made(a_colleague("manager", {location_id(1)}));
  const auto chief = made(a_colleague("admin", {location_id(1)}));
  StaffFields deactivated;
  deactivated.active = false;
  for (const auto id : {shared, peer, chief}) {
    EXPECT_EQ(told(run_ready(verb.view(manager, id))), "NOT_FOUND");
    EXPECT_EQ(people.change(manager, id, deactivated), "NOT_FOUND");
    EXPECT_TRUE(people.brand.accounts.at(id).active);
  }
  const auto listed = run_ready(verb.list(manager, {}));
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->items.size(), 1u);
  EXPECT_EQ(listed->items.front().id, own);
  StaffFields promoted;
  promoted.role = "manager";
  EXPECT_EQ(people.change(manager, own, promoted), "FORBIDDEN");
  StaffFields moved;
  moved.location_ids = std::vector{location_id(2)};
  EXPECT_EQ(people.change(manager, own, moved), "FORBIDDEN");
  EXPECT_EQ(people.change(manager, own, deactivated), "OK");
  EXPECT_FALSE(people.brand.accounts.at(own).active);
  EXPECT_EQ(told(run_ready(verb.view(admin(), chief))), "OK");
}

TEST(ManageStaff, nobody_changes_what_they_themselves_may_do_but_their_password) {
  People people;
  EXPECT_EQ(people.add(admin(), a_colleague("manager", {location_id(1)})), "OK");
  domain::Actor manager = staff(Role::manager, {1});
  manager.account = people.last->id;
  StaffFields more;
  more.location_ids = std::vector{location_id(1), location_id(2)};
  EXPECT_EQ(people.change(manager, *manager.account, more), "FORBIDDEN");
  StaffFields password;
  password.password = "another long password";
  EXPECT_EQ(people.change(manager, *manager.account, password), "OK");
  EXPECT_EQ(told(people.login({"colleague-of-manager@salon.example", "another long password"})), "OK");
  password.password = "short";
  EXPECT_EQ(people.change(manager, *manager.account, password), "VALIDATION_FAILED");
}

TEST(ManageStaff, accounts_of_the_public_are_nobodys_to_manage) {
  People people;
  const auto signed_in = people.enrol({"layla@example.com", good_password});
  StaffFields promoted;
  promoted.role = "admin";
  EXPECT_EQ(people.change(admin(), signed_in->account.id, promoted), "NOT_FOUND");
}

}  // namespace
}  // namespace salon::testing
