#include "edge/locations_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"
#include "edge/routes.hpp"

namespace salon::edge {
namespace {

usecases::LocationFields read_fields(BodyReader& body) {
  usecases::LocationFields fields;
  body.optional("name", fields.name);
  body.optional("timezone", fields.timezone);
  body.optional("currency", fields.currency);
  body.optional("region", fields.region);
  body.optional("minimum_notice_minutes", fields.minimum_notice_minutes);
  body.optional("horizon_days", fields.horizon_days);
  body.optional("cancellation_window_minutes", fields.cancellation_window_minutes);
  body.optional("hold_minutes", fields.hold_minutes);
  body.blankable("address", fields.address);
  body.blankable("map_url", fields.map_url);
  body.blankable("photo_url", fields.photo_url);
  body.optional("active", fields.active);
  return fields;
}

usecases::Render<domain::Location> location_render(const Call& call, int status) {
  return render<domain::Location>(call, [status](const domain::Location& location) {
    const bool is_new = status == 201;
    return Rendered{.status = status,
                    .location = is_new ? location_of("/admin/v1/locations", location.id.text()) : std::string{},
                    .etag = version_etag(location.version),
                    .body = to_json(location)};
  });
}

}  // namespace

Task<HttpResponse> add_location(const Services& services, Call& call) {
  BodyReader body(call.body);
  const auto fields = read_fields(body);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto adding = services.manage_locations.add(call.actor, fields, call.ask(), location_render(call, 201));
  auto answer = co_await adding;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> list_managed_locations(const Services& services, Call& call) {
  ports::PageRequest page;
  QueryReader query(call.query, call.route->query);
  query.page(page);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto listing = services.manage_locations.list(call.actor, page);
  const auto found = co_await listing;

  if (!found) co_return refuse(call, found.error());
  co_return catalog_response(call, page_json(*found));
}

Task<HttpResponse> view_managed_location(const Services& services, Call& call) {
  const auto id = path_id<domain::LocationId>(call);

  if (!id) co_return not_found(call);

  auto viewing = services.manage_locations.view(call.actor, *id);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  co_return versioned_response(call, to_json(*found), found->version);
}

Task<HttpResponse> change_location(const Services& services, Call& call) {
  const auto id = path_id<domain::LocationId>(call);
  usecases::ManageLocations::Patch patch;
  BodyReader body(call.body);
  patch.fields = read_fields(body);

  if (!id) co_return not_found(call);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  patch.id = *id;
  patch.if_version = if_match(call);

  auto changing = services.manage_locations.change(call.actor, patch, call.ask(), location_render(call, 200));
  auto answer = co_await changing;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> remove_location(const Services& services, Call& call) {
  const auto id = path_id<domain::LocationId>(call);

  if (!id) co_return not_found(call);

  auto removing = services.manage_locations.remove(call.actor, {*id, if_match(call)}, call.ask(), removed_render(call));
  auto answer = co_await removing;

  co_return answered(call, std::move(answer));
}

}  // namespace salon::edge
