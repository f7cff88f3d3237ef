#include "usecases/manage_services.hpp"

#include "domain/policy.hpp"
#include "usecases/answered_before.hpp"
#include "usecases/field_reader.hpp"
#include "usecases/lists.hpp"
#include "usecases/staff_scope.hpp"

namespace salon::usecases {
namespace {

using domain::Action;
using domain::Service;

std::unexpected<domain::Refused> no_such_service() {
  return domain::refuse(domain::Refusal::not_found, "There is no such service.");
}

Render<Service> priced(Render<PricedService> render, domain::Currency currency) {
  return [render = std::move(render), currency](const Result<Service>& service) {
    if (!service) return render(std::unexpected(service.error()));
    return render(PricedService{.service = *service, .currency = currency});
  };
}

void read_skill(FieldReader& reader, const std::optional<std::optional<std::string>>& given, Service& service) {
  if (!given) return;
  std::string skill;
  reader.text(*given, {.pointer = "/required_skill", .longest = domain::policy::longest_name}, skill);
  service.required_skill = skill.empty() ? std::nullopt : std::optional(std::move(skill));
}

// With the pointers that both readings find.
Result<Service> checked(Service service, const FieldReader& reader) {
  auto fields = reader.verdict();
  auto rules = domain::check_service(service);
  if (fields && rules) return service;
  if (fields) return std::unexpected(std::move(rules.error()));
  if (!rules) {
    for (const domain::FieldProblem& problem : rules.error().fields) fields.error().fields.push_back(problem);
  }
  return std::unexpected(std::move(fields.error()));
}

}  // namespace

Result<Service> apply(const ServiceFields& fields, Service service) {
  FieldReader reader;
  const bool moves = fields.location_id && *fields.location_id != service.location_id;
  if (moves) reader.problem("/location_id", "a service stays at its location");
  reader.text(fields.name, {.pointer = "/name", .longest = domain::policy::longest_name, .may_be_blank = false},
              service.name);
  reader.text(fields.category, {.pointer = "/category", .longest = domain::policy::longest_name}, service.category);
  reader.text(fields.description,
              {.pointer = "/description", .longest = domain::policy::longest_notes, .line_breaks = true},
              service.description);
  reader.number(fields.duration_minutes, {"/duration_minutes", 1, domain::policy::longest_service_minutes},
                service.duration_minutes);
  reader.number(fields.price_minor, {"/price_minor", 0, domain::policy::highest_price}, service.price_minor);
  reader.number(fields.buffer_before_minutes, {"/buffer_before_minutes", 0, domain::policy::longest_buffer_minutes},
                service.buffer_before_minutes);
  reader.number(fields.buffer_after_minutes, {"/buffer_after_minutes", 0, domain::policy::longest_buffer_minutes},
                service.buffer_after_minutes);
  read_skill(reader, fields.required_skill, service);
  service.requires_stylist = fields.requires_stylist.value_or(service.requires_stylist);
  service.active = fields.active.value_or(service.active);
  if (fields.phases) service.phases = *fields.phases;
  if (service.name.empty() && !fields.name) reader.problem("/name", "is needed");
  return checked(std::move(service), reader);
}

Task<Result<ports::Page<PricedService>>> ManageServices::list(domain::Actor actor,
                                                              std::optional<domain::LocationId> location,
                                                              ports::PageRequest page) {
  const auto scope = scope_of(actor, Action::manage_catalog, location);
  if (!scope) co_return std::unexpected(scope.error());
  const auto places = co_await locations_in(catalog_, *scope);
  std::vector<PricedService> all;
  for (const domain::LocationId id : places) {
    const auto place = co_await catalog_.location(id);
    if (!place) continue;
    auto services = co_await catalog_.services_of(id);
    for (Service& service : services) all.push_back({std::move(service), place->currency});
  }
  co_return page_of(std::move(all), page, [](const PricedService& priced) { return priced.service.id; });
}

Task<Result<PricedService>> ManageServices::view(domain::Actor actor, domain::ServiceId id) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog); !allowed)
    co_return std::unexpected(allowed.error());
  auto service = co_await catalog_.service(id);
  if (!service) co_return no_such_service();
  auto here = domain::check_access(actor, Action::manage_catalog, service->location_id);
  if (!here) co_return std::unexpected(std::move(here.error()));
  const auto location = co_await catalog_.location(service->location_id);
  if (!location) co_return no_such_service();
  co_return PricedService{.service = *std::move(service), .currency = location->currency};
}

Task<Result<Answer>> ManageServices::add(domain::Actor actor, ServiceFields fields, Ask ask,
                                         Render<PricedService> render) {
  auto key = ask.key;
  auto trying = try_to_add(std::move(actor), std::move(fields), std::move(ask), std::move(render));
  return unless_answered_before(memory_, std::move(key), std::move(trying));
}

Task<Result<Answer>> ManageServices::try_to_add(domain::Actor actor, ServiceFields fields, Ask ask,
                                                Render<PricedService> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog); !allowed)
    co_return std::unexpected(allowed.error());
  if (!fields.location_id) co_return std::unexpected(domain::Refused::field("/location_id", "is needed"));
  auto here = domain::check_access(actor, Action::manage_catalog, fields.location_id);
  if (!here) co_return std::unexpected(std::move(here.error()));
  const auto location = co_await catalog_.location(*fields.location_id);
  if (!location) co_return domain::refuse(domain::Refusal::not_found, "There is no such salon.");
  Service blank;
  blank.id = ids_.next_id<domain::ServiceId>();
  blank.location_id = *fields.location_id;
  auto service = apply(fields, std::move(blank));
  if (!service) co_return std::unexpected(std::move(service.error()));
  auto request = once(actor, std::move(ask), priced(std::move(render), location->currency));
  auto answer = co_await catalog_.add_service(*service, std::move(request));
  co_return answer;
}

// A service that is gone is left to the store: it may have a reply remembered for this very request.
Task<Result<Answer>> ManageServices::change(domain::Actor actor, Patch patch, Ask ask, Render<PricedService> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog); !allowed)
    co_return std::unexpected(allowed.error());
  const auto service = co_await catalog_.service(patch.id);
  domain::Currency currency;
  if (service) {
    auto here = domain::check_access(actor, Action::manage_catalog, service->location_id);
    if (!here) co_return std::unexpected(std::move(here.error()));
    const auto location = co_await catalog_.location(service->location_id);
    if (location) currency = location->currency;
  }
  ports::Change<Service> change;
  change.if_version = patch.if_version;
  change.edit = [fields = std::move(patch.fields)](const Service& before) { return apply(fields, before); };
  auto request = once(actor, std::move(ask), priced(std::move(render), currency));
  auto answer = co_await catalog_.change_service(patch.id, std::move(change), std::move(request));
  co_return answer;
}

Task<Result<Answer>> ManageServices::remove(domain::Actor actor, ports::AsSeen<domain::ServiceId> what, Ask ask,
                                            Render<ports::Removed> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog); !allowed)
    co_return std::unexpected(allowed.error());
  const auto service = co_await catalog_.service(what.id);
  if (service) {
    auto here = domain::check_access(actor, Action::manage_catalog, service->location_id);
    if (!here) co_return std::unexpected(std::move(here.error()));
  }
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await catalog_.remove_service(std::move(what), std::move(request));
  co_return answer;
}

}  // namespace salon::usecases
