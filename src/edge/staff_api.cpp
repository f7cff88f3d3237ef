#include "edge/staff_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"
#include "edge/routes.hpp"

namespace salon::edge {
namespace {

usecases::StaffFields read_fields(BodyReader& body) {
  usecases::StaffFields fields;
  body.optional("email", fields.email);
  body.optional("password", fields.password);
  body.optional("role", fields.role);
  body.optional("location_ids", fields.location_ids);
  body.clearable("stylist_id", fields.stylist_id);
  body.optional("active", fields.active);
  return fields;
}

usecases::Render<ports::Account> account_render(const Call& call, int status) {
  return render<ports::Account>(call, [status](const ports::Account& account) {
    const bool is_new = status == 201;
    return Rendered{.status = status,
                    .location = is_new ? location_of("/admin/v1/staff", account.id.text()) : std::string{},
                    .etag = version_etag(account.version),
                    .body = to_json(account)};
  });
}

}  // namespace

Task<HttpResponse> add_staff(const Services& services, Call& call) {
  BodyReader body(call.body);
  const auto fields = read_fields(body);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto adding = services.manage_staff.add(call.actor, fields, call.ask(), account_render(call, 201));
  auto answer = co_await adding;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> list_staff(const Services& services, Call& call) {
  ports::PageRequest page;
  QueryReader query(call.query, call.route->query);
  query.page(page);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto listing = services.manage_staff.list(call.actor, page);
  const auto found = co_await listing;

  if (!found) co_return refuse(call, found.error());
  co_return json_response(200, page_json(*found));
}

Task<HttpResponse> view_staff(const Services& services, Call& call) {
  const auto id = path_id<domain::AccountId>(call);

  if (!id) co_return not_found(call);

  auto viewing = services.manage_staff.view(call.actor, *id);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  co_return versioned_response(call, to_json(*found), found->version);
}

Task<HttpResponse> change_staff(const Services& services, Call& call) {
  const auto id = path_id<domain::AccountId>(call);
  usecases::ManageStaff::Patch patch;
  BodyReader body(call.body);
  patch.fields = read_fields(body);

  if (!id) co_return not_found(call);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  patch.id = *id;
  patch.if_version = if_match(call);

  auto changing = services.manage_staff.change(call.actor, patch, call.ask(), account_render(call, 200));
  auto answer = co_await changing;

  co_return answered(call, std::move(answer));
}

}  // namespace salon::edge
