// Every route × everybody × own and other salon, from the routing table (D60). A route that is added without a sample
// here fails.
#include <gtest/gtest.h>

#include <map>

#include "edge/routes.hpp"
#include "edge_world.hpp"

namespace salon::testing {
namespace {

using domain::Role;
using edge::Route;

struct Person {
  std::string name;  // as the token says it; "" nobody, "guest" a stranger with a session, "owner" the guest whose
                     // booking it is
  Role role = Role::guest;
  std::uint64_t salon = 0;
};
const std::vector<Person> people{{"", Role::guest},
                                 {"guest", Role::guest},
                                 {"owner", Role::guest},
                                 {"user", Role::user},
                                 {"stylist 1", Role::stylist, 1},
                                 {"frontdesk 1", Role::frontdesk, 1},
                                 {"frontdesk 2", Role::frontdesk, 2},
                                 {"manager 1", Role::manager, 1},
                                 {"manager 2", Role::manager, 2},
                                 {"admin", Role::admin}};

// A world in which each route has something of salon 1 to be called with.
struct Matrix {
  EdgeWorld world;
  EdgeWorld::Held held = world.hold(world.slot(1, "2027-03-02T06:00:00Z"));
  std::string job = job_id(77).text();
  std::string clerk = account_id(55).text();

  Matrix() {
    auto& brand = world.stores.brand;
    for (const Role role : {Role::user, Role::stylist, Role::frontdesk, Role::manager, Role::admin}) {
      add_account(account_id(100 + static_cast<std::uint64_t>(role)), role,
                  "of" + std::to_string(static_cast<int>(role)));
    }
    add_account(account_id(55), Role::frontdesk, "clerk");
    ports::Job waiting;
    waiting.id = job_id(77);
    waiting.what.location_id = location_id(1);
    brand.jobs.emplace(waiting.id, KeptJob{.job = waiting, .begun_at = {}, .heard_of_at = {}});
  }
  void add_account(domain::AccountId id, Role role, const std::string& name) {
    ports::Account account{.id = id, .email = domain::EmailAddress(name + "@salon.test"), .password_hash = {}};
    account.role = role;
    account.location_ids = {location_id(1)};
    if (role == Role::stylist) account.stylist_id = stylist_id(1);
    world.stores.brand.accounts.emplace(id, account);
  }

  // What stands for {id}, and query and body that are right.
  [[nodiscard]] Asked sample(const Route& route);
};

std::string replaced(std::string_view path, const std::string& id) {
  std::string out(path);
  if (const auto at = out.find("{id}"); at != std::string::npos) out.replace(at, 4, id);
  return out;
}

std::string id_for(const Matrix& matrix, std::string_view path) {
  const std::vector<std::pair<std::string_view, std::string>> ids{{"/bookings/", matrix.held.booking},
                                                                  {"/availabilities/", rule_id(1).text()},
                                                                  {"/jobs/", matrix.job},
                                                                  {"/locations/", location_id(1).text()},
                                                                  {"/services/", service_id(1).text()},
                                                                  {"/stylists/", stylist_id(1).text()},
                                                                  {"/staff/", matrix.clerk}};
  for (const auto& [part, id] : ids) {
    if (path.find(part) != std::string_view::npos) return id;
  }
  return {};
}

Asked Matrix::sample(const Route& route) {
  const std::string here = R"("location_id":")" + location_id(1).text() + "\"";
  const std::string slot = R"("slot_id":")" + world.slot(1, "2027-03-02T08:00:00Z").text() + "\"";
  const std::map<std::string, std::string, std::less<>> bodies{
      {"placeHold", "{" + slot + "}"},
      {"confirmBooking", R"({"customer_name":"Amal","customer_phone":"+971501234567"})"},
      {"cancelBooking", "{}"},
      {"rescheduleBooking", "{" + slot + "}"},
      {"createAvailability",
       "{" + here + R"(,"rule_kind":"EXCEPTION","start_time":"20:00","end_time":"21:00","valid_from":"2027-03-09"})"},
      {"updateAvailability", R"({"slot_capacity":2})"},
      {"generateSlots", "{" + here + R"(,"from":"2027-03-01","to":"2027-03-02"})"},
      {"createStaffBooking", "{" + slot + R"(,"customer_name":"Amal"})"},
      {"updateBooking", R"({"notes":"x"})"},
      {"updateBrand", R"({"name":"New"})"},
      {"createLocation", R"({"name":"New"})"},
      {"updateLocation", R"({"address":"x"})"},
      {"createService", "{" + here + R"(,"name":"New","duration_minutes":30})"},
      {"updateService", R"({"description":"x"})"},
      {"createStylist", "{" + here + R"(,"name":"New"})"},
      {"updateStylist", R"({"name":"Noora"})"},
      {"createStaff",
       R"({"email":"new@salon.test","password":"a long enough one","role":"frontdesk","location_ids":[")" +
           location_id(1).text() + "\"]}"},
      {"updateStaff", R"({"active":false})"},
      {"register", R"({"email":"r@salon.test","password":"a long enough one"})"},
      {"login", R"({"email":"r@salon.test","password":"a long enough one"})"},
      {"openSession", R"({"email":"r@salon.test","password":"a long enough one"})"},
      {"renewSession", "{}"},
      {"refresh", R"({"refresh_token":"x"})"},
      {"logout", R"({"refresh_token":"x"})"}};
  Asked asked{.method = std::string(edge::text_of(route.method)),
              .path = replaced(route.path, id_for(*this, route.path))};
  const auto add = [&asked, &route](std::string_view name, const std::string& value) {
    if (route.query.find(name) == std::string_view::npos) return;
    asked.query += (asked.query.empty() ? "" : "&") + std::string(name) + "=" + value;
  };
  const bool is_for_staff = route.path.starts_with("/admin/");
  if (is_for_staff || route.operation == "listDates" || route.operation == "listSlots")
    add("location_id", location_id(1).text());
  if (route.operation == "listDates" || route.operation == "listSlots" || route.operation == "explainExposure") {
    add("service_id", service_id(1).text());
  }
  if (route.path.starts_with("/admin/v1/analytics/")) asked.query += "&from=2027-03-01&to=2027-03-02";
  if (route.query.find("date") != std::string_view::npos)
    asked.query += (asked.query.empty() ? "" : "&") + std::string("date=2027-03-02");
  if (route.body != edge::BodyKind::none) {
    const auto body = bodies.find(route.operation);
    if (body == bodies.end()) throw std::logic_error("no sample for " + std::string(route.operation));
    asked.body = body->second;
  }
  if (route.once) asked.key = "a-key-of-sixteen-letters";
  return asked;
}

