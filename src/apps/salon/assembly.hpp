// One loop's program, top to bottom: connections, stores, use cases. Loops share nothing but SharedParts, so nothing
// here needs a lock.
#pragma once

#include "adapters/account_key_source.hpp"
#include "adapters/argon2_passwords.hpp"
#include "adapters/redis_client.hpp"
#include "adapters/redis_exposure_cache.hpp"
#include "adapters/redis_rate_limiter.hpp"
#include "adapters/redis_stream_bus.hpp"
#include "apps/salon/rotating_signer.hpp"
#include "apps/salon/shared_parts.hpp"
#include "edge/services.hpp"
#include "storage/account_store.hpp"
#include "storage/analytics_store.hpp"
#include "storage/booking_store.hpp"
#include "storage/brand_store.hpp"
#include "storage/catalog_store.hpp"
#include "storage/day_book.hpp"
#include "storage/event_store.hpp"
#include "storage/health.hpp"
#include "storage/job_store.hpp"
#include "storage/rule_store.hpp"
#include "storage/slot_store.hpp"
#include "usecases/check_invariants.hpp"
#include "usecases/expire_holds.hpp"
#include "usecases/hourly_generation.hpp"
#include "usecases/import_visits.hpp"
#include "usecases/keep_shown_counts.hpp"
#include "usecases/prune.hpp"
#include "usecases/relay_events.hpp"
#include "usecases/run_jobs.hpp"
#include "usecases/seal_events.hpp"

namespace salon::apps {

[[nodiscard]] adapters::TokenSettings token_settings(const Settings& settings);
[[nodiscard]] usecases::ExposurePolicy exposure_policy(const Settings& settings);
[[nodiscard]] usecases::HoldPolicy hold_policy(const Settings& settings);

// The database's side: everything that remembers.
struct Stores {
  struct Options {
    int connections = connections_of_a_thread;
    // How far back invariants are looked at; nothing: everything.
    std::optional<std::chrono::minutes> look_back;
  };
  Stores(SharedParts& shared, platform::Loop& loop, Options options);

  storage::StoreClock store_clock;
  storage::PgPool pool;
  storage::Database database;
  storage::PgCatalogStore catalog;
  storage::PgRuleStore rules;
  storage::PgSlotStore slots;
  storage::PgBookingStore bookings;
  storage::PgAccountStore accounts;
  storage::PgEventStore events;
  storage::PgJobStore jobs;
  storage::PgAnalyticsStore analytics;
  storage::PgBrandStore brand;
  storage::PgHealth health;
  storage::PgDayBook day_book;
};

// Redis's side: manners, never decisions.
struct Manners {
  Manners(SharedParts& shared, platform::Loop& loop);

  adapters::RedisClient redis;
  adapters::RedisExposureCache exposures;
  adapters::RedisRateLimiter limits;
  adapters::RedisStreamBus bus;
};

// What the worker does, on connections of its own: no request waits for its long statements, and they for none.
struct Chores {
  Chores(SharedParts& shared, platform::Loop& loop, ports::EventBus& bus);

  SharedParts& shared;
  platform::Loop& loop;
  Stores stores;
  usecases::ExpireHolds expire_holds;
  usecases::RelayEvents relay_events;
  usecases::SealEvents seal_events;
  usecases::RunJobs run_jobs;
  usecases::HourlyGeneration hourly_generation;
  usecases::Prune prune;
  usecases::CheckInvariants check_invariants;
};

// What requests are answered with, and what commands use.
struct Assembly {
  Assembly(SharedParts& shared, platform::Loop& loop, int connections);

  SharedParts& shared;
  platform::Loop& loop;
  Stores stores;
  Manners manners;
  adapters::Argon2Passwords passwords;
  RotatingSigner signer;
  adapters::AccountKeySource keys;

  usecases::BrowseCatalog browse_catalog;
  usecases::ListDates list_dates;
  usecases::ListSlots list_slots;
  usecases::PlaceHold place_hold;
  usecases::ViewBooking view_booking;
  usecases::ConfirmBooking confirm_booking;
  usecases::CancelBooking cancel_booking;
  usecases::RescheduleBooking reschedule_booking;
  usecases::ViewCalendarEntry view_calendar_entry;
  usecases::ListOwnBookings list_own_bookings;
  usecases::StylistDay stylist_day;
  usecases::ManageRules manage_rules;
  usecases::GenerateSlots generate_slots;
  usecases::ViewJob view_job;
  usecases::ListDaySlots list_day_slots;
  usecases::ListBookings list_bookings;
  usecases::ViewBookingAsStaff view_booking_as_staff;
  usecases::ChangeBooking change_booking;
  usecases::PlaceStaffBooking place_staff_booking;
  usecases::ManageLocations manage_locations;
  usecases::ManageServices manage_services;
  usecases::ManageStylists manage_stylists;
  usecases::ExplainExposure explain_exposure;
  usecases::FollowEvents follow_events;
  usecases::ListAudit list_audit;
  usecases::ViewCustomer view_customer;
  usecases::ViewSummary view_summary;
  usecases::ViewFunnel view_funnel;
  usecases::ViewUtilisation view_utilisation;
  usecases::KeepShownCounts keep_shown_counts;
  usecases::ManageBrand manage_brand;
  usecases::RegisterAccount register_account;
  usecases::Login login;
  usecases::RefreshSession refresh_session;
  usecases::Logout logout;
  usecases::ViewMe view_me;
  usecases::ManageStaff manage_staff;
  usecases::ImportVisits import_visits;

  [[nodiscard]] edge::Services services(edge::Operations& operations);
};

}  // namespace salon::apps
