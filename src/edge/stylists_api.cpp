#include "edge/stylists_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"
#include "edge/routes.hpp"

namespace salon::edge {
namespace {

usecases::StylistFields read_fields(BodyReader& body) {
  usecases::StylistFields fields;
  body.optional("location_id", fields.location_id);
  body.optional("location_ids", fields.location_ids);
  body.optional("name", fields.name);
  body.optional("skills", fields.skills);
  body.optional("terms", fields.terms);
  body.optional("active", fields.active);
  return fields;
}

usecases::Render<domain::Stylist> stylist_render(const Call& call, int status) {
  return render<domain::Stylist>(call, [status](const domain::Stylist& stylist) {
    const bool is_new = status == 201;
    return Rendered{.status = status,
                    .location = is_new ? location_of("/admin/v1/stylists", stylist.id.text()) : std::string{},
                    .etag = version_etag(stylist.version),
                    .body = to_json(stylist)};
  });
}

}  // namespace

Task<HttpResponse> add_stylist(const Services& services, Call& call) {
  BodyReader body(call.body);
  const auto fields = read_fields(body);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto adding = services.manage_stylists.add(call.actor, fields, call.ask(), stylist_render(call, 201));
  auto answer = co_await adding;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> list_stylists(const Services& services, Call& call) {
  std::optional<domain::LocationId> location;
  ports::PageRequest page;
  QueryReader query(call.query, call.route->query);
  query.optional("location_id", location);
  query.page(page);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto listing = services.manage_stylists.list(call.actor, location, page);
  const auto found = co_await listing;

  if (!found) co_return refuse(call, found.error());
  co_return catalog_response(call, page_json(*found));
}

Task<HttpResponse> view_stylist(const Services& services, Call& call) {
  const auto id = path_id<domain::StylistId>(call);

  if (!id) co_return not_found(call);

  auto viewing = services.manage_stylists.view(call.actor, *id);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  co_return versioned_response(call, to_json(*found), found->version);
}

Task<HttpResponse> change_stylist(const Services& services, Call& call) {
  const auto id = path_id<domain::StylistId>(call);
  usecases::ManageStylists::Patch patch;
  BodyReader body(call.body);
  patch.fields = read_fields(body);

  if (!id) co_return not_found(call);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  patch.id = *id;
  patch.if_version = if_match(call);

  auto changing = services.manage_stylists.change(call.actor, patch, call.ask(), stylist_render(call, 200));
  auto answer = co_await changing;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> remove_stylist(const Services& services, Call& call) {
  const auto id = path_id<domain::StylistId>(call);

  if (!id) co_return not_found(call);

  auto removing = services.manage_stylists.remove(call.actor, {*id, if_match(call)}, call.ask(), removed_render(call));
  auto answer = co_await removing;

  co_return answered(call, std::move(answer));
}

}  // namespace salon::edge
