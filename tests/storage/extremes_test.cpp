// The largest and smallest that the desk may write, taken from the use cases that allow it: the tables keep all of it,
// and it comes back as it was.
#include <tuple>

#include "storage_fixture.hpp"
#include "usecases/manage_locations.hpp"
#include "usecases/manage_rules.hpp"
#include "usecases/manage_services.hpp"
#include "usecases/manage_stylists.hpp"

namespace salon::storage {
namespace {

using domain::Location;
using domain::Rule;
using domain::Service;
using domain::Stylist;
using usecases::LocationFields;
using usecases::RuleFields;
using usecases::ServiceFields;
using usecases::StylistFields;

constexpr std::size_t longest_name = domain::policy::longest_name;
constexpr std::size_t longest_notes = domain::policy::longest_notes;

// Of the characters that take the most bytes.
std::string long_text(std::size_t characters) {
  std::string out;
  for (std::size_t i = 0; i < characters; ++i) out += "\U0001F487";
  return out;
}

auto columns(const Location& row) {
  return std::tuple(row.name, row.timezone, row.currency, row.region, row.minimum_notice, row.horizon_days,
                    row.cancellation_window, row.hold, row.address, row.map_url, row.photo_url, row.active);
}
auto columns(const Service& row) {
  return std::tuple(row.name, row.category, row.description, row.duration_minutes, row.requires_stylist, row.active,
                    row.price_minor, row.required_skill, row.phases, row.buffer_before_minutes,
                    row.buffer_after_minutes);
}
auto columns(const Stylist& row) {
  return std::tuple(row.location_id, row.location_ids, row.name, row.skills, row.terms, row.active);
}
auto columns(const Rule& row) {
  return std::tuple(row.location_id, row.stylist_id, row.service_id, row.kind, row.days_of_week, row.start_time,
                    row.end_time, row.end_day_offset, row.slot_capacity, row.slot_granularity_minutes, row.valid_from,
                    row.valid_to, row.is_closed);
}

class Extremes : public StorageTest {
 protected:
  // As the use case reads it, written and read back.
  void expect_kept(const LocationFields& fields) {
    Location blank;
    blank.id = stores->ids.next_id<domain::LocationId>();
    const auto row = usecases::apply(fields, blank);
    ASSERT_TRUE(row.has_value());
    ASSERT_EQ(code(run(stores->catalog.add_location(*row, unkeyed<Location>()))), "");
    EXPECT_EQ(columns(run(stores->catalog.location(row->id)).value()), columns(*row));
  }
  domain::ServiceId expect_kept(const ServiceFields& fields) {
    Service blank;
    blank.id = stores->ids.next_id<domain::ServiceId>();
    blank.location_id = testing::location_id(1);
    const auto row = usecases::apply(fields, blank);
    EXPECT_TRUE(row.has_value());
    EXPECT_EQ(code(run(stores->catalog.add_service(row.value(), unkeyed<Service>()))), "");
    EXPECT_EQ(columns(run(stores->catalog.service(row->id)).value()), columns(*row));
    return row->id;
  }
  domain::StylistId expect_kept(const StylistFields& fields) {
    Stylist blank;
    blank.id = stores->ids.next_id<domain::StylistId>();
    blank.location_id = testing::location_id(1);
    const auto row = usecases::apply(fields, blank);
    EXPECT_TRUE(row.has_value());
    EXPECT_EQ(code(run(stores->catalog.add_stylist(row.value(), unkeyed<Stylist>()))), "");
    EXPECT_EQ(columns(run(stores->catalog.stylist(row->id)).value()), columns(*row));
    return row->id;
  }
  void expect_kept(RuleFields fields) {
    fields.location_id = testing::location_id(1);
    const auto row = usecases::new_rule(fields, stores->ids.next_id<domain::RuleId>());
    ASSERT_TRUE(row.has_value());
    ASSERT_EQ(code(run(stores->rules.add_rule(*row, unkeyed<Rule>()))), "");
    EXPECT_EQ(columns(run(stores->rules.rule(row->id)).value()), columns(*row));
  }

