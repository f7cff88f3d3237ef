#include "usecases/manage_staff.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "usecases/answered_before.hpp"
#include "usecases/signed_in.hpp"
#include "usecases/staff_scope.hpp"

namespace salon::usecases {
namespace {

using domain::Action;
using domain::Actor;
using domain::Refusal;
using domain::Refused;
using domain::Role;
using ports::Account;

std::unexpected<Refused> no_such_account() { return domain::refuse(Refusal::not_found, "There is no such account."); }

bool is_own(const Actor& actor, const Account& account) { return actor.account == account.id; }

bool may_manage(const Actor& actor, const Account& account) {
  return domain::may_manage_account(actor, account.role, account.location_ids);
}

// Accounts that the public made are nobody's to manage.
bool may_see(const Actor& actor, const Account& account) {
  if (account.role == Role::user) return false;
  return is_own(actor, account) || may_manage(actor, account);
}

// The role, the places and the stylist that the account is to have; e-mail and password are read elsewhere.
Result<Account> apply(const StaffFields& fields, Account account) {
  Refused refused(Refusal::validation_failed, "Please look over the fields named here.");
  if (fields.role) {
    const auto role = domain::parse_role(*fields.role);
    const bool is_staff = role && *role != Role::user;
    if (is_staff) account.role = *role;
    if (!is_staff) refused.fields.push_back({"/role", "must be stylist, frontdesk, manager or admin"});
  }
  if (fields.location_ids) {
    account.location_ids = *fields.location_ids;
    std::ranges::sort(account.location_ids);
    const auto twice = std::ranges::unique(account.location_ids);
    account.location_ids.erase(twice.begin(), twice.end());
  }
  account.stylist_id = fields.stylist_id.value_or(account.stylist_id);
  account.active = fields.active.value_or(account.active);
  if (account.role != Role::admin && account.location_ids.empty()) {
    refused.fields.push_back({"/location_ids", "names where they work"});
  }
  if (account.role == Role::stylist && !account.stylist_id) {
    refused.fields.push_back({"/stylist_id", "says which stylist this is"});
  }
  if (!refused.fields.empty()) return std::unexpected(std::move(refused));
  return account;
}

bool has_same_powers(const Account& one, const Account& other) {
  return one.role == other.role && one.location_ids == other.location_ids && one.stylist_id == other.stylist_id &&
         one.active == other.active;
}

// Asked of what the account was and of what it becomes; nobody changes what they themselves may do.
Result<Account> changed(const Actor& actor, const StaffFields& fields, const Account& before) {
  if (!may_see(actor, before)) return no_such_account();
  auto after = apply(fields, before);
  if (!after) return after;
  const bool stays_as_able = has_same_powers(before, *after);
  if (is_own(actor, before)) {
    if (!stays_as_able) return domain::refuse(Refusal::forbidden, "Nobody changes what they themselves may do.");
  } else if (!may_manage(actor, *after)) {
    return domain::refuse(Refusal::forbidden, "You may not give this role at these places.");
  }
  return after;
}

struct Identity {
  std::optional<domain::EmailAddress> email;
  bool has_password = false;
};

Result<Identity> read_identity(const StaffFields& fields) {
  Identity identity;
  Refused refused(Refusal::validation_failed, "Please look over the fields named here.");
  if (fields.email) {
    auto email = read_email(*fields.email);
    if (email) identity.email = *std::move(email);
    if (!email) refused.fields.push_back(email.error().fields.front());
  }
  if (fields.password) {
    auto password = check_password(*fields.password);
    if (!password) refused.fields.push_back(password.error().fields.front());
    identity.has_password = password.has_value();
  }
  if (!refused.fields.empty()) return std::unexpected(std::move(refused));
  return identity;
}

Result<void> check_is_whole(const StaffFields& fields) {
  Refused refused(Refusal::validation_failed, "A new account needs more than this.");
  if (!fields.email) refused.fields.push_back({"/email", "is needed"});
  if (!fields.password) refused.fields.push_back({"/password", "is needed"});
  if (!fields.role) refused.fields.push_back({"/role", "is needed"});
  if (!refused.fields.empty()) return std::unexpected(std::move(refused));
  return {};
}

}  // namespace

// The places are ours, and the stylist works at one of them.
Task<Result<void>> ManageStaff::check_places(Account account) {
  for (std::size_t i = 0; i < account.location_ids.size(); ++i) {
    const auto location = co_await ports_.catalog.location(account.location_ids[i]);
    if (!location)
      co_return std::unexpected(Refused::field("/location_ids/" + std::to_string(i), "is no salon of ours"));
  }
  if (account.stylist_id) {
    const auto stylist = co_await ports_.catalog.stylist(*account.stylist_id);
    const auto works_there = [&stylist](domain::LocationId place) { return stylist->works_at(place); };
    const bool anywhere = account.role == Role::admin && account.location_ids.empty();
    const bool is_theirs = stylist && (anywhere || std::ranges::any_of(account.location_ids, works_there));
    if (!is_theirs) co_return std::unexpected(Refused::field("/stylist_id", "is no stylist of these places"));
  }
  co_return Result<void>{};
}

Task<Result<ports::Page<Account>>> ManageStaff::list(Actor actor, ports::PageRequest page) {
  auto scope = scope_of(actor, Action::manage_staff, std::nullopt);
  if (!scope) co_return std::unexpected(std::move(scope.error()));
  // An empty list of locations would ask for everybody's.
  if (scope->is_nowhere()) co_return ports::Page<Account>{};
  auto listed = co_await ports_.accounts.staff(std::move(scope->locations), std::move(page));
  if (!listed) co_return std::unexpected(std::move(listed.error()));
  std::erase_if(listed->items, [&actor](const Account& account) { return !may_see(actor, account); });
  co_return listed;
}

Task<Result<Account>> ManageStaff::view(Actor actor, domain::AccountId id) {
  if (auto allowed = domain::check_access(actor, Action::manage_staff); !allowed)
    co_return std::unexpected(allowed.error());
  auto account = co_await ports_.accounts.find(id);
  const bool is_seen = account && may_see(actor, *account);
  if (!is_seen) co_return no_such_account();
  co_return *std::move(account);
}

Task<Result<Answer>> ManageStaff::add(Actor actor, StaffFields fields, Ask ask, Render<Account> render) {
  auto key = ask.key;
  auto trying = try_to_add(std::move(actor), std::move(fields), std::move(ask), std::move(render));
  return unless_answered_before(ports_.memory, std::move(key), std::move(trying));
}

Task<Result<Answer>> ManageStaff::try_to_add(Actor actor, StaffFields fields, Ask ask, Render<Account> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_staff); !allowed)
    co_return std::unexpected(allowed.error());
  if (auto whole = check_is_whole(fields); !whole) co_return std::unexpected(std::move(whole.error()));
  auto identity = read_identity(fields);
  if (!identity) co_return std::unexpected(std::move(identity.error()));
  Account blank{.id = ports_.ids.next_id<domain::AccountId>(),
                .email = *std::move(identity->email),
                .password_hash = {},
                .role = Role::user,
                .location_ids = {},
                .stylist_id = std::nullopt,
                .active = true,
                .created_at = ports_.clock.now()};
  auto account = apply(fields, std::move(blank));
  if (!account) co_return std::unexpected(std::move(account.error()));
  if (!may_manage(actor, *account))
    co_return domain::refuse(Refusal::forbidden, "You may not give this role at these places.");
  auto places = co_await check_places(*account);
  if (!places) co_return std::unexpected(std::move(places.error()));
  account->password_hash = co_await ports_.passwords.hash(*std::move(fields.password));
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await ports_.accounts.add_once(*std::move(account), std::move(request));
  co_return answer;
}

