#include "domain/stylist.hpp"

#include <algorithm>

namespace salon::domain {

bool Stylist::works_at(LocationId location) const {
  return location == location_id || std::ranges::find(location_ids, location) != location_ids.end();
}

bool Stylist::can_do(const Service& service) const {
  return !service.required_skill || std::ranges::find(skills, *service.required_skill) != skills.end();
}

const StylistTerms* Stylist::terms_for(ServiceId service) const {
  const auto found = std::ranges::find(terms, service, &StylistTerms::service_id);
  return found == terms.end() ? nullptr : &*found;
}

}  // namespace salon::domain
