#include "apps/salon/assembly.hpp"

#include "domain/policy.hpp"

namespace salon::apps {
namespace {

// An address that does not parse was refused when the settings were read.
adapters::RedisAddress redis_address(const Settings& settings) {
  return adapters::RedisAddress::parse(settings.redis_url).value();
}

// The longest chores, a generation and a check, may take a minute each; what is due each second shares the third.
constexpr int connections_of_the_worker = 3;

}  // namespace

adapters::TokenSettings token_settings(const Settings& settings) {
  return {.issuer = settings.issuer, .audience = settings.issuer};
}

usecases::ExposurePolicy exposure_policy(const Settings& settings) {
  return {.is_enforced = settings.enforce_exposure,
          .variants = settings.exposure_variants,
          .compact_percent = settings.exposure_compact_percent};
}

usecases::HoldPolicy hold_policy(const Settings& settings) {
  return {.max_live_holds = settings.max_live_holds, .hold_for = settings.hold};
}

Stores::Stores(SharedParts& shared, platform::Loop& loop, Options options)
    : pool(loop.io(), {.url = shared.settings.database_url, .connections = options.connections}),
      database{pool, shared.secrets, shared.ids, store_clock, {}, &shared.days},
      catalog(database),
      rules(database),
      slots(database),
      bookings(database),
      accounts(database),
      events(database),
      jobs(database),
      analytics(database),
      brand(database),
      health(database, {.look_back = options.look_back}),
      day_book(database, shared.days) {}

Manners::Manners(SharedParts& shared, platform::Loop& loop)
    : redis(loop, redis_address(shared.settings)),
      exposures(redis, shared.clock),
      limits(redis, shared.local_limits),
      bus(redis) {}

Chores::Chores(SharedParts& with, platform::Loop& on, ports::EventBus& bus)
    : shared(with),
      loop(on),
      stores(with, on, {.connections = connections_of_the_worker, .look_back = domain::policy::invariants_look_back}),
      expire_holds(stores.bookings),
      relay_events(stores.events, bus),
      seal_events(stores.events),
      run_jobs(stores.jobs, stores.slots),
      hourly_generation(stores.jobs, stores.bookings),
      prune(stores.events, stores.slots, with.settings.unbooked_times_kept),
      check_invariants(stores.health) {}

Assembly::Assembly(SharedParts& with, platform::Loop& on, int connections)
    : shared(with),
      loop(on),
      stores(with, on, {.connections = connections, .look_back = std::nullopt}),
      manners(with, on),
      passwords(on, with.heavy_work),
      signer({stores.accounts, with.ids, with.clock}, token_settings(with.settings)),
      keys(stores.accounts),
      browse_catalog(stores.catalog),
      list_dates(stores.day_book, with.clock),
      list_slots({stores.day_book, stores.bookings, manners.exposures, with.secrets, with.funnel, with.clock},
                 exposure_policy(with.settings)),
      place_hold(
          {stores.bookings, stores.slots, stores.catalog, manners.exposures, with.ids, with.secrets, with.funnel},
          hold_policy(with.settings), exposure_policy(with.settings)),
      view_booking(stores.bookings),
      confirm_booking({stores.bookings, stores.catalog, manners.exposures, with.secrets, with.funnel},
                      exposure_policy(with.settings)),
      cancel_booking(stores.bookings, with.funnel),
      reschedule_booking({stores.bookings, manners.exposures, with.funnel}, exposure_policy(with.settings)),
      view_calendar_entry(stores.bookings, stores.catalog),
      list_own_bookings(stores.bookings),
      stylist_day(stores.bookings, stores.catalog),
      manage_rules(stores.rules, stores.catalog, with.ids),
      generate_slots({stores.slots, stores.jobs, stores.catalog, stores.bookings, with.ids}),
      view_job(stores.jobs),
      list_day_slots(stores.slots, stores.catalog),
      list_bookings(stores.bookings, stores.catalog),
      view_booking_as_staff(stores.bookings),
      change_booking(stores.bookings, with.funnel),
      place_staff_booking({stores.bookings, stores.slots, stores.catalog, with.ids, with.funnel},
                          hold_policy(with.settings)),
      manage_locations(stores.catalog, with.ids),
      manage_services(stores.catalog, stores.bookings, with.ids),
      manage_stylists(stores.catalog, stores.bookings, with.ids),
      explain_exposure({stores.slots, stores.catalog, stores.rules, manners.exposures, with.secrets},
                       exposure_policy(with.settings)),
      follow_events(stores.events),
      list_audit(stores.events),
      view_customer(stores.bookings),
      view_summary(stores.analytics, stores.catalog),
      view_funnel(stores.analytics, stores.catalog),
      view_utilisation({stores.analytics, stores.catalog, stores.rules}),
      keep_shown_counts(with.funnel, stores.analytics),
      manage_brand(stores.brand),
      register_account({stores.accounts, passwords, {with.ids, with.clock, signer}}),
      login({stores.accounts, passwords, {with.ids, with.clock, signer}}),
      refresh_session(stores.accounts, {with.ids, with.clock, signer}),
      logout(stores.accounts),
      view_me(stores.accounts),
      manage_staff({stores.accounts, stores.catalog, stores.bookings, passwords, with.ids, with.clock}),
      import_visits(stores.bookings, stores.catalog) {}

edge::Services Assembly::services(edge::Operations& operations) {
  return {
      .browse_catalog = browse_catalog,
      .list_dates = list_dates,
      .list_slots = list_slots,
      .place_hold = place_hold,
      .view_booking = view_booking,
      .confirm_booking = confirm_booking,
      .cancel_booking = cancel_booking,
      .reschedule_booking = reschedule_booking,
      .view_calendar_entry = view_calendar_entry,
      .list_own_bookings = list_own_bookings,
      .stylist_day = stylist_day,
      .manage_rules = manage_rules,
      .generate_slots = generate_slots,
      .view_job = view_job,
      .list_day_slots = list_day_slots,
      .list_bookings = list_bookings,
      .view_booking_as_staff = view_booking_as_staff,
      .change_booking = change_booking,
      .place_staff_booking = place_staff_booking,
      .manage_locations = manage_locations,
      .manage_services = manage_services,
      .manage_stylists = manage_stylists,
      .explain_exposure = explain_exposure,
      .follow_events = follow_events,
      .list_audit = list_audit,
      .view_customer = view_customer,
      .view_summary = view_summary,
      .view_funnel = view_funnel,
      .view_utilisation = view_utilisation,
      .manage_brand = manage_brand,
      .register_account = register_account,
      .login = login,
      .refresh_session = refresh_session,
      .logout = logout,
      .view_me = view_me,
      .manage_staff = manage_staff,
      .keys = keys,
      .page_session = shared.page_session,
      .operations = operations,
      .pause = [&io = loop.io()](std::chrono::milliseconds length) { return platform::sleep_for(io, length); },
  };
}

}  // namespace salon::apps
