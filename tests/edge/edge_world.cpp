#include "edge_world.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace salon::testing {

using platform::run_ready;

ports::BlindIndex PlainSecrets::blind_index(std::string_view purpose, std::string_view text) const {
  const auto digest = domain::fingerprint({.method = purpose, .route = "index", .canonical_body = text});
  ports::BlindIndex index{};
  std::copy_n(digest.begin(), index.size(), index.begin());
  return index;
}

std::string PlainSecrets::sign(std::string_view purpose, std::string_view text) const {
  const auto digest = domain::fingerprint({.method = purpose, .route = "signature", .canonical_body = text});
  std::string signature;
  for (const std::uint8_t byte : std::span(digest).first(8)) signature.push_back(static_cast<char>('a' + byte % 26));
  return signature;
}

Task<ports::RateVerdict> CountingLimiter::take(std::string key, ports::RateRule rule) {
  const int count = ++counts[key];
  ports::RateVerdict verdict;
  verdict.allowed = count <= rule.quota;
  verdict.remaining = std::max(0, rule.quota - count);
  verdict.reset = verdict.allowed ? rule.window : domain::seconds{7};
  verdict.counted_locally = counts_locally;
  co_return verdict;
}

std::string NamedTokens::sign(const ports::AccessClaims& claims) {
  std::string token = "signed-" + std::to_string(signed_.size());
  signed_.emplace(token, claims);
  return token;
}

Task<std::optional<ports::AccessClaims>> NamedTokens::verify(std::string token) {
  if (const auto known = signed_.find(token); known != signed_.end()) {
    co_return known->second.expires_at > clock_.now() ? std::optional(known->second) : std::nullopt;
  }
  const std::size_t blank = token.find(' ');
  const auto role = domain::parse_role(token.substr(0, blank));
  if (!role) co_return std::nullopt;
  ports::AccessClaims claims;
  claims.role = *role;
  claims.account = account_id(100 + static_cast<std::uint64_t>(*role));
  claims.expires_at = at("2027-03-01T04:15:00Z");
  claims.family = domain::TokenFamilyId{uuid(500 + static_cast<std::uint64_t>(*role))};
  if (blank != std::string::npos) claims.locations.push_back(location_id(std::stoull(token.substr(blank + 1))));
  if (*role == domain::Role::stylist) claims.stylist = stylist_id(1);
  co_return claims;
}

HttpRequest request_of(const Asked& asked) {
  HttpRequest request;
  request.method = asked.method;
  request.path = asked.path;
  request.query = asked.query;
  request.target = asked.query.empty() ? asked.path : asked.path + "?" + asked.query;
  request.headers = asked.headers;
  request.body = asked.body;
  request.peer = asked.peer;
  const auto set = [&request](const char* name, const std::string& value) {
    if (!value.empty() && !request.header(name)) request.headers.push_back({name, value});
  };
  set("authorization", asked.as.empty() ? "" : "Bearer " + asked.as);
  set("x-session-id", asked.session);
  set("idempotency-key", asked.key);
  set("content-type", asked.body.empty() ? "" : "application/json");
  return request;
}

struct EdgeWorld::UseCases {
  explicit UseCases(EdgeWorld& w);

  usecases::TokenMakers makers;
  usecases::ExposurePolicy exposure;
  usecases::HoldPolicy holds;
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
  usecases::ManageBrand manage_brand;
  usecases::RegisterAccount register_account;
  usecases::Login login;
  usecases::RefreshSession refresh_session;
  usecases::Logout logout;
  usecases::ViewMe view_me;
  usecases::ManageStaff manage_staff;
  edge::Services services;
};

EdgeWorld::UseCases::UseCases(EdgeWorld& w)
    : makers{w.ids, w.clock, w.tokens},
      browse_catalog(w.stores.catalog),
      list_dates(w.stores.book, w.clock),
      list_slots({w.stores.book, w.stores.bookings, w.exposures, w.secrets, w.funnel, w.clock}, exposure),
      place_hold({w.stores.bookings, w.stores.slots, w.stores.catalog, w.exposures, w.ids, w.secrets, w.funnel}, holds,
                 exposure),
      view_booking(w.stores.bookings),
      confirm_booking({w.stores.bookings, w.stores.catalog, w.exposures, w.secrets, w.funnel}, exposure),
      cancel_booking(w.stores.bookings, w.funnel),
      reschedule_booking({w.stores.bookings, w.exposures, w.funnel}, exposure),
      view_calendar_entry(w.stores.bookings, w.stores.catalog),
      list_own_bookings(w.stores.bookings),
      stylist_day(w.stores.bookings, w.stores.catalog),
      manage_rules(w.stores.rules, w.stores.catalog, w.ids),
      generate_slots({w.stores.slots, w.stores.jobs, w.stores.catalog, w.stores.bookings, w.ids}),
      view_job(w.stores.jobs),
      list_day_slots(w.stores.slots, w.stores.catalog),
      list_bookings(w.stores.bookings, w.stores.catalog),
      view_booking_as_staff(w.stores.bookings),
      change_booking(w.stores.bookings, w.funnel),
      place_staff_booking({w.stores.bookings, w.stores.slots, w.stores.catalog, w.ids, w.funnel}, holds),
      manage_locations(w.stores.catalog, w.ids),
      manage_services(w.stores.catalog, w.stores.bookings, w.ids),
      manage_stylists(w.stores.catalog, w.stores.bookings, w.ids),
      explain_exposure({w.stores.slots, w.stores.catalog, w.stores.rules, w.exposures, w.secrets}, exposure),
      follow_events(w.stores.events),
      list_audit(w.stores.events),
      view_customer(w.stores.bookings),
      view_summary(w.stores.analytics, w.stores.catalog),
      view_funnel(w.stores.analytics, w.stores.catalog),
      view_utilisation({w.stores.analytics, w.stores.catalog, w.stores.rules}),
      manage_brand(w.stores.itself),
      register_account({w.stores.accounts, w.passwords, makers}),
      login({w.stores.accounts, w.passwords, makers}),
      refresh_session(w.stores.accounts, makers),
      logout(w.stores.accounts),
      view_me(w.stores.accounts),
      manage_staff({w.stores.accounts, w.stores.catalog, w.stores.bookings, w.passwords, w.ids, w.clock}),
      services{.browse_catalog = browse_catalog,
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
               .keys = w.keys,
               .page_session = w.page_session,
               .operations = w.operations,
               .pause = nullptr} {
  auto* kept = &w.pauses;
  const auto noted = [](std::vector<std::chrono::milliseconds>* all, std::chrono::milliseconds length) -> Task<void> {
    all->push_back(length);
    co_return;
  };
  services.pause = [kept, noted](std::chrono::milliseconds length) { return noted(kept, length); };
}

