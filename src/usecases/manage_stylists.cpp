#include "usecases/manage_stylists.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "usecases/answered_before.hpp"
#include "usecases/field_reader.hpp"
#include "usecases/lists.hpp"
#include "usecases/staff_scope.hpp"

namespace salon::usecases {
namespace {

using domain::Action;
using domain::LocationId;
using domain::Refused;
using domain::Stylist;

constexpr std::size_t most_skills = 64;
constexpr std::size_t most_locations = 64;
constexpr std::size_t most_terms = 200;

std::string at(std::string_view list, std::size_t place, std::string_view field = {}) {
  return std::string(list) + "/" + std::to_string(place) + std::string(field);
}

void read_skills(FieldReader& reader, const std::vector<std::string>& given, Stylist& stylist) {
  if (given.size() > most_skills) return reader.problem("/skills", "are too many");
  stylist.skills.clear();
  for (std::size_t i = 0; i < given.size(); ++i) {
    std::string skill;
    const std::string pointer = at("/skills", i);
    reader.text(given[i], {.pointer = pointer, .longest = domain::policy::longest_name, .may_be_blank = false}, skill);
    stylist.skills.push_back(std::move(skill));
  }
  std::ranges::sort(stylist.skills);
  const auto twice = std::ranges::unique(stylist.skills);
  stylist.skills.erase(twice.begin(), twice.end());
}

void read_terms(FieldReader& reader, const std::vector<domain::StylistTerms>& given, Stylist& stylist) {
  if (given.size() > most_terms) return reader.problem("/terms", "are too many");
  stylist.terms = given;
  std::ranges::sort(stylist.terms);
  for (std::size_t i = 0; i < given.size(); ++i) {
    const domain::StylistTerms& terms = given[i];
    std::int64_t price = 0;
    const std::string pointer = at("/terms", i, "/price_minor");
    reader.number(terms.price_minor, {pointer, 0, domain::policy::highest_price}, price);
    const auto same = [&terms](const domain::StylistTerms& other) { return other.service_id == terms.service_id; };
    if (std::ranges::count_if(given, same) > 1) reader.problem(at("/terms", i, "/service_id"), "is there twice");
  }
}

void read_locations(FieldReader& reader, const StylistFields& fields, Stylist& stylist) {
  stylist.location_id = fields.location_id.value_or(stylist.location_id);
  if (fields.location_ids) {
    if (fields.location_ids->size() > most_locations) return reader.problem("/location_ids", "are too many");
    stylist.location_ids = *fields.location_ids;
  }
  stylist.location_ids.push_back(stylist.location_id);
  std::ranges::sort(stylist.location_ids);
  const auto twice = std::ranges::unique(stylist.location_ids);
  stylist.location_ids.erase(twice.begin(), twice.end());
}

// Whoever changes where somebody works needs a say at each place that is won or lost, and at their home.
Result<void> check_places(const domain::Actor& actor, const Stylist& before, const Stylist& after) {
  const auto check = [&actor](LocationId id) { return domain::check_access(actor, Action::manage_catalog, id); };
  if (auto home = check(after.location_id); !home) return home;
  for (const LocationId id : after.location_ids) {
    if (before.works_at(id)) continue;
    if (auto won = check(id); !won) return won;
  }
  for (const LocationId id : before.location_ids) {
    if (after.works_at(id)) continue;
    if (auto lost = check(id); !lost) return lost;
  }
  return {};
}

Result<Stylist> changed(const domain::Actor& actor, const StylistFields& fields, const Stylist& before) {
  if (auto home = domain::check_access(actor, Action::manage_catalog, before.location_id); !home) {
    return std::unexpected(std::move(home.error()));
  }
  auto after = apply(fields, before);
  if (!after) return after;
  if (auto places = check_places(actor, before, *after); !places) return std::unexpected(std::move(places.error()));
  return after;
}

}  // namespace

Result<Stylist> apply(const StylistFields& fields, Stylist stylist) {
  FieldReader reader;
  reader.text(fields.name, {.pointer = "/name", .longest = domain::policy::longest_name, .may_be_blank = false},
              stylist.name);
  if (stylist.name.empty() && !fields.name) reader.problem("/name", "is needed");
  read_locations(reader, fields, stylist);
  if (fields.skills) read_skills(reader, *fields.skills, stylist);
  if (fields.terms) read_terms(reader, *fields.terms, stylist);
  stylist.active = fields.active.value_or(stylist.active);
  if (auto verdict = reader.verdict(); !verdict) return std::unexpected(std::move(verdict.error()));
  return stylist;
}

// Terms speak of services at one of the stylist's locations, and leave every phase some time (D15).
Task<Result<void>> ManageStylists::check_terms(Stylist stylist, std::vector<domain::StylistTerms> given) {
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto service = co_await catalog_.service(given[i].service_id);
    const bool is_theirs = service && stylist.works_at(service->location_id);
    if (!is_theirs) {
      co_return std::unexpected(
          Refused::field(at("/terms", i, "/service_id"), "is no service of the stylist's locations"));
    }
    const auto& own = given[i].duration_minutes;
    const bool fits = !own || domain::own_duration_fits(*service, *own);
    if (!fits) {
      co_return std::unexpected(Refused::field(at("/terms", i, "/duration_minutes"), "leaves a phase without time"));
    }
  }
  co_return Result<void>{};
}

