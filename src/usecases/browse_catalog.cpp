#include "usecases/browse_catalog.hpp"

#include <algorithm>

#include "usecases/lists.hpp"

namespace salon::usecases {
namespace {

std::unexpected<domain::Refused> no_such_place() {
  return domain::refuse(domain::Refusal::not_found, "There is no such salon or service.");
}

StylistOffer offer_of(domain::Stylist stylist, const domain::Service* service, const domain::Location& location) {
  StylistOffer offer{.stylist = std::move(stylist), .duration_minutes = std::nullopt, .price = std::nullopt};
  if (service == nullptr) return offer;
  const domain::StylistTerms* terms = offer.stylist.terms_for(service->id);
  offer.duration_minutes = domain::duration_with(*service, terms != nullptr ? terms->duration_minutes : std::nullopt);
  const bool has_own_price = terms != nullptr && terms->price_minor;
  offer.price = domain::Money{has_own_price ? *terms->price_minor : service->price_minor, location.currency};
  return offer;
}

}  // namespace

Task<Result<ports::Page<domain::Location>>> BrowseCatalog::locations(ports::PageRequest page) {
  auto all = co_await catalog_.locations();
  std::erase_if(all, [](const domain::Location& location) { return !location.active; });
  co_return page_by_id(std::move(all), page);
}

Task<Result<domain::Location>> BrowseCatalog::location(domain::LocationId id) {
  auto location = co_await catalog_.location(id);
  if (!location || !location->active) co_return no_such_place();
  co_return *std::move(location);
}

Task<Result<ServiceList>> BrowseCatalog::services(domain::LocationId location, ports::PageRequest page) {
  auto place = co_await catalog_.location(location);
  if (!place || !place->active) co_return no_such_place();
  auto services = co_await catalog_.services_of(location);
  std::erase_if(services, [](const domain::Service& service) { return !service.active; });
  auto paged = page_by_id(std::move(services), page);
  if (!paged) co_return std::unexpected(std::move(paged.error()));
  co_return ServiceList{.location = *std::move(place), .services = *std::move(paged)};
}

Task<Result<ports::Page<StylistOffer>>> BrowseCatalog::stylists(StylistsQuery query) {
  const auto location = co_await catalog_.location(query.location_id);
  if (!location || !location->active) co_return no_such_place();
  std::optional<domain::Service> service;
  if (query.service_id) {
    service = co_await catalog_.service(*query.service_id);
    const bool is_here = service && service->active && service->location_id == query.location_id;
    if (!is_here) co_return no_such_place();
  }
  auto stylists = co_await catalog_.stylists_of(query.location_id);
  std::vector<StylistOffer> offers;
  for (domain::Stylist& stylist : stylists) {
    const bool is_offered = !service || (service->requires_stylist && stylist.can_do(*service));
    if (!stylist.active || !is_offered) continue;
    offers.push_back(offer_of(std::move(stylist), service ? &*service : nullptr, *location));
  }
  co_return page_of(std::move(offers), query.page, [](const StylistOffer& offer) { return offer.stylist.id; });
}

}  // namespace salon::usecases
