#include "usecases/manage_locations.hpp"

#include "domain/policy.hpp"
#include "domain/zone.hpp"
#include "usecases/field_reader.hpp"
#include "usecases/lists.hpp"

namespace salon::usecases {
namespace {

using domain::Action;
using domain::Location;

std::optional<std::string> known_zone(const std::string& name) {
  return domain::Zone::find(name) ? std::optional(name) : std::nullopt;
}

// Shown as a link or a picture: nothing that a browser would run.
void read_url(FieldReader& reader, const std::optional<std::string>& given, std::string_view pointer,
              std::string& into) {
  if (!given) return;
  const bool is_web = given->empty() || given->starts_with("https://") || given->starts_with("http://") ||
                      (given->starts_with("/") && !given->starts_with("//"));
  if (!is_web) return reader.problem(pointer, "must be a web address");
  reader.text(given, {.pointer = pointer, .longest = domain::policy::longest_url}, into);
}

}  // namespace

Result<Location> apply(const LocationFields& fields, Location location) {
  FieldReader reader;
  reader.text(fields.name, {.pointer = "/name", .longest = domain::policy::longest_name, .may_be_blank = false},
              location.name);
  reader.parsed(fields.timezone, "/timezone", known_zone, location.timezone);
  reader.parsed(fields.currency, "/currency", domain::Currency::parse, location.currency);
  reader.parsed(fields.region, "/region", domain::Region::parse, location.region);
  reader.minutes(fields.minimum_notice_minutes, {"/minimum_notice_minutes", 0, domain::policy::longest_window.count()},
                 location.minimum_notice);
  reader.number(fields.horizon_days, {"/horizon_days", 1, domain::policy::longest_horizon_days}, location.horizon_days);
  reader.minutes(fields.cancellation_window_minutes,
                 {"/cancellation_window_minutes", 0, domain::policy::longest_window.count()},
                 location.cancellation_window);
  reader.minutes(fields.hold_minutes, {"/hold_minutes", 1, domain::policy::longest_hold.count()}, location.hold);
  reader.text(fields.address, {.pointer = "/address", .longest = domain::policy::longest_address, .line_breaks = true},
              location.address);
  read_url(reader, fields.map_url, "/map_url", location.map_url);
  read_url(reader, fields.photo_url, "/photo_url", location.photo_url);
  location.active = fields.active.value_or(location.active);
  if (location.name.empty() && !fields.name) reader.problem("/name", "is needed");
  if (auto verdict = reader.verdict(); !verdict) return std::unexpected(std::move(verdict.error()));
  return location;
}

Task<Result<ports::Page<Location>>> ManageLocations::list(domain::Actor actor, ports::PageRequest page) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog); !allowed)
    co_return std::unexpected(allowed.error());
  auto all = co_await catalog_.locations();
  std::erase_if(all, [&actor](const Location& location) { return !actor.covers(location.id); });
  co_return page_by_id(std::move(all), page);
}

Task<Result<Location>> ManageLocations::view(domain::Actor actor, domain::LocationId id) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog, id); !allowed)
    co_return std::unexpected(allowed.error());
  auto location = co_await catalog_.location(id);
  if (!location) co_return domain::refuse(domain::Refusal::not_found, "There is no such salon.");
  co_return *std::move(location);
}

Task<Result<Answer>> ManageLocations::add(domain::Actor actor, LocationFields fields, Ask ask,
                                          Render<Location> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_locations); !allowed)
    co_return std::unexpected(allowed.error());
  Location blank;
  blank.id = ids_.next_id<domain::LocationId>();
  auto location = apply(fields, std::move(blank));
  if (!location) co_return std::unexpected(std::move(location.error()));
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await catalog_.add_location(*location, std::move(request));
  co_return answer;
}

Task<Result<Answer>> ManageLocations::change(domain::Actor actor, Patch patch, Ask ask, Render<Location> render) {
  const auto id = patch.id;
  if (auto allowed = domain::check_access(actor, Action::manage_catalog, id); !allowed)
    co_return std::unexpected(allowed.error());
  ports::Change<Location> change;
  change.if_version = patch.if_version;
  change.edit = [fields = std::move(patch.fields)](const Location& location) { return apply(fields, location); };
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await catalog_.change_location(id, std::move(change), std::move(request));
  co_return answer;
}

Task<Result<Answer>> ManageLocations::remove(domain::Actor actor, ports::AsSeen<domain::LocationId> what, Ask ask,
                                             Render<ports::Removed> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_locations, what.id); !allowed)
    co_return std::unexpected(allowed.error());
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await catalog_.remove_location(std::move(what), std::move(request));
  co_return answer;
}

}  // namespace salon::usecases