Task<Result<ports::Page<Stylist>>> ManageStylists::list(domain::Actor actor, std::optional<LocationId> location,
                                                        ports::PageRequest page) {
  const auto scope = scope_of(actor, Action::manage_catalog, location);
  if (!scope) co_return std::unexpected(scope.error());
  const auto places = co_await locations_in(catalog_, *scope);
  std::vector<Stylist> all;
  for (const LocationId id : places) {
    auto stylists = co_await catalog_.stylists_of(id);
    for (Stylist& stylist : stylists) {
      const auto same = [&stylist](const Stylist& known) { return known.id == stylist.id; };
      if (std::ranges::none_of(all, same)) all.push_back(std::move(stylist));
    }
  }
  co_return page_by_id(std::move(all), page);
}

Task<Result<Stylist>> ManageStylists::view(domain::Actor actor, domain::StylistId id) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog); !allowed)
    co_return std::unexpected(allowed.error());
  auto stylist = co_await catalog_.stylist(id);
  const auto covered = [&actor](LocationId place) { return actor.covers(place); };
  const bool is_here = stylist && std::ranges::any_of(stylist->location_ids, covered);
  if (!is_here) co_return domain::refuse(domain::Refusal::not_found, "There is no such stylist.");
  co_return *std::move(stylist);
}

Task<Result<Answer>> ManageStylists::add(domain::Actor actor, StylistFields fields, Ask ask, Render<Stylist> render) {
  auto key = ask.key;
  auto trying = try_to_add(std::move(actor), std::move(fields), std::move(ask), std::move(render));
  return unless_answered_before(memory_, std::move(key), std::move(trying));
}

Task<Result<Answer>> ManageStylists::try_to_add(domain::Actor actor, StylistFields fields, Ask ask,
                                                Render<Stylist> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog); !allowed)
    co_return std::unexpected(allowed.error());
  if (!fields.location_id) co_return std::unexpected(Refused::field("/location_id", "is needed"));
  Stylist blank;
  blank.id = ids_.next_id<domain::StylistId>();
  blank.location_id = *fields.location_id;
  auto stylist = apply(fields, blank);
  if (!stylist) co_return std::unexpected(std::move(stylist.error()));
  if (auto places = check_places(actor, Stylist{}, *stylist); !places)
    co_return std::unexpected(std::move(places.error()));
  const auto terms = fields.terms.value_or(std::vector<domain::StylistTerms>{});
  auto fits = co_await check_terms(*stylist, terms);
  if (!fits) co_return std::unexpected(std::move(fits.error()));
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await catalog_.add_stylist(*stylist, std::move(request));
  co_return answer;
}

Task<Result<Answer>> ManageStylists::change(domain::Actor actor, Patch patch, Ask ask, Render<Stylist> render) {
  auto key = ask.key;
  auto trying = try_to_change(std::move(actor), std::move(patch), std::move(ask), std::move(render));
  return unless_answered_before(memory_, std::move(key), std::move(trying));
}

// A stylist who is gone is left to the store: it may have a reply remembered for this very request.
Task<Result<Answer>> ManageStylists::try_to_change(domain::Actor actor, Patch patch, Ask ask, Render<Stylist> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog); !allowed)
    co_return std::unexpected(allowed.error());
  const auto before = co_await catalog_.stylist(patch.id);
  if (before) {
    auto after = changed(actor, patch.fields, *before);
    if (!after) co_return std::unexpected(std::move(after.error()));
    const auto terms = patch.fields.terms.value_or(std::vector<domain::StylistTerms>{});
    auto fits = co_await check_terms(*after, terms);
    if (!fits) co_return std::unexpected(std::move(fits.error()));
  }
  ports::Change<Stylist> change;
  change.if_version = patch.if_version;
  change.edit = [actor, fields = std::move(patch.fields)](const Stylist& row) { return changed(actor, fields, row); };
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await catalog_.change_stylist(patch.id, std::move(change), std::move(request));
  co_return answer;
}

Task<Result<Answer>> ManageStylists::remove(domain::Actor actor, ports::AsSeen<domain::StylistId> what, Ask ask,
                                            Render<ports::Removed> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_catalog); !allowed)
    co_return std::unexpected(allowed.error());
  const auto stylist = co_await catalog_.stylist(what.id);
  if (stylist) {
    auto home = domain::check_access(actor, Action::manage_catalog, stylist->location_id);
    if (!home) co_return std::unexpected(std::move(home.error()));
  }
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await catalog_.remove_stylist(std::move(what), std::move(request));
  co_return answer;
}

}  // namespace salon::usecases