namespace {

std::string openapi_text() {
  std::ifstream file(std::string(SALON_SOURCE_DIR) + "/src/edge/openapi.json");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void fill(EdgeWorld& world) {
  auto& brand = world.stores.brand;
  brand.locations.emplace(location_id(1), a_location({.id = 1, .name = "Marina"}));
  brand.locations.emplace(location_id(2), a_location({.id = 2, .name = "Creek"}));
  brand.services.emplace(service_id(1), a_service({.id = 1, .name = "Cut"}));
  brand.services.emplace(service_id(2),
                         a_service({.id = 2, .location = 2, .name = "Shave", .requires_stylist = false}));
  brand.stylists.emplace(stylist_id(1), a_stylist({.id = 1, .name = "Noor"}));
  brand.rules.emplace(rule_id(1), a_weekly_rule({.id = 1, .location = 1, .granularity = 30}));
  brand.rules.emplace(rule_id(2), a_weekly_rule({.id = 2, .location = 2, .capacity = 3, .granularity = 30}));
  for (const std::uint64_t location : {1, 2}) {
    ports::GenerateSlots what;
    what.location_id = location_id(location);
    what.from = date("2027-03-01");
    what.to = date("2027-03-07");
    if (!run_ready(world.stores.slots.generate(what, {}))) throw std::logic_error("no slots");
  }
}

}  // namespace

EdgeWorld::EdgeWorld(const EdgeOptions& options)
    : clock(at("2027-03-01T04:00:00Z")),
      stores(clock, ids),
      page_session(secrets, options.is_behind_tls),
      funnel(metrics),
      operations({.health = health, .metrics = metrics, .openapi_json = openapi_text()}),
      files(edge::StaticFiles::Options{}),
      request_metrics(metrics),
      use_cases_(std::make_unique<UseCases>(*this)),
      gate_({.tokens = tokens, .secrets = secrets, .ids = ids, .clock = clock, .limiter = limiter}, options.gate),
      edge_({.gate = gate_,
             .services = use_cases_->services,
             .files = files,
             .metrics = request_metrics,
             .clock = clock,
             .forwarder = options.forwarder},
            options.edge) {
  files.add("/", "text/html; charset=utf-8", "<h1>Book a visit</h1>");
  add_docs_page(files);
  fill(*this);
}

EdgeWorld::~EdgeWorld() = default;

const edge::Services& EdgeWorld::services() const { return use_cases_->services; }

HttpResponse EdgeWorld::send(const Asked& asked) { return run_ready(edge_.handle(request_of(asked))); }

domain::SlotId EdgeWorld::slot(std::uint64_t service, std::string_view start) {
  for (const auto& [id, kept] : stores.brand.slots) {
    if (kept.slot.service_id == service_id(service) && kept.slot.start_at == at(start)) return id;
  }
  throw std::logic_error("there is no such slot");
}

EdgeWorld::Held EdgeWorld::hold(domain::SlotId slot, std::string key) {
  const HttpResponse response = send({.method = "POST",
                                      .path = "/v1/bookings",
                                      .key = std::move(key),
                                      .body = R"({"slot_id":")" + slot.text() + "\"}"});
  if (response.status != 201) throw std::logic_error("the test's hold was refused: " + response.body);
  Held held;
  held.json = json_of(response);
  held.session = header_of(response, "x-session-id");
  held.booking = held.json.at("id").as_string().c_str();
  held.token = held.json.at("booking_token").as_string().c_str();
  return held;
}

boost::json::value json_of(const HttpResponse& response) { return boost::json::parse(response.body); }

std::string header_of(const HttpResponse& response, std::string_view name) {
  const std::string* value = response.header(name);
  return value ? *value : std::string{};
}

std::string told(const HttpResponse& response) {
  std::string text = std::to_string(response.status);
  if (response.status >= 400) text += std::string(" ") + json_of(response).at("code").as_string().c_str();
  return text;
}

std::vector<std::string> pointers(const HttpResponse& response) {
  std::vector<std::string> all;
  const boost::json::value body = json_of(response);
  if (const auto* errors = body.as_object().if_contains("errors")) {
    for (const auto& error : errors->as_array()) all.emplace_back(error.at("pointer").as_string().c_str());
  }
  return all;
}

}  // namespace salon::testing