  static LocationFields a_long_location() {
    LocationFields fields;
    fields.name = long_text(longest_name);
    fields.timezone = "America/Argentina/ComodRivadavia";  // as long as they come
    fields.currency = "KWD";
    fields.region = "AE";
    fields.minimum_notice_minutes = 60 * 24 * 60;
    fields.horizon_days = domain::policy::longest_horizon_days;
    fields.cancellation_window_minutes = 60 * 24 * 60;
    fields.hold_minutes = 24 * 60;
    fields.address = long_text(500);
    fields.map_url = "https://example.test/" + std::string(2000 - 21, 'x');
    fields.photo_url = fields.map_url;
    return fields;
  }
  static ServiceFields a_long_service() {
    ServiceFields fields;
    fields.name = long_text(longest_name);
    fields.category = long_text(longest_name);
    fields.description = long_text(longest_notes);
    fields.duration_minutes = domain::policy::longest_service_minutes;
    fields.price_minor = 1'000'000'000;
    fields.required_skill = long_text(longest_name);
    fields.buffer_before_minutes = domain::policy::longest_buffer_minutes;
    fields.buffer_after_minutes = domain::policy::longest_buffer_minutes;
    // The most phases there may be: all of a minute but for the last.
    std::vector<domain::Phase> phases(domain::most_phases, domain::Phase{1, false});
    phases.back() = {domain::policy::longest_service_minutes - static_cast<int>(domain::most_phases) + 1, true};
    fields.phases = phases;
    return fields;
  }
};

TEST_F(Extremes, a_location_with_the_most_of_everything_is_kept) {
  expect_kept(a_long_location());
  LocationFields beyond = a_long_location();
  beyond.horizon_days = domain::policy::longest_horizon_days + 1;
  EXPECT_FALSE(usecases::apply(beyond, Location{}).has_value());
}

TEST_F(Extremes, a_location_with_the_least_of_everything_is_kept) {
  LocationFields fields;
  fields.name = "M";
  fields.minimum_notice_minutes = 0;
  fields.horizon_days = 1;
  fields.cancellation_window_minutes = 0;
  fields.hold_minutes = 1;
  fields.address = fields.map_url = fields.photo_url = "";
  fields.active = false;
  expect_kept(fields);
  fields.hold_minutes = 0;
  EXPECT_FALSE(usecases::apply(fields, Location{}).has_value());
}

TEST_F(Extremes, services_with_the_most_and_the_least_of_everything_are_kept) {
  open_salon();
  expect_kept(a_long_service());
  ServiceFields whole = a_long_service();  // busy from the first minute to the last
  whole.name = "Whole day";
  whole.phases.reset();
  expect_kept(whole);
  ServiceFields least;
  least.name = "S";
  least.duration_minutes = 1;
  least.price_minor = 0;
  least.requires_stylist = false;
  least.active = false;
  expect_kept(least);
  ServiceFields beyond = a_long_service();
  beyond.duration_minutes = domain::policy::longest_service_minutes + 1;
  EXPECT_FALSE(usecases::apply(beyond, Service{}).has_value());
}

TEST_F(Extremes, D15_a_stylist_with_the_most_of_everything_is_kept) {
  open_salon();
  StylistFields fields;
  fields.location_id = testing::location_id(1);
  fields.name = long_text(longest_name);
  std::vector<std::string> skills;
  for (int i = 0; i < 64; ++i) skills.push_back(std::to_string(100 + i) + long_text(longest_name - 3));
  fields.skills = skills;
  std::vector<domain::StylistTerms> terms;
  for (int i = 0; i < 200; ++i) {
    ServiceFields service;
    service.name = "Service " + std::to_string(i);
    terms.push_back({expect_kept(service), domain::policy::longest_service_minutes, domain::policy::highest_price});
  }
  fields.terms = terms;
  expect_kept(fields);
  fields.skills->push_back("one more");
  EXPECT_FALSE(usecases::apply(fields, Stylist{}).has_value());
}

TEST_F(Extremes, D13_rules_with_the_most_and_the_least_of_everything_are_kept) {
  open_salon();
  RuleFields most;
  most.rule_kind = "DATE_RANGE";
  most.start_time = "00:00";
  most.end_time = "24:00";
  most.end_day_offset = 1;
  most.slot_capacity = domain::policy::largest_capacity;
  most.slot_granularity_minutes = domain::policy::longest_granularity;
  most.valid_from = "1970-01-01";
  most.valid_to = "2200-12-31";
  expect_kept(most);
  RuleFields least;
  least.rule_kind = "EXCEPTION";
  least.start_time = "23:59";
  least.end_time = "24:00";
  least.slot_capacity = 1;
  least.slot_granularity_minutes = domain::policy::shortest_granularity;
  least.valid_from = "2200-12-31";
  expect_kept(least);
  RuleFields weekly;
  weekly.rule_kind = "WEEKLY";
  weekly.days_of_week = std::vector<std::int64_t>{7, 1};
  weekly.start_time = "00:00";
  weekly.end_time = "00:01";
  weekly.is_closed = true;
  expect_kept(weekly);
  most.slot_capacity = domain::policy::largest_capacity + 1;
  EXPECT_FALSE(usecases::apply(most, testing::a_weekly_rule()).has_value());
}

// What the longest service makes: its slot, and a booking of it at the highest price.
TEST_F(Extremes, D4_the_longest_service_is_generated_and_booked) {
  open_salon();
  ServiceFields longest = a_long_service();
  longest.required_skill.reset();
  const auto service = expect_kept(longest);
  StylistFields stylist;
  stylist.name = "Ayşe";
  stylist.terms = {{service, domain::policy::longest_service_minutes, domain::policy::highest_price}};
  const auto ayse = expect_kept(stylist);
  RuleFields rule;
  rule.rule_kind = "WEEKLY";
  rule.days_of_week = std::vector<std::int64_t>{1};
  rule.service_id = service;
  rule.start_time = "09:00";
  rule.end_time = "21:00";
  rule.slot_capacity = domain::policy::largest_capacity;
  rule.slot_granularity_minutes = domain::policy::longest_granularity;
  expect_kept(rule);
  generate();
  ports::SlotQuery query{testing::location_id(1), testing::date("2027-03-01"), service, ayse};
  const auto slots = run(stores->slots.slots_of_day(query));
  ASSERT_EQ(slots.size(), 1U);
  EXPECT_EQ(slots[0].capacity, domain::policy::largest_capacity);
  const auto booking = run(stores->bookings.find(hold(slots[0]))).value();
  EXPECT_EQ(booking.price.minor, domain::policy::highest_price);
  EXPECT_EQ(booking.end_at - booking.start_at, domain::minutes{domain::policy::longest_service_minutes});
}

}  // namespace
}  // namespace salon::storage
