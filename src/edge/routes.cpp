#include "edge/routes.hpp"

#include <array>
#include <utility>

#include "edge/admin_bookings_api.hpp"
#include "edge/admin_slots_api.hpp"
#include "edge/analytics_api.hpp"
#include "edge/audit_api.hpp"
#include "edge/auth_api.hpp"
#include "edge/availabilities_api.hpp"
#include "edge/bookings_api.hpp"
#include "edge/brand_api.hpp"
#include "edge/calendar_api.hpp"
#include "edge/catalog_api.hpp"
#include "edge/dates_api.hpp"
#include "edge/events_api.hpp"
#include "edge/explain_api.hpp"
#include "edge/generation_api.hpp"
#include "edge/health.hpp"
#include "edge/locations_api.hpp"
#include "edge/services_api.hpp"
#include "edge/session_api.hpp"
#include "edge/slots_api.hpp"
#include "edge/staff_api.hpp"
#include "edge/stylist_day_api.hpp"
#include "edge/stylists_api.hpp"

namespace salon::edge {
namespace {

using enum Target;
using enum domain::Action;
using L = Limit;
using B = BodyKind;
constexpr auto GET = Method::get;
constexpr auto POST = Method::post;
constexpr auto PATCH = Method::patch;
constexpr auto DELETE = Method::remove;
constexpr bool once = true;
constexpr bool free = false;
constexpr std::nullopt_t nobody = std::nullopt;

// clang-format off
constexpr std::array table{
    //    verb    path                                  target        access            limit       once  body            query                                               operation            handler
    Route{GET,    "/v1/brand",                          slot,         browse,           L::read,    free, B::none,        "",                                                 "getBrand",               view_brand},
    Route{GET,    "/v1/locations",                      slot,         browse,           L::read,    free, B::none,        "limit cursor",                                     "listLocations",          list_locations},
    Route{GET,    "/v1/locations/{id}",                 slot,         browse,           L::read,    free, B::none,        "",                                                 "getLocation",            view_location},
    Route{GET,    "/v1/locations/{id}/services",        slot,         browse,           L::read,    free, B::none,        "limit cursor",                                     "listLocationServices",   list_location_services},
    Route{GET,    "/v1/locations/{id}/stylists",        slot,         browse,           L::read,    free, B::none,        "service_id limit cursor",                          "listLocationStylists",   list_location_stylists},
    Route{GET,    "/v1/dates",                          slot,         browse,           L::read,    free, B::none,        "location_id service_id stylist_id from to timezone", "listDates",            list_dates},
    Route{GET,    "/v1/slots",                          slot,         browse,           L::read,    free, B::none,        "location_id service_id date stylist_id reveal timezone", "listSlots",        list_slots},
    Route{POST,   "/v1/bookings",                       booking,      book_own,         L::booking, once, B::json,        "",                                                 "placeHold",              place_hold},
    Route{GET,    "/v1/bookings",                       booking,      manage_account,   L::read,    free, B::none,        "timezone limit cursor",                            "listOwnBookings",        list_own_bookings},
    Route{GET,    "/v1/bookings/{id}",                  booking,      book_own,         L::read,    free, B::none,        "timezone",                                         "getBooking",             view_booking},
    Route{POST,   "/v1/bookings/{id}/confirm",          booking,      book_own,         L::read,    once, B::json,        "",                                                 "confirmBooking",         confirm_booking},
    Route{POST,   "/v1/bookings/{id}/cancel",           booking,      book_own,         L::read,    once, B::json,        "",                                                 "cancelBooking",          cancel_booking},
    Route{POST,   "/v1/bookings/{id}/reschedule",       booking,      book_own,         L::read,    once, B::json,        "",                                                 "rescheduleBooking",      reschedule_booking},
    Route{GET,    "/v1/bookings/{id}/calendar.ics",     booking,      book_own,         L::read,    free, B::none,        "",                                                 "getBookingCalendar",     view_calendar_entry},
    Route{GET,    "/v1/stylist/day",                    booking,      see_own_day,      L::read,    free, B::none,        "date",                                             "getStylistDay",          view_stylist_day},

    Route{POST,   "/admin/v1/availabilities",           availability, manage_rules,     L::staff,   once, B::json,        "",                                                 "createAvailability",     add_rule},
    Route{GET,    "/admin/v1/availabilities",           availability, manage_rules,     L::staff,   free, B::none,        "location_id stylist_id service_id limit cursor",   "listAvailabilities",     list_rules},
    Route{GET,    "/admin/v1/availabilities/{id}",      availability, manage_rules,     L::staff,   free, B::none,        "",                                                 "getAvailability",        view_rule},
    Route{PATCH,  "/admin/v1/availabilities/{id}",      availability, manage_rules,     L::staff,   once, B::merge_patch, "",                                                 "updateAvailability",     change_rule},
    Route{DELETE, "/admin/v1/availabilities/{id}",      availability, manage_rules,     L::staff,   once, B::none,        "",                                                 "deleteAvailability",     remove_rule},
    Route{POST,   "/admin/v1/slots/generate",           availability, manage_rules,     L::staff,   once, B::json,        "",                                                 "generateSlots",          generate_slots},
    Route{GET,    "/admin/v1/jobs/{id}",                availability, manage_rules,     L::staff,   free, B::none,        "",                                                 "getJob",                 view_job},
    Route{GET,    "/admin/v1/slots",                    slot,         see_slots,        L::staff,   free, B::none,        "location_id date service_id stylist_id limit cursor", "listDaySlots",        list_day_slots},
    Route{GET,    "/admin/v1/exposure/explain",         slot,         see_slots,        L::staff,   free, B::none,        "location_id service_id date stylist_id subject reveal variant epoch_hour", "explainExposure", explain_exposure},

    Route{GET,    "/admin/v1/bookings",                 booking,      manage_bookings,  L::staff,   free, B::none,        "location_id stylist_id service_id status from to phone q timezone limit cursor", "listBookings", list_bookings},
    Route{POST,   "/admin/v1/bookings",                 booking,      manage_bookings,  L::staff,   once, B::json,        "",                                                 "createStaffBooking",     place_staff_booking},
    Route{GET,    "/admin/v1/bookings/{id}",            booking,      manage_bookings,  L::staff,   free, B::none,        "timezone",                                         "getBookingAsStaff",      view_booking_as_staff},
    Route{PATCH,  "/admin/v1/bookings/{id}",            booking,      manage_bookings,  L::staff,   once, B::merge_patch, "",                                                 "updateBooking",          change_booking},
    Route{GET,    "/admin/v1/bookings/{id}/customer",   booking,      manage_bookings,  L::staff,   free, B::none,        "",                                                 "getBookingCustomer",     view_customer},
    Route{GET,    "/admin/v1/analytics/summary",        booking,      see_analytics,    L::staff,   free, B::none,        "location_id from to",                              "getSummary",             view_summary},
    Route{GET,    "/admin/v1/analytics/funnel",         booking,      see_analytics,    L::staff,   free, B::none,        "location_id from to",                              "getFunnel",              view_funnel},
    Route{GET,    "/admin/v1/analytics/utilisation",    booking,      see_analytics,    L::staff,   free, B::none,        "location_id from to",                              "getUtilisation",         view_utilisation},
    Route{GET,    "/admin/v1/events",                   booking,      see_slots,        L::staff,   free, B::none,        "location_id",                                      "followEvents",           follow_events},
    Route{GET,    "/admin/v1/audit",                    booking,      see_audit,        L::staff,   free, B::none,        "location_id entity_id from to limit cursor",       "listAudit",              list_audit},

    Route{PATCH,  "/admin/v1/brand",                    availability, manage_brand,     L::staff,   once, B::merge_patch, "",                                                 "updateBrand",            change_brand},
    Route{POST,   "/admin/v1/locations",                availability, manage_locations, L::staff,   once, B::json,        "",                                                 "createLocation",         add_location},
    Route{GET,    "/admin/v1/locations",                availability, manage_catalog,   L::staff,   free, B::none,        "limit cursor",                                     "listManagedLocations",   list_managed_locations},
    Route{GET,    "/admin/v1/locations/{id}",           availability, manage_catalog,   L::staff,   free, B::none,        "",                                                 "getManagedLocation",     view_managed_location},
    Route{PATCH,  "/admin/v1/locations/{id}",           availability, manage_catalog,   L::staff,   once, B::merge_patch, "",                                                 "updateLocation",         change_location},
    Route{DELETE, "/admin/v1/locations/{id}",           availability, manage_locations, L::staff,   once, B::none,        "",                                                 "deleteLocation",         remove_location},
    Route{POST,   "/admin/v1/services",                 availability, manage_catalog,   L::staff,   once, B::json,        "",                                                 "createService",          add_service},
    Route{GET,    "/admin/v1/services",                 availability, manage_catalog,   L::staff,   free, B::none,        "location_id limit cursor",                         "listServices",           list_services},
    Route{GET,    "/admin/v1/services/{id}",            availability, manage_catalog,   L::staff,   free, B::none,        "",                                                 "getService",             view_service},
    Route{PATCH,  "/admin/v1/services/{id}",            availability, manage_catalog,   L::staff,   once, B::merge_patch, "",                                                 "updateService",          change_service},
    Route{DELETE, "/admin/v1/services/{id}",            availability, manage_catalog,   L::staff,   once, B::none,        "",                                                 "deleteService",          remove_service},
    Route{POST,   "/admin/v1/stylists",                 availability, manage_catalog,   L::staff,   once, B::json,        "",                                                 "createStylist",          add_stylist},
    Route{GET,    "/admin/v1/stylists",                 availability, manage_catalog,   L::staff,   free, B::none,        "location_id limit cursor",                         "listStylists",           list_stylists},
    Route{GET,    "/admin/v1/stylists/{id}",            availability, manage_catalog,   L::staff,   free, B::none,        "",                                                 "getStylist",             view_stylist},
    Route{PATCH,  "/admin/v1/stylists/{id}",            availability, manage_catalog,   L::staff,   once, B::merge_patch, "",                                                 "updateStylist",          change_stylist},
    Route{DELETE, "/admin/v1/stylists/{id}",            availability, manage_catalog,   L::staff,   once, B::none,        "",                                                 "deleteStylist",          remove_stylist},

    Route{POST,   "/admin/v1/staff",                    auth,         manage_staff,     L::staff,   once, B::json,        "",                                                 "createStaff",            add_staff},
    Route{GET,    "/admin/v1/staff",                    auth,         manage_staff,     L::staff,   free, B::none,        "limit cursor",                                     "listStaff",              list_staff},
    Route{GET,    "/admin/v1/staff/{id}",               auth,         manage_staff,     L::staff,   free, B::none,        "",                                                 "getStaff",               view_staff},
    Route{PATCH,  "/admin/v1/staff/{id}",               auth,         manage_staff,     L::staff,   once, B::merge_patch, "",                                                 "updateStaff",            change_staff},
    Route{POST,   "/auth/v1/register",                  auth,         nobody,           L::login,   free, B::json,        "",                                                 "register",               register_account},
    Route{POST,   "/auth/v1/login",                     auth,         nobody,           L::login,   free, B::json,        "",                                                 "login",                  login},
    Route{POST,   "/auth/v1/refresh",                   auth,         nobody,           L::login,   free, B::json,        "",                                                 "refresh",                refresh_session},
    Route{POST,   "/auth/v1/logout",                    auth,         nobody,           L::login,   free, B::json,        "",                                                 "logout",                 logout},
    Route{POST,   "/auth/v1/session",                   auth,         nobody,           L::login,   free, B::json,        "",                                                 "openSession",            open_session},
    Route{GET,    "/auth/v1/session",                   auth,         manage_account,   L::read,    free, B::none,        "",                                                 "getSession",             view_session},
    Route{DELETE, "/auth/v1/session",                   auth,         manage_account,   L::read,    free, B::none,        "",                                                 "closeSession",           close_session},
    Route{POST,   "/auth/v1/session/refresh",           auth,         nobody,           L::read,    free, B::json,        "",                                                 "renewSession",           renew_session},
    Route{GET,    "/auth/v1/me",                        auth,         manage_account,   L::read,    free, B::none,        "",                                                 "getMe",                  view_me},
    Route{GET,    "/.well-known/jwks.json",             auth,         nobody,           L::none,    free, B::none,        "",                                                 "getJwks",                list_keys},

    Route{GET,    "/healthz",                           every,        nobody,           L::none,    free, B::none,        "",                                                 "getHealth",              tell_health},
    Route{GET,    "/readyz",                            every,        nobody,           L::none,    free, B::none,        "",                                                 "getReadiness",           tell_readiness},
    Route{GET,    "/metrics",                           every,        nobody,           L::none,    free, B::none,        "",                                                 "getMetrics",             tell_metrics},
    Route{GET,    "/openapi.json",                      every,        nobody,           L::none,    free, B::none,        "",                                                 "getOpenApi",             tell_openapi},
};
// clang-format on

constexpr bool every_mutation_is_once() {
  for (const Route& route : table) {
    const bool is_mutation = route.method != GET;
    const bool is_identity = route.path.starts_with("/auth/v1/");
    if (route.once != (is_mutation && !is_identity)) return false;
  }
  return true;
}
static_assert(every_mutation_is_once(),
              "D40: a mutation outside /auth/v1 takes an idempotency key, and nothing else does");

constexpr bool nothing_is_there_twice() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = i + 1; j < table.size(); ++j) {
      if (table[i].operation == table[j].operation) return false;
      if (table[i].method == table[j].method && table[i].path == table[j].path) return false;
    }
  }
  return true;
}
static_assert(nothing_is_there_twice());

