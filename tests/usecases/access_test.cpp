// Who may do what with whose booking: every verb by every kind of caller (D60).
#include <gtest/gtest.h>

#include <functional>

#include "salon_world.hpp"
#include "usecases/cancel_booking.hpp"
#include "usecases/change_booking.hpp"
#include "usecases/confirm_booking.hpp"
#include "usecases/explain_exposure.hpp"
#include "usecases/follow_events.hpp"
#include "usecases/generate_slots.hpp"
#include "usecases/import_visits.hpp"
#include "usecases/list_audit.hpp"
#include "usecases/list_bookings.hpp"
#include "usecases/list_day_slots.hpp"
#include "usecases/list_own_bookings.hpp"
#include "usecases/manage_locations.hpp"
#include "usecases/manage_rules.hpp"
#include "usecases/manage_services.hpp"
#include "usecases/manage_staff.hpp"
#include "usecases/manage_stylists.hpp"
#include "usecases/reschedule_booking.hpp"
#include "usecases/stylist_day.hpp"
#include "usecases/view_booking.hpp"
#include "usecases/view_booking_as_staff.hpp"
#include "usecases/view_job.hpp"
#include "usecases/view_me.hpp"

namespace salon::testing {
namespace {

using domain::Actor;
using domain::Booking;
using domain::Role;
using platform::run_ready;

// A guest's confirmed booking at salon 1, and everything that can be asked about it or about its salon.
struct Scene {
  SalonWorld world;
  SalonWorld::Booked booked = world.confirmed_by(guest(1), world.slot({.start = "2027-03-05T06:00:00Z"}));
  std::optional<std::string> token;

