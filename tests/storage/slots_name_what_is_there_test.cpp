// What foreign keys promise, kept by triggers that look once for all slots of a statement: what a slot names is there,
// and stays. See docs/decisions/0012-slots-are-checked-as-a-set.md.
#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

constexpr const char* nobody = "00000000-0000-7000-8000-0000000000ee";

class SlotsNameWhatIsThere : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
    generate();
    // Elsewhere, with a service of its own, and somebody who has no times yet.
    sql("INSERT INTO locations (id, name) VALUES ('" + elsewhere + "', 'Elsewhere')");
    sql("INSERT INTO services (id, location_id, name, duration_minutes) VALUES ('" + elsewhere + "', '" + elsewhere +
        "', 'Cut', 30)");
    sql("INSERT INTO stylists (id, location_id, name) VALUES ('" + newcomer + "', '" + elsewhere + "', 'New')");
  }

  struct Named {
    std::string location = testing::location_id(1).text();
    std::string service = testing::service_id(1).text();
    std::string stylist = testing::stylist_id(1).text();
  };
  // Two slots, of which only the second is wrong, at times of their own.
  static std::string two_slots(const Named& named) { return slots(Named{}, 1) + "; " + slots(named, 2); }
  static std::string slots(const Named& named, int day) {
    const std::string start = "'2027-04-0" + std::to_string(day) + "T09:00:00Z'::timestamptz";
    return "INSERT INTO slot_instances (id, location_id, service_id, stylist_id, date, start_at, end_at, capacity, "
           "duration_minutes, active_offsets) VALUES (gen_random_uuid(), '" +
           named.location + "', '" + named.service + "', '" + named.stylist + "', '2027-04-0" + std::to_string(day) +
           "', " + start + ", " + start + " + interval '30 minutes', 1, 30, '{0, 30}')";
  }
  // What somebody with a connection of their own is refused: a constraint's name, or an SQLSTATE; "" if nothing.
  std::string refusal_of(PgConnection& somebody, const std::string& statement) {
    try {
      run(somebody.script(statement));
    } catch (const PgRefused& refused) {
      return refused.constraint.empty() ? refused.sqlstate : refused.constraint;
    }
    return "";
  }
  std::string refusal_of(const std::string& statement) {
    PgConnection somebody(stores->loop.io(), url);
    run(somebody.connect());
    return refusal_of(somebody, statement);
  }

  const std::string elsewhere = "00000000-0000-7000-8000-0000000000e1";
  const std::string newcomer = "00000000-0000-7000-8000-0000000000e2";
};

TEST_F(SlotsNameWhatIsThere, a_slot_of_something_that_is_not_there_is_refused_by_the_name_of_what_is_missing) {
  EXPECT_EQ(refusal_of(two_slots({.location = nobody})), "slot_instances_location_id_fkey");
  EXPECT_EQ(refusal_of(two_slots({.service = nobody})), "slot_instances_service_id_fkey");
  EXPECT_EQ(refusal_of(two_slots({.stylist = nobody})), "slot_instances_stylist_id_fkey");
  EXPECT_EQ(refusal_of(two_slots({.service = elsewhere})), "slots_of_own_services");
  EXPECT_EQ(refusal_of(two_slots({})), "");
}

TEST_F(SlotsNameWhatIsThere, what_slots_name_is_not_removed_and_keeps_its_id_and_place) {
  const auto first = [](const std::string& table) {
    return " WHERE id = (SELECT min(id::text)::uuid FROM " + table + ")";
  };
  EXPECT_EQ(refusal_of("DELETE FROM stylists" + first("stylists")), "slot_instances_stylist_id_fkey");
  EXPECT_EQ(refusal_of("DELETE FROM services" + first("services")), "slot_instances_service_id_fkey");
  EXPECT_EQ(
      refusal_of("UPDATE slot_instances SET stylist_id = NULL" + first("slot_instances WHERE stylist_id IS NOT NULL")),
      "slots_stay_where_they_are");
  EXPECT_EQ(refusal_of("UPDATE stylists SET id = gen_random_uuid() WHERE id = '" + newcomer + "'"),
            "stylists_keep_their_id");
  EXPECT_EQ(refusal_of("UPDATE services SET id = gen_random_uuid() WHERE id = '" + elsewhere + "'"),
            "services_keep_their_place");
  sql("DELETE FROM stylists WHERE id = '" + newcomer + "'; DELETE FROM services WHERE id = '" + elsewhere + "'");
  EXPECT_EQ(refusal_of("UPDATE locations SET id = gen_random_uuid() WHERE id = '" + elsewhere + "'"),
            "locations_keep_their_id");
  sql("ALTER TABLE services DROP CONSTRAINT services_location_id_fkey; ALTER TABLE stylists DROP CONSTRAINT "
      "stylists_location_id_fkey");
  EXPECT_EQ(refusal_of("DELETE FROM locations"), "slot_instances_location_id_fkey");
  database.spoil();
}

TEST_F(SlotsNameWhatIsThere, whoever_makes_a_slot_and_whoever_removes_what_it_names_wait_for_each_other) {
  constexpr const char* lock_not_available = "55P03";
  PgConnection remover(stores->loop.io(), url);
  PgConnection maker(stores->loop.io(), url);
  for (PgConnection* one : {&remover, &maker}) {
    run(one->connect());
    run(one->script("SET lock_timeout = '100ms'"));
  }
  const std::string remove = "DELETE FROM stylists WHERE id = '" + newcomer + "'";
  const std::string make = slots({.stylist = newcomer}, 1);
  EXPECT_EQ(refusal_of(maker, "BEGIN; " + make), "");
  EXPECT_EQ(refusal_of(remover, remove), lock_not_available);
  run(maker.script("ROLLBACK"));
  EXPECT_EQ(refusal_of(remover, "BEGIN; " + remove), "");
  EXPECT_EQ(refusal_of(maker, make), lock_not_available);
  run(remover.script("COMMIT"));
  EXPECT_EQ(refusal_of(maker, make), "slot_instances_stylist_id_fkey");
}

}  // namespace
}  // namespace salon::storage