// Routes of staff that are about no salon in particular: each sees what is theirs.
bool is_about_one_salon(const Route& route) {
  for (const std::string_view general : {"listManagedLocations", "listStaff", "createLocation", "updateBrand"}) {
    if (route.operation == general) return false;
  }
  return true;
}

// "ok", or the status that must come.
std::string expected(const Route& route, const Person& person) {
  if (!route.needs) {
    const bool lets_only_the_known_in =
        route.operation == "login" || route.operation == "refresh" || route.opens_page_session();
    return lets_only_the_known_in ? "401" : "ok";
  }
  const bool is_signed_in = person.role != Role::guest;
  if (!domain::may(person.role, *route.needs)) return is_signed_in ? "403" : "401";
  if (route.wants_proof()) {
    const bool is_theirs =
        person.name == "owner" || person.role == Role::admin || (person.role >= Role::frontdesk && person.salon == 1);
    return is_theirs ? "ok" : "404";
  }
  if (route.operation == "getStylistDay") return person.role == Role::stylist ? "ok" : "404";
  if (!route.path.starts_with("/admin/")) return "ok";
  const bool is_elsewhere = person.role != Role::admin && person.salon != 1;
  if (!is_elsewhere || !is_about_one_salon(route)) return "ok";
  return route.operation == "createStaff" ? "403" : "404";
}

TEST(AccessMatrix, D60_everybody_gets_at_every_route_what_the_table_says) {
  for (const Route& route : edge::routes()) {
    for (const Person& person : people) {
      Matrix matrix;
      Asked asked = matrix.sample(route);
      if (person.name == "owner") {
        asked.session = matrix.held.session;
      } else if (person.name == "guest") {
        asked.session = session_id(9).text() + "." + matrix.world.secrets.sign("session", session_id(9).text());
      } else {
        asked.as = person.name;
      }
      const HttpResponse response = matrix.world.send(asked);
      const std::string got = response.status < 300 ? "ok" : std::to_string(response.status);
      EXPECT_EQ(got, expected(route, person)) << route.operation << " as \"" << person.name << "\": " << response.body;
    }
  }
}

TEST(AccessMatrix, an_invalid_token_opens_nothing_that_looks_at_tokens) {
  for (const Route& route : edge::routes()) {
    if (route.target == edge::Target::every) continue;
    Matrix matrix;
    Asked asked = matrix.sample(route);
    asked.as = "nobody";
    EXPECT_EQ(told(matrix.world.send(asked)), "401 UNAUTHENTICATED") << route.operation;
  }
}

}  // namespace
}  // namespace salon::testing
