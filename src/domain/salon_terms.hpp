// What a salon offers and on which terms, whatever the day: its own row, its price list, its hours, who works there.
#pragma once

#include <algorithm>
#include <vector>

#include "domain/location.hpp"
#include "domain/rule.hpp"
#include "domain/service.hpp"
#include "domain/zone.hpp"

namespace salon::domain {

struct SalonTerms {
  Location location;
  Zone zone;
  std::vector<Service> services;
  std::vector<Rule> rules;
  std::vector<StylistId> stylists;  // who work there, active or not, ascending

  [[nodiscard]] const Service* service(ServiceId id) const {
    const auto found = std::ranges::find(services, id, &Service::id);
    return found == services.end() ? nullptr : &*found;
  }
  [[nodiscard]] std::size_t bytes() const {
    std::size_t sum = sizeof(SalonTerms) + stylists.capacity() * sizeof(StylistId) + rules.capacity() * sizeof(Rule);
    for (const Service& one : services) {
      sum += sizeof(Service) + one.name.capacity() + one.phases.capacity() * sizeof(Phase);
    }
    return sum;
  }
  [[nodiscard]] bool has_stylist(StylistId id) const { return std::ranges::binary_search(stylists, id); }
  // Whether a stretch of work can reach from one day into the next: the book of a day must then know its neighbours.
  [[nodiscard]] bool works_through_midnight() const {
    return std::ranges::any_of(rules, [](const Rule& rule) {
      return !rule.is_closed && (rule.end_day_offset != 0 || rule.start_time == start_of_day);
    });
  }
};

}  // namespace salon::domain
