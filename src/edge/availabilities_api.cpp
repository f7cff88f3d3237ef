#include "edge/availabilities_api.hpp"

#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

usecases::RuleFields read_rule_fields(BodyReader& body) {
  usecases::RuleFields fields;
  body.optional("location_id", fields.location_id);
  body.clearable("stylist_id", fields.stylist_id);
  body.clearable("service_id", fields.service_id);
  body.optional("rule_kind", fields.rule_kind);
  body.clearable("days_of_week", fields.days_of_week);
  body.optional("start_time", fields.start_time);
  body.optional("end_time", fields.end_time);
  body.optional("end_day_offset", fields.end_day_offset);
  body.optional("slot_capacity", fields.slot_capacity);
  body.optional("slot_granularity_minutes", fields.slot_granularity_minutes);
  body.clearable("valid_from", fields.valid_from);
  body.clearable("valid_to", fields.valid_to);
  body.optional("is_closed", fields.is_closed);
  return fields;
}

namespace {

usecases::Render<domain::Rule> rule_render(const Call& call, int status) {
  return render<domain::Rule>(call, [status](const domain::Rule& rule) {
    const bool is_new = status == 201;
    return Rendered{.status = status,
                    .location = is_new ? location_of("/admin/v1/availabilities", rule.id.text()) : std::string{},
                    .etag = version_etag(rule.version),
                    .body = to_json(rule)};
  });
}

}  // namespace

Task<HttpResponse> add_rule(const Services& services, Call& call) {
  BodyReader body(call.body);
  const auto fields = read_rule_fields(body);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto adding = services.manage_rules.add(call.actor, fields, call.ask(), rule_render(call, 201));
  auto answer = co_await adding;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> list_rules(const Services& services, Call& call) {
  usecases::RulesQuery wanted;
  QueryReader query(call.query, call.route->query);
  query.optional("location_id", wanted.location_id);
  query.optional("stylist_id", wanted.stylist_id);
  query.optional("service_id", wanted.service_id);
  query.page(wanted.page);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto listing = services.manage_rules.list(call.actor, wanted);
  const auto found = co_await listing;

  if (!found) co_return refuse(call, found.error());
  co_return catalog_response(call, page_json(*found));
}

Task<HttpResponse> view_rule(const Services& services, Call& call) {
  const auto id = path_id<domain::RuleId>(call);

  if (!id) co_return not_found(call);

  auto viewing = services.manage_rules.view(call.actor, *id);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  co_return versioned_response(call, to_json(*found), found->version);
}

Task<HttpResponse> change_rule(const Services& services, Call& call) {
  const auto id = path_id<domain::RuleId>(call);
  usecases::ManageRules::Patch patch;
  BodyReader body(call.body);
  patch.fields = read_rule_fields(body);

  if (!id) co_return not_found(call);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  patch.id = *id;
  patch.if_version = if_match(call);

  auto changing = services.manage_rules.change(call.actor, patch, call.ask(), rule_render(call, 200));
  auto answer = co_await changing;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> remove_rule(const Services& services, Call& call) {
  const auto id = path_id<domain::RuleId>(call);

  if (!id) co_return not_found(call);

  auto rendering = render<domain::Rule>(call, [](const domain::Rule&) { return Rendered{.status = 204}; });
  auto removing = services.manage_rules.remove(call.actor, {*id, if_match(call)}, call.ask(), rendering);
  auto answer = co_await removing;

  co_return answered(call, std::move(answer));
}

}  // namespace salon::edge
