// The brand that scripts play in: two salons, one stylist in both, colour with a pause, a class without a stylist.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/exposure.hpp"
#include "store_contract.hpp"
#include "testing/builders.hpp"
#include "testing/counting_ids.hpp"

namespace salon::contract {

// What somebody has asked for before, to be asked again with the same key.
struct PastRequest {
  domain::OnceKey key;
  domain::Instant at;
  std::function<domain::Result<domain::Answer>(const domain::OnceKey&)> send;
};

class ScriptWorld {
 public:
  ScriptWorld(StoreFixture& fixture, std::uint64_t seed);

  StoreFixture& fixture;
  StoreSet stores;
  testing::CountingIds ids{7};
  domain::SplitMix64 chance;

  domain::LocationId dubai;
  domain::LocationId berlin;
  std::vector<domain::ServiceId> services;
  std::vector<domain::StylistId> stylists;
  std::vector<domain::RuleId> rules;
  std::vector<domain::BookingOwner> owners;
  std::vector<domain::PhoneNumber> phones;
  std::vector<domain::SlotInstance> slots;  // as they are now
  std::vector<domain::Booking> bookings;    // as they are now, by id
  std::vector<PastRequest> past;
  std::vector<std::string> transcript;

  [[nodiscard]] domain::Instant now() const { return now_; }
  void advance(std::chrono::microseconds length);
  void say(const std::string& line) { transcript.push_back(with_names(line)); }
  // Lines whose order a store may choose.
  void say_sorted(std::vector<std::string> lines);
  // Reads everything back and says what has changed.
  void look();
  // Events and audit rows, at the end.
  void tell_history();
  void generate(domain::LocationId location);
  void add_rule(domain::Rule rule);
  [[nodiscard]] domain::BookingId new_booking();
  [[nodiscard]] domain::VisitId new_visit();

  template <class Item>
  const Item& any_of(const std::vector<Item>& items) {
    return items.at(chance.below(items.size()));
  }
  bool happens(std::uint64_t percent) { return chance.below(100) < percent; }
  [[nodiscard]] domain::OnceKey new_key(const std::string& actor);
  // Sends a request for the first time.
  void ask(const std::string& what, PastRequest request);

 private:
  void open_salons();
  void add_service(const testing::ServiceOptions& options);
  void add_stylist(const testing::StylistOptions& options);
  void name(const std::string& id, const std::string& label) { names_[id] = label; }
  [[nodiscard]] std::string with_names(const std::string& text) const;
  void say_changed(const std::string& subject, const std::string& line);
  void look_at_slots();
  void look_at_bookings();

  domain::Instant now_;
  std::map<std::string, std::string> names_;
  std::map<std::string, std::string> said_;
  int keys_ = 0;
  int bookings_made_ = 0;
  int visits_made_ = 0;
};

// What the salon does of its own accord, followed by generation.
void change_hours(ScriptWorld& world);
void change_catalog(ScriptWorld& world);

inline constexpr int script_days = 2;
[[nodiscard]] domain::Date first_script_day();

}  // namespace salon::contract