  [[nodiscard]] usecases::BookingKey key() const { return {booked.id, token}; }
};
using Verb = std::function<std::string(Scene&, const Actor&)>;

const std::vector<std::pair<std::string, Verb>> public_verbs{
    {"view",
     [](Scene& s, const Actor& a) { return told(run_ready(usecases::ViewBooking(s.world.bookings).run(a, s.key()))); }},
    {"confirm",
     [](Scene& s, const Actor& a) {
       usecases::ConfirmBooking verb(
           {s.world.bookings, s.world.catalog, s.world.exposures, s.world.secrets, s.world.funnel}, {});
       return told(run_ready(verb.run(a, s.key(), {}, {}, in_short<Booking>())));
     }},
    {"cancel",
     [](Scene& s, const Actor& a) {
       usecases::CancelBooking verb(s.world.bookings, s.world.funnel);
       return told(run_ready(verb.run(a, s.key(), {}, {}, in_short<Booking>())));
     }},
    {"reschedule",
     [](Scene& s, const Actor& a) {
       usecases::RescheduleBooking verb({s.world.bookings, s.world.exposures, s.world.funnel}, {.is_enforced = false});
       const auto to = s.world.slot({.start = "2027-03-05T08:00:00Z"});
       return told(run_ready(verb.run(a, s.key(), {to}, {}, in_short<Booking>())));
     }},
};

TEST(Access, D60_a_booking_is_its_owners_its_tokens_and_its_salons) {
  Actor with_session = user(51);
  with_session.session = session_id(1);
  Actor stylist = staff(Role::stylist, {1});
  stylist.stylist = stylist_id(1);
  struct Row {
    std::string who;
    Actor actor;
    std::string expected;
  };
  const std::vector<Row> rows{
      {"the session that made it", guest(1), "OK"},
      {"the same session, signed in since", with_session, "OK"},
      {"another session", guest(2), "NOT_FOUND"},
      {"nobody", passer_by(), "NOT_FOUND"},
      {"a user", user(50), "NOT_FOUND"},
      {"the stylist at the chair", stylist, "NOT_FOUND"},
      {"the desk of another salon", staff(Role::frontdesk, {2}), "NOT_FOUND"},
      {"the manager of another salon", staff(Role::manager, {2}), "NOT_FOUND"},
      {"the desk of the salon", staff(Role::frontdesk, {1}), "OK"},
      {"the manager of the salon", staff(Role::manager, {1, 2}), "OK"},
      {"an admin", admin(), "OK"},
  };
  for (const Row& row : rows) {
    for (const auto& [name, verb] : public_verbs) {
      Scene scene;
      EXPECT_EQ(verb(scene, row.actor), row.expected) << name << " by " << row.who;
    }
  }
}

TEST(Access, D38_whoever_has_the_token_may_manage_the_booking_and_no_other) {
  for (const auto& [name, verb] : public_verbs) {
    Scene scene;
    scene.token = scene.booked.token;
    EXPECT_EQ(verb(scene, passer_by()), "OK") << name;
    Scene other;
    const auto foreign = other.world.held_by(guest(7), other.world.slot({}));
    other.token = foreign.token;
    EXPECT_EQ(verb(other, passer_by()), "NOT_FOUND") << name;
    other.token = "";
    EXPECT_EQ(verb(other, passer_by()), "NOT_FOUND") << name;
  }
}

struct StaffRow {
  std::string name;
  Verb verb;
  // user or stylist, frontdesk, manager of the salon, manager elsewhere, admin
  std::string frontdesk;
  std::string manager;
  std::string elsewhere;
};

usecases::LocationFields renamed() {
  usecases::LocationFields fields;
  fields.name = "Renamed";
  return fields;
}

const std::vector<StaffRow> booking_rows{
    {"view booking",
     [](Scene& s, const Actor& a) {
       return told(run_ready(usecases::ViewBookingAsStaff(s.world.bookings).run(a, s.booked.id)));
     },
     "OK", "OK", "NOT_FOUND"},
    {"change booking",
     [](Scene& s, const Actor& a) {
       usecases::BookingPatch patch;
       patch.status = "cancelled";
       return told(run_ready(usecases::ChangeBooking(s.world.bookings, s.world.funnel)
                                 .run(a, s.booked.id, patch, {}, in_short<Booking>())));
     },
     "OK", "OK", "NOT_FOUND"},
    {"book for a customer",
     [](Scene& s, const Actor& a) {
       usecases::PlaceStaffBooking verb({s.world.bookings, s.world.slots, s.world.catalog, s.world.ids, s.world.funnel},
                                        {});
       usecases::StaffBookingRequest request;
       request.slot_id = s.world.slot({});
       return told(run_ready(verb.run(a, request, {}, in_short<usecases::PlacedHold>())));
     },
     "OK", "OK", "NOT_FOUND"},
    {"list bookings of the salon",
     [](Scene& s, const Actor& a) {
       usecases::BookingsQuery query;
       query.location_id = location_id(1);
       return told(run_ready(usecases::ListBookings(s.world.bookings, s.world.catalog).run(a, query)));
     },
     "OK", "OK", "NOT_FOUND"},
    {"list slots of a day",
     [](Scene& s, const Actor& a) {
       const ports::SlotQuery query{location_id(1), date("2027-03-02"), {}, {}};
       return told(run_ready(usecases::ListDaySlots(s.world.slots, s.world.catalog).run(a, query, {})));
     },
     "OK", "OK", "NOT_FOUND"},
    {"explain",
     [](Scene& s, const Actor& a) {
       usecases::ExplainExposure verb(
           {s.world.slots, s.world.catalog, s.world.rules, s.world.exposures, s.world.secrets}, {});
       usecases::ExplainQuery query;
       query.location_id = location_id(1);
       query.service_id = service_id(1);
       query.date = date("2027-03-02");
       return told(run_ready(verb.run(a, query)));
     },
     "OK", "OK", "NOT_FOUND"},
    {"follow events of the salon",
     [](Scene& s, const Actor& a) {
       return told(
           run_ready(usecases::FollowEvents(s.world.events).run(a, {.position = 0, .location_id = location_id(1)})));
     },
     "OK", "OK", "NOT_FOUND"},
    {"generate",
     [](Scene& s, const Actor& a) {
       usecases::GenerateSlots verb({s.world.slots, s.world.jobs, s.world.catalog, s.world.bookings, s.world.ids});
       usecases::GenerateRequest request;
       request.what.location_id = location_id(1);
       request.what.from = request.what.to = date("2027-03-02");
       return told(run_ready(verb.run(a, request, {}, in_short<usecases::Generated>())));
     },
     "OK", "OK", "NOT_FOUND"},
    {"view a rule",
     [](Scene& s, const Actor& a) {
       return told(run_ready(usecases::ManageRules(s.world.rules, s.world.catalog, s.world.ids).view(a, rule_id(1))));
     },
     "OK", "OK", "NOT_FOUND"},
    {"remove a rule",
     [](Scene& s, const Actor& a) {
       usecases::ManageRules verb(s.world.rules, s.world.catalog, s.world.ids);
       return told(run_ready(verb.remove(a, rule_id(1), {}, in_short<domain::Rule>())));
     },
     "OK", "OK", "NOT_FOUND"},
};

const std::vector<StaffRow> manager_rows{
    {"audit of the salon",
     [](Scene& s, const Actor& a) {
       usecases::AuditQuery query;
       query.location_id = location_id(1);
       return told(run_ready(usecases::ListAudit(s.world.events).run(a, query)));
     },
     "FORBIDDEN", "OK", "NOT_FOUND"},
    {"change the salon",
     [](Scene& s, const Actor& a) {
       usecases::ManageLocations verb(s.world.catalog, s.world.ids);
       return told(run_ready(verb.change(a, {location_id(1), {}, renamed()}, {}, in_short<domain::Location>())));
     },
     "FORBIDDEN", "OK", "NOT_FOUND"},
    {"make a salon",
     [](Scene& s, const Actor& a) {
       usecases::ManageLocations verb(s.world.catalog, s.world.ids);
       return told(run_ready(verb.add(a, renamed(), {}, in_short<domain::Location>())));
     },
     "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"},
    {"remove the salon",
     [](Scene& s, const Actor& a) {
       usecases::ManageLocations verb(s.world.catalog, s.world.ids);
       return told(run_ready(verb.remove(a, location_id(1), {}, in_short<ports::Removed>())));
     },
     "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"},
    {"view a service",
     [](Scene& s, const Actor& a) {
       return told(
           run_ready(usecases::ManageServices(s.world.catalog, s.world.bookings, s.world.ids).view(a, service_id(1))));
     },
     "FORBIDDEN", "OK", "NOT_FOUND"},
    {"change a service",
     [](Scene& s, const Actor& a) {
       usecases::ManageServices verb(s.world.catalog, s.world.bookings, s.world.ids);
       return told(run_ready(verb.change(a, {service_id(1), {}, {}}, {}, in_short<usecases::PricedService>())));
     },
     "FORBIDDEN", "OK", "NOT_FOUND"},
    {"remove a service",
     [](Scene& s, const Actor& a) {
       usecases::ManageServices verb(s.world.catalog, s.world.bookings, s.world.ids);
       return told(run_ready(verb.remove(a, service_id(1), {}, in_short<ports::Removed>())));
     },
     "FORBIDDEN", "OK", "NOT_FOUND"},
    {"view a stylist",
     [](Scene& s, const Actor& a) {
       return told(
           run_ready(usecases::ManageStylists(s.world.catalog, s.world.bookings, s.world.ids).view(a, stylist_id(1))));
     },
     "FORBIDDEN", "OK", "NOT_FOUND"},
    {"remove a stylist",
     [](Scene& s, const Actor& a) {
       usecases::ManageStylists verb(s.world.catalog, s.world.bookings, s.world.ids);
       return told(run_ready(verb.remove(a, stylist_id(1), {}, in_short<ports::Removed>())));
     },
     "FORBIDDEN", "OK", "NOT_FOUND"},
    {"list accounts",
     [](Scene& s, const Actor& a) {
       usecases::ManageStaff verb(
           {s.world.accounts, s.world.catalog, s.world.bookings, s.world.passwords, s.world.ids, s.world.clock});
       return told(run_ready(verb.list(a, {})));
     },
     "FORBIDDEN", "OK", "OK"},
    {"import visits",
     [](Scene& s, const Actor& a) {
       return told(run_ready(usecases::ImportVisits(s.world.bookings, s.world.catalog).run(a, {}, "r")));
     },
     "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"},
};

TEST(Access, D60_staff_verbs_know_role_and_salon) {
  std::vector<StaffRow> rows = booking_rows;
  rows.insert(rows.end(), manager_rows.begin(), manager_rows.end());
  for (const StaffRow& row : rows) {
    const auto by = [&row](const Actor& actor) {
      Scene scene;
      return row.verb(scene, actor);
    };
    EXPECT_EQ(by(passer_by()), "UNAUTHENTICATED") << row.name;
    EXPECT_EQ(by(guest(1)), "UNAUTHENTICATED") << row.name;
    EXPECT_EQ(by(user()), "FORBIDDEN") << row.name;
    EXPECT_EQ(by(staff(Role::stylist, {1})), "FORBIDDEN") << row.name;
    EXPECT_EQ(by(staff(Role::frontdesk, {1})), row.frontdesk) << row.name;
    EXPECT_EQ(by(staff(Role::manager, {1})), row.manager) << row.name;
    EXPECT_EQ(by(staff(Role::manager, {2})), row.elsewhere) << row.name;
    EXPECT_EQ(by(admin()), "OK") << row.name;
  }
}

TEST(Access, D60_lists_without_a_salon_show_those_of_the_actor_only_and_nothing_to_who_has_none) {
  Scene scene;
  usecases::ListBookings list(scene.world.bookings, scene.world.catalog);
  const auto count = [&](const Actor& actor) { return run_ready(list.run(actor, {}))->page.items.size(); };
  EXPECT_EQ(count(admin()), 1u);
  EXPECT_EQ(count(staff(Role::frontdesk, {1})), 1u);
  EXPECT_EQ(count(staff(Role::frontdesk, {2})), 0u);
  EXPECT_EQ(count(staff(Role::frontdesk, {})), 0u);
  usecases::ListAudit audit(scene.world.events);
  const auto rows = [&](const Actor& actor) { return run_ready(audit.run(actor, {}))->items.size(); };
  EXPECT_GT(rows(staff(Role::manager, {1})), 0u);
  EXPECT_EQ(rows(staff(Role::manager, {})), 0u);
}

TEST(Access, a_stylists_day_is_for_stylists_with_phones_masked) {
  Scene scene;
  usecases::StylistDay day(scene.world.bookings, scene.world.catalog);
  Actor noor = staff(Role::stylist, {1});
  noor.stylist = stylist_id(1);
  const auto view = run_ready(day.run(noor, date("2027-03-05")));
  ASSERT_TRUE(view);
  ASSERT_EQ(view->entries.size(), 1u);
  EXPECT_FALSE(view->entries.front().booking.customer.phone);
  EXPECT_EQ(view->entries.front().masked_phone, "+971••••••510");
  EXPECT_TRUE(run_ready(day.run(noor, date("2027-03-04")))->entries.empty());
  EXPECT_EQ(run_ready(day.run(noor, {}))->date, date("2027-03-01"));
  Actor omar = noor;
  omar.stylist = stylist_id(2);
  EXPECT_TRUE(run_ready(day.run(omar, date("2027-03-05")))->entries.empty());
  EXPECT_EQ(told(run_ready(day.run(staff(Role::stylist, {1}), {}))), "NOT_FOUND");
  EXPECT_EQ(told(run_ready(day.run(staff(Role::frontdesk, {1}), {}))), "FORBIDDEN");
  EXPECT_EQ(told(run_ready(day.run(user(), {}))), "FORBIDDEN");
  EXPECT_EQ(told(run_ready(day.run(guest(), {}))), "UNAUTHENTICATED");
}

}  // namespace
}  // namespace salon::testing
