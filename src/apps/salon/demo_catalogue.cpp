// The demo's places, people, prices and hours.
#include <stdexcept>

#include "apps/salon/demo_loader.hpp"

namespace salon::apps {
namespace {

using domain::Result;
using platform::Task;

// Rendered as its id alone: that is all a loader wants to know of what it made, now or when it comes again.
template <class Row>
usecases::Render<Row> as_id(std::function<std::string(const Row&)> id) {
  return [id](const Result<Row>& row) {
    domain::Reply reply;
    reply.status = row ? 201 : 409;
    reply.body = row ? id(*row) : row.error().detail;
    return reply;
  };
}

std::string made(const Result<domain::Answer>& answer, const std::string& what) {
  if (!answer) {
    std::string fields;
    for (const domain::FieldProblem& field : answer.error().fields) fields += " " + field.pointer + ": " + field.detail;
    throw std::runtime_error("the demo's " + what + " was refused: " + answer.error().detail + fields);
  }
  if (answer->reply.status >= 400)
    throw std::runtime_error("the demo's " + what + " was refused: " + answer->reply.body);
  return answer->reply.body;
}

template <class SomeId>
SomeId id_of(const Result<domain::Answer>& answer, const std::string& what) {
  return SomeId::parse(made(answer, what)).value();
}

std::optional<std::string> day_from_today(domain::Date today, std::optional<int> offset) {
  if (!offset) return std::nullopt;
  return domain::format_date(today + std::chrono::days{*offset});
}

}  // namespace

DemoLoader::DemoLoader(Assembly& assembly, Chores& chores, DemoBrand brand)
    : assembly_(assembly), chores_(chores), brand_(std::move(brand)), chance_(brand_.seed) {}

usecases::Ask DemoLoader::ask(const std::string& what) const {
  domain::OnceKey key;
  key.actor = "system:demo";
  key.key = what;
  key.fingerprint = domain::fingerprint({.method = "LOAD", .route = "demo", .canonical_body = what});
  return {.key = std::move(key), .request_id = "demo-load"};
}

std::string demo_password(const ports::SecretBox& secrets, const std::string& email) {
  return "noor-" + secrets.sign("demo-password", email).substr(0, 18);
}

std::string demo_admin_of(const DemoBrand& brand) {
  const auto admin = std::ranges::find(brand.accounts, "admin", &DemoAccount::role);
  if (admin == brand.accounts.end()) throw std::runtime_error("the demo brand has no administrator");
  return admin->email;
}

Task<void> DemoLoader::add_locations() {
  for (const DemoLocation& location : brand_.locations) {
    usecases::LocationFields fields;
    fields.name = location.name;
    fields.timezone = location.timezone;
    fields.currency = location.currency;
    fields.region = location.region;
    fields.minimum_notice_minutes = location.minimum_notice_minutes;
    fields.horizon_days = location.horizon_days;
    fields.cancellation_window_minutes = location.cancellation_window_minutes;
    fields.address = location.address;
    fields.map_url = location.map_url;
    fields.photo_url = location.photo_url;
    auto render = as_id<domain::Location>([](const domain::Location& row) { return row.id.text(); });
    auto adding = assembly_.manage_locations.add(actor_, fields, ask("location/" + location.key), render);
    const Result<domain::Answer> answer = co_await adding;
    location_ids_[location.key] = id_of<domain::LocationId>(answer, "location " + location.name);
  }
}

Task<void> DemoLoader::add_services() {
  for (const DemoService& service : brand_.services) {
    usecases::ServiceFields fields;
    fields.location_id = location_id(service.at);
    fields.name = service.name;
    fields.category = service.category;
    fields.description = service.description;
    fields.duration_minutes = service.duration_minutes;
    fields.price_minor = service.price_minor;
    fields.requires_stylist = service.requires_stylist;
    if (service.required_skill) fields.required_skill.emplace(service.required_skill);
    if (!service.phases.empty()) fields.phases = service.phases;
    fields.buffer_after_minutes = service.buffer_after_minutes;
    auto render =
        as_id<usecases::PricedService>([](const usecases::PricedService& row) { return row.service.id.text(); });
    auto adding =
        assembly_.manage_services.add(actor_, fields, ask("service/" + service.at + "/" + service.name), render);
    const Result<domain::Answer> answer = co_await adding;
    service_ids_[{service.at, service.name}] = id_of<domain::ServiceId>(answer, "service " + service.name);
  }
}

Task<void> DemoLoader::add_stylists() {
  for (const DemoStylist& stylist : brand_.stylists) {
    usecases::StylistFields fields;
    fields.location_id = location_id(stylist.at);
    fields.name = stylist.name;
    fields.skills = stylist.skills;
    std::vector<domain::StylistTerms> terms;
    for (const DemoTerms& own : stylist.terms) {
      terms.push_back({service_ids_.at({stylist.at, own.service}), own.duration_minutes, own.price_minor});
    }
    if (!terms.empty()) fields.terms = terms;
    auto render = as_id<domain::Stylist>([](const domain::Stylist& row) { return row.id.text(); });
    auto adding = assembly_.manage_stylists.add(actor_, fields, ask("stylist/" + stylist.name), render);
    const Result<domain::Answer> answer = co_await adding;
    stylist_ids_[stylist.name] = id_of<domain::StylistId>(answer, "stylist " + stylist.name);
  }
}

Task<void> DemoLoader::add_rules() {
  std::vector<DemoRule> rules = brand_.rules;
  for (const DemoStylist& stylist : brand_.stylists) {
    for (const DemoHours& hours : stylist.hours) {
      DemoRule rule;
      rule.at = stylist.at;
      rule.kind = "WEEKLY";
      rule.stylist = stylist.name;
      rule.days = hours.days;
      rule.from = hours.from;
      rule.to = hours.to;
      rules.push_back(rule);
    }
  }
  int number = 0;
  for (const DemoRule& rule : rules) {
    const auto location = std::ranges::find(brand_.locations, rule.at, &DemoLocation::key);
    const auto zone = domain::Zone::find(location->timezone);
    const domain::Date today = zone.value().date_of(assembly_.shared.clock.now());
    usecases::RuleFields fields;
    fields.location_id = location_id(rule.at);
    if (rule.stylist) fields.stylist_id.emplace(stylist_ids_.at(*rule.stylist));
    if (rule.service) fields.service_id.emplace(service_ids_.at({rule.at, *rule.service}));
    fields.rule_kind = rule.kind;
    if (!rule.days.empty()) fields.days_of_week.emplace(rule.days);
    fields.start_time = rule.from;
    fields.end_time = rule.to;
    fields.slot_capacity = rule.capacity;
    fields.slot_granularity_minutes = rule.granularity;
    if (rule.from_offset) fields.valid_from.emplace(day_from_today(today, rule.from_offset));
    if (rule.to_offset) fields.valid_to.emplace(day_from_today(today, rule.to_offset));
    fields.is_closed = rule.is_closed;
    auto render = as_id<domain::Rule>([](const domain::Rule& row) { return row.id.text(); });
    auto adding = assembly_.manage_rules.add(actor_, fields, ask("rule/" + std::to_string(number++)), render);
    const Result<domain::Answer> answer = co_await adding;
    made(answer, "rule " + std::to_string(number));
  }
}

Task<void> DemoLoader::add_accounts() {
  for (const DemoAccount& account : brand_.accounts) {
    usecases::StaffFields fields;
    fields.email = account.email;
    fields.password = demo_password(assembly_.shared.secrets, account.email);
    fields.role = account.role;
    std::vector<domain::LocationId> locations;
    for (const std::string& key : account.at) locations.push_back(location_id(key));
    fields.location_ids = locations;
    if (account.stylist) fields.stylist_id.emplace(stylist_ids_.at(*account.stylist));
    auto render = as_id<ports::Account>([](const ports::Account& row) { return row.id.text(); });
    auto adding = assembly_.manage_staff.add(actor_, fields, ask("account/" + account.email), render);
    const Result<domain::Answer> answer = co_await adding;
    made(answer, "account " + account.email);
  }
}

// The changes above have asked for generation; it is done here and now, so that the first customer finds times.
Task<void> DemoLoader::generate_ahead() {
  bool has_more = true;
  while (has_more) {
    auto running = chores_.run_jobs.run();
    has_more = co_await running;
  }
}

Task<void> DemoLoader::read_places() {
  for (const DemoLocation& location : brand_.locations) {
    const domain::LocationId id = location_id(location.key);
    auto asking_location = assembly_.stores.catalog.location(id);
    std::optional<domain::Location> found = co_await asking_location;
    auto zone = domain::Zone::find(location.timezone);
    Place place{std::move(found.value()),         zone.value(), zone->date_of(assembly_.shared.clock.now()), {}, {}, {},
                brand_.phones.at(location.region)};
    auto asking_services = assembly_.stores.catalog.services_of(id);
    place.services = co_await asking_services;
    auto asking_stylists = assembly_.stores.catalog.stylists_of(id);
    place.stylists = co_await asking_stylists;
    auto asking_rules = assembly_.stores.rules.rules_of(id);
    place.rules = co_await asking_rules;
    places_.push_back(std::move(place));
  }
}

// A month of events, dated as the visits were, would look as if the worker had slept: they are told before anyone asks.
Task<void> DemoLoader::publish_all() {
  auto connecting = assembly_.manners.redis.connected_within(std::chrono::seconds{2});
  co_await connecting;
  int told = 1;
  while (told > 0) {
    auto relaying = chores_.relay_events.run();
    told = co_await relaying;
  }
  int sealed = 1;
  while (sealed > 0) {
    auto sealing = chores_.seal_events.run();
    sealed = co_await sealing;
  }
}

Task<void> DemoLoader::name_brand() {
  usecases::ManageBrand::Patch patch;
  patch.fields.name = brand_.name;
  const auto render = as_id<domain::Brand>([](const domain::Brand& brand) { return brand.name; });
  auto naming = assembly_.manage_brand.change(actor_, patch, ask("brand"), render);
  const Result<domain::Answer> answer = co_await naming;
  made(answer, "name");
}

Task<void> DemoLoader::run() {
  auto naming = name_brand();
  co_await naming;
  auto locations = add_locations();
  co_await locations;
  auto services = add_services();
  co_await services;
  auto stylists = add_stylists();
  co_await stylists;
  auto rules = add_rules();
  co_await rules;
  auto accounts = add_accounts();
  co_await accounts;
  auto generating = generate_ahead();
  co_await generating;
  auto reading = read_places();
  co_await reading;
  auto past = import_past();
  co_await past;
  auto ahead = book_ahead();
  co_await ahead;
  auto publishing = publish_all();
  co_await publishing;
}

}  // namespace salon::apps