constexpr bool bodies_are_where_they_belong() {
  for (const Route& route : table) {
    const bool may_have_body = route.method == POST || route.method == PATCH;
    if (may_have_body != (route.body != B::none)) return false;
    if ((route.method == PATCH) != (route.body == B::merge_patch)) return false;
  }
  return true;
}
static_assert(bodies_are_where_they_belong());

constexpr bool staff_routes_are_guarded() {
  for (const Route& route : table) {
    if (!route.path.starts_with("/admin/")) continue;
    if (!route.needs || route.limit != L::staff) return false;
    if (*route.needs == browse || *route.needs == book_own || *route.needs == manage_account) return false;
  }
  return true;
}
static_assert(staff_routes_are_guarded(), "nothing under /admin is for everybody");

// The segment that stands for {id}, empty when there is none in the template; nothing: another path.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  const std::size_t open = pattern.find("{id}");
  if (open == std::string_view::npos) return pattern == path ? std::optional(std::string_view{}) : std::nullopt;
  const std::string_view before = pattern.substr(0, open);
  const std::string_view after = pattern.substr(open + 4);
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
    return std::nullopt;
  const std::string_view segment = path.substr(before.size(), path.size() - before.size() - after.size());
  return segment.find('/') == std::string_view::npos ? std::optional(segment) : std::nullopt;
}

void add_method(std::string& allow, std::string_view method) {
  if (!allow.empty()) allow += ", ";
  allow += method;
}

}  // namespace

std::string_view text_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::patch:
      return "PATCH";
    case Method::remove:
      return "DELETE";
  }
  std::unreachable();
}

std::string_view text_of(Target target) {
  switch (target) {
    case Target::every:
      return "every";
    case Target::auth:
      return "auth";
    case Target::availability:
      return "availability";
    case Target::slot:
      return "slot";
    case Target::booking:
      return "booking";
  }
  std::unreachable();
}

std::span<const Route> routes() { return table; }

RouteMatch find_route(std::string_view method, std::string_view path) {
  RouteMatch found;
  const std::string_view asked = method == "HEAD" ? "GET" : method;
  for (const Route& route : table) {
    const auto segment = match(route.path, path);
    if (!segment) continue;
    if (text_of(route.method) == asked) return {.route = &route, .id = std::string(*segment), .allow = {}};
    add_method(found.allow, text_of(route.method));
    if (route.method == Method::get) add_method(found.allow, "HEAD");
  }
  return found;
}

}  // namespace salon::edge
