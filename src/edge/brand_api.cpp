#include "edge/brand_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"

namespace salon::edge {

Task<HttpResponse> view_brand(const Services& services, Call& call) {
  auto viewing = services.manage_brand.view();
  const auto brand = co_await viewing;

  co_return versioned_response(call, to_json(brand), brand.version);
}

Task<HttpResponse> change_brand(const Services& services, Call& call) {
  usecases::ManageBrand::Patch patch;
  BodyReader body(call.body);
  body.optional("name", patch.fields.name);
  body.optional("widget_origins", patch.fields.widget_origins);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  patch.if_version = if_match(call);

  auto rendering = render<domain::Brand>(call, [](const domain::Brand& brand) {
    return Rendered{.etag = version_etag(brand.version), .body = to_json(brand)};
  });
  auto changing = services.manage_brand.change(call.actor, patch, call.ask(), rendering);
  auto answer = co_await changing;

  co_return answered(call, std::move(answer));
}

}  // namespace salon::edge