Task<Result<Answer>> ManageStaff::change(Actor actor, Patch patch, Ask ask, Render<Account> render) {
  auto key = ask.key;
  auto trying = try_to_change(std::move(actor), std::move(patch), std::move(ask), std::move(render));
  return unless_answered_before(ports_.memory, std::move(key), std::move(trying));
}

Task<Result<Answer>> ManageStaff::try_to_change(Actor actor, Patch patch, Ask ask, Render<Account> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_staff); !allowed)
    co_return std::unexpected(allowed.error());
  const auto before = co_await ports_.accounts.find(patch.id);
  if (!before) co_return no_such_account();
  const auto after = changed(actor, patch.fields, *before);
  if (!after) co_return std::unexpected(after.error());
  const auto identity = read_identity(patch.fields);
  if (!identity) co_return std::unexpected(identity.error());
  auto places = co_await check_places(*after);
  if (!places) co_return std::unexpected(std::move(places.error()));
  std::string hash;
  if (identity->has_password) hash = co_await ports_.passwords.hash(*patch.fields.password);

  const auto edit = [actor, fields = patch.fields, email = identity->email,
                     hash](const Account& row) -> Result<Account> {
    auto account = changed(actor, fields, row);
    if (!account) return account;
    if (email) account->email = *email;
    if (!hash.empty()) account->password_hash = hash;
    return account;
  };
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await ports_.accounts.change(patch.id, patch.if_version, edit, std::move(request));
  co_return answer;
}

}  // namespace salon::usecases
