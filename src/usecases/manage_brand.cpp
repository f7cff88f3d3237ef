#include "usecases/manage_brand.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "usecases/field_reader.hpp"

namespace salon::usecases {
namespace {

namespace policy = domain::policy;

void read_origins(FieldReader& reader, const std::vector<std::string>& given, std::vector<std::string>& into) {
  constexpr std::string_view pointer = "/widget_origins";
  if (given.size() > policy::most_widget_origins)
    reader.problem(pointer, "must have at most " + std::to_string(policy::most_widget_origins) + " items");
  into.clear();
  for (std::size_t i = 0; i < given.size(); ++i) {
    auto origin = domain::parse_origin(given[i]);
    if (!origin) {
      reader.problem(std::string(pointer) + '/' + std::to_string(i), "must be https:// and a host, without a path");
    } else if (std::ranges::find(into, *origin) == into.end()) {
      into.push_back(*std::move(origin));
    }
  }
}

}  // namespace

Result<domain::Brand> apply(const BrandFields& fields, domain::Brand brand) {
  FieldReader reader;
  reader.text(fields.name, {.pointer = "/name", .longest = policy::longest_name, .may_be_blank = false}, brand.name);
  if (fields.widget_origins) read_origins(reader, *fields.widget_origins, brand.widget_origins);
  if (auto verdict = reader.verdict(); !verdict) return std::unexpected(std::move(verdict.error()));
  return brand;
}

Task<domain::Brand> ManageBrand::view() {
  auto brand = co_await brands_.brand();
  co_return brand;
}

Task<Result<Answer>> ManageBrand::change(domain::Actor actor, Patch patch, Ask ask, Render<domain::Brand> render) {
  if (auto allowed = domain::check_access(actor, domain::Action::manage_brand); !allowed)
    co_return std::unexpected(allowed.error());
  ports::Change<domain::Brand> change;
  change.if_version = patch.if_version;
  change.edit = [fields = std::move(patch.fields)](const domain::Brand& brand) { return apply(fields, brand); };
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await brands_.change(std::move(change), std::move(request));
  co_return answer;
}

}  // namespace salon::usecases
