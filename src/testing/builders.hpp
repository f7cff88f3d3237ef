// Things a test needs, made in one line: everything has a sensible value, and a test names only what it is about.
//   a_service({.id = 2, .duration_minutes = 45})
//   a_weekly_rule({.days = {1, 2}, .start = "09:00", .end = "12:00", .stylist = 1})
// Numbers stand for ids: service 2 is service_id(2) everywhere. Ids of one kind are ordered as their numbers. Times and
// dates are written as people write them; a text that is no time fails the test at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/booking.hpp"
#include "domain/ids.hpp"
#include "domain/location.hpp"
#include "domain/rule.hpp"
#include "domain/service.hpp"
#include "domain/slot_instance.hpp"
#include "domain/stylist.hpp"
#include "domain/time.hpp"
#include "domain/zone.hpp"

namespace salon::testing {

[[nodiscard]] domain::Uuid uuid(std::uint64_t number);
[[nodiscard]] inline domain::LocationId location_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::ServiceId service_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::StylistId stylist_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::RuleId rule_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::SlotId slot_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::BookingId booking_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::VisitId visit_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::CustomerId customer_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::AccountId account_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::SessionId session_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::EventId event_id(std::uint64_t number) { return {uuid(number)}; }
[[nodiscard]] inline domain::JobId job_id(std::uint64_t number) { return {uuid(number)}; }

[[nodiscard]] domain::WallTime wall(std::string_view text);  // "09:30"
[[nodiscard]] domain::Date date(std::string_view text);      // "2027-03-01"
[[nodiscard]] domain::Instant at(std::string_view text);     // "2027-03-01T09:30:00Z"
[[nodiscard]] domain::Zone zone(std::string_view name);
[[nodiscard]] domain::Weekdays weekdays(const std::vector<int>& iso_days);

struct LocationOptions {
  std::uint64_t id = 1;
  std::string name = "Marina";
  std::string timezone = "Asia/Dubai";
  domain::minutes minimum_notice = domain::policy::default_minimum_notice;
  int horizon_days = domain::policy::default_horizon_days;
  domain::minutes cancellation_window = domain::policy::default_cancellation_window;
  bool active = true;
};
[[nodiscard]] domain::Location a_location(const LocationOptions& options = {});

struct ServiceOptions {
  std::uint64_t id = 1;
  std::uint64_t location = 1;
  std::string name = "Cut";
  int duration_minutes = 30;
  bool requires_stylist = true;
  bool active = true;
  std::int64_t price_minor = 15000;
  std::optional<std::string> required_skill = std::nullopt;
  std::vector<domain::Phase> phases = {};
  int buffer_before_minutes = 0;
  int buffer_after_minutes = 0;
};
[[nodiscard]] domain::Service a_service(const ServiceOptions& options = {});

struct StylistOptions {
  std::uint64_t id = 1;
  std::uint64_t location = 1;  // home
  std::vector<std::uint64_t> more_locations = {};
  std::string name = "Noor";
  std::vector<std::string> skills = {};
  std::vector<domain::StylistTerms> terms = {};
  bool active = true;
};
[[nodiscard]] domain::Stylist a_stylist(const StylistOptions& options = {});

struct RuleOptions {
  std::uint64_t id = 1;
  std::uint64_t location = 1;
  std::optional<std::uint64_t> stylist = std::nullopt;
  std::optional<std::uint64_t> service = std::nullopt;
  std::vector<int> days = {};  // none: every day
  std::string start = "09:00";
  std::string end = "18:00";
  int end_day_offset = 0;
  int capacity = 1;
  int granularity = 15;
  std::optional<std::string> from = std::nullopt;
  std::optional<std::string> to = std::nullopt;
};
// Every weekday is named unless the test names some: a weekly rule needs them.
[[nodiscard]] domain::Rule a_weekly_rule(const RuleOptions& options = {});
[[nodiscard]] domain::Rule a_date_range_rule(const RuleOptions& options);
// For one day when `to` is left out.
[[nodiscard]] domain::Rule an_exception(const RuleOptions& options);
// Closed, of kind EXCEPTION when it has a first day and WEEKLY otherwise.
[[nodiscard]] domain::Rule a_closure(const RuleOptions& options);
[[nodiscard]] domain::Rule closed(domain::Rule rule);

struct SlotOptions {
  std::uint64_t id = 1;
  std::uint64_t location = 1;
  std::uint64_t service = 1;
  std::optional<std::uint64_t> stylist = 1;
  std::string start = "2027-03-01T06:00:00Z";  // ten in the morning in Dubai, a Monday
  int duration_minutes = 30;
  std::string timezone = "Asia/Dubai";  // for its date
  int capacity = 1;
  int booked = 0;
  int hold = 0;
  bool blocked = false;
  std::vector<domain::ActiveOffset> active = {};  // none: busy throughout
};
[[nodiscard]] domain::SlotInstance a_slot(const SlotOptions& options = {});

struct BookingOptions {
  std::uint64_t id = 1;
  std::uint64_t visit = 1;
  domain::BookingOwner owner = {.session = session_id(1)};
  domain::CustomerDetails customer = {};
  std::string created_at = "2027-02-28T08:00:00Z";
  domain::minutes hold = domain::policy::default_hold;
  std::int64_t version = 1;
};
[[nodiscard]] domain::Booking a_held_booking(const domain::SlotInstance& slot, const BookingOptions& options = {});
// Confirmed a minute after it was made.
[[nodiscard]] domain::Booking a_confirmed_booking(const domain::SlotInstance& slot, const BookingOptions& options = {});

}  // namespace salon::testing
