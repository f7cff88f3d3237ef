#include "edge/catalog_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

Task<HttpResponse> list_locations(const Services& services, Call& call) {
  QueryReader query(call.query, call.route->query);
  ports::PageRequest page;
  query.page(page);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto browsing = services.browse_catalog.locations(page);
  const auto found = co_await browsing;

  if (!found) co_return refuse(call, found.error());
  co_return catalog_response(call, page_json(*found));
}

Task<HttpResponse> view_location(const Services& services, Call& call) {
  const auto id = path_id<domain::LocationId>(call);

  if (!id) co_return not_found(call);

  auto browsing = services.browse_catalog.location(*id);
  const auto found = co_await browsing;

  if (!found) co_return refuse(call, found.error());
  co_return catalog_response(call, to_json(*found));
}

Task<HttpResponse> list_location_services(const Services& services, Call& call) {
  const auto id = path_id<domain::LocationId>(call);
  QueryReader query(call.query, call.route->query);
  ports::PageRequest page;
  query.page(page);

  if (!id) co_return not_found(call);
  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto browsing = services.browse_catalog.services(*id, page);
  const auto found = co_await browsing;

  if (!found) co_return refuse(call, found.error());
  const domain::Currency currency = found->location.currency;
  const auto write_service = [currency](JsonWriter& json, const domain::Service& service) {
    write(json, ServiceShape{.service = service, .currency = currency});
  };
  co_return catalog_response(call, page_json(found->services, write_service));
}

Task<HttpResponse> list_location_stylists(const Services& services, Call& call) {
  const auto id = path_id<domain::LocationId>(call);
  usecases::BrowseCatalog::StylistsQuery wanted;
  QueryReader query(call.query, call.route->query);
  query.optional("service_id", wanted.service_id);
  query.page(wanted.page);

  if (!id) co_return not_found(call);
  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);
  wanted.location_id = *id;

  auto browsing = services.browse_catalog.stylists(wanted);
  const auto found = co_await browsing;

  if (!found) co_return refuse(call, found.error());
  co_return catalog_response(call, page_json(*found));
}

}  // namespace salon::edge
