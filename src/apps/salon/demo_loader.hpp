// Loads the demo brand through the program's own use cases: what a salon would type in, what it has behind it, what is
// booked ahead. Everything is done under a key of its own, so that a load that was cut short goes on where it stopped.
#pragma once

#include <map>

#include "apps/salon/assembly.hpp"
#include "apps/salon/demo_brand.hpp"
#include "apps/salon/wire.hpp"

namespace salon::apps {

// The same at every start, and known to nobody without the key file.
[[nodiscard]] std::string demo_password(const ports::SecretBox& secrets, const std::string& email);
// The e-mail address of the brand's administrator.
[[nodiscard]] std::string demo_admin_of(const DemoBrand& brand);

class DemoLoader {
 public:
  DemoLoader(Assembly& assembly, Chores& chores, DemoBrand brand);

  // Throws std::runtime_error with a sentence when something is refused that must not be.
  platform::Task<void> run();

 private:
  struct Place {
    domain::Location location;
    domain::Zone zone;
    domain::Date today;
    std::vector<domain::Service> services;
    std::vector<domain::Stylist> stylists;
    std::vector<domain::Rule> rules;
    DemoPhones phones;
  };

  // Catalogue.
  platform::Task<void> name_brand();
  platform::Task<void> add_locations();
  platform::Task<void> add_services();
  platform::Task<void> add_stylists();
  platform::Task<void> add_rules();
  platform::Task<void> add_accounts();
  platform::Task<void> generate_ahead();
  platform::Task<void> read_places();
  platform::Task<void> publish_all();
  // Visits.
  platform::Task<void> import_past();
  platform::Task<void> book_ahead();
  platform::Task<void> book_day(const Place& place, domain::Date date, int busy_percent);
  [[nodiscard]] std::vector<usecases::VisitRecord> past_of(const Place& place, const domain::Stylist& stylist,
                                                           domain::Date date);
  [[nodiscard]] usecases::VisitRecord past_visit(const Place& place, const domain::Stylist& stylist,
                                                 const domain::Service& service, domain::Instant start);

  [[nodiscard]] usecases::Ask ask(const std::string& what) const;
  [[nodiscard]] usecases::CustomerInput someone(const Place& place);
  [[nodiscard]] int percent() { return static_cast<int>(chance_.below(100)); }
  [[nodiscard]] domain::LocationId location_id(const std::string& key) const { return location_ids_.at(key); }

  Assembly& assembly_;
  Chores& chores_;
  DemoBrand brand_;
  domain::Actor actor_ = domain::system_actor();
  domain::SplitMix64 chance_;
  std::map<std::string, domain::LocationId> location_ids_;                        // by key
  std::map<std::pair<std::string, std::string>, domain::ServiceId> service_ids_;  // by location's key and name
  std::map<std::string, domain::StylistId> stylist_ids_;                          // by name
  std::vector<Place> places_;
};

}  // namespace salon::apps
