#include "edge/services_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"
#include "edge/routes.hpp"

namespace salon::edge {
namespace {

usecases::ServiceFields read_fields(const Call& call, BodyReader& body) {
  usecases::ServiceFields fields;
  body.optional("location_id", fields.location_id);
  body.optional("name", fields.name);
  body.blankable("category", fields.category);
  body.blankable("description", fields.description);
  body.optional("duration_minutes", fields.duration_minutes);
  body.optional("requires_stylist", fields.requires_stylist);
  body.optional("active", fields.active);
  body.optional("price_minor", fields.price_minor);
  body.clearable("required_skill", fields.required_skill);
  body.nullable("phases", fields.phases);
  body.optional("buffer_before_minutes", fields.buffer_before_minutes);
  body.optional("buffer_after_minutes", fields.buffer_after_minutes);
  // Both mean one active phase of the whole length.
  const auto* object = call.body.if_object();
  const auto* phases = object ? object->if_contains("phases") : nullptr;
  if (phases && phases->is_null()) fields.phases.emplace();
  return fields;
}

ServiceShape shape_of(const usecases::PricedService& priced) {
  return {.service = priced.service, .currency = priced.currency};
}

usecases::Render<usecases::PricedService> service_render(const Call& call, int status) {
  return render<usecases::PricedService>(call, [status](const usecases::PricedService& priced) {
    const bool is_new = status == 201;
    return Rendered{.status = status,
                    .location = is_new ? location_of("/admin/v1/services", priced.service.id.text()) : std::string{},
                    .etag = version_etag(priced.service.version),
                    .body = to_json(shape_of(priced))};
  });
}

}  // namespace

Task<HttpResponse> add_service(const Services& services, Call& call) {
  BodyReader body(call.body);
  const auto fields = read_fields(call, body);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto adding = services.manage_services.add(call.actor, fields, call.ask(), service_render(call, 201));
  auto answer = co_await adding;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> list_services(const Services& services, Call& call) {
  std::optional<domain::LocationId> location;
  ports::PageRequest page;
  QueryReader query(call.query, call.route->query);
  query.optional("location_id", location);
  query.page(page);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto listing = services.manage_services.list(call.actor, location, page);
  const auto found = co_await listing;

  if (!found) co_return refuse(call, found.error());
  const auto write_service = [](JsonWriter& json, const usecases::PricedService& priced) {
    write(json, shape_of(priced));
  };
  co_return catalog_response(call, page_json(*found, write_service));
}

Task<HttpResponse> view_service(const Services& services, Call& call) {
  const auto id = path_id<domain::ServiceId>(call);

  if (!id) co_return not_found(call);

  auto viewing = services.manage_services.view(call.actor, *id);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  co_return versioned_response(call, to_json(shape_of(*found)), found->service.version);
}

Task<HttpResponse> change_service(const Services& services, Call& call) {
  const auto id = path_id<domain::ServiceId>(call);
  usecases::ManageServices::Patch patch;
  BodyReader body(call.body);
  patch.fields = read_fields(call, body);

  if (!id) co_return not_found(call);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  patch.id = *id;
  patch.if_version = if_match(call);

  auto changing = services.manage_services.change(call.actor, patch, call.ask(), service_render(call, 200));
  auto answer = co_await changing;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> remove_service(const Services& services, Call& call) {
  const auto id = path_id<domain::ServiceId>(call);

  if (!id) co_return not_found(call);

  auto removing = services.manage_services.remove(call.actor, {*id, if_match(call)}, call.ask(), removed_render(call));
  auto answer = co_await removing;

  co_return answered(call, std::move(answer));
}

}  // namespace salon::edge
