// A salon of the brand: where it is, what its clock and money are, and the rules a customer meets there.
// Source: seed.md "Relational Schema", D6, D20, D31, D39.
#pragma once

#include <string>

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/phone.hpp"
#include "domain/policy.hpp"
#include "domain/time.hpp"

namespace salon::domain {

struct Location {
  LocationId id;
  std::string name;
  std::string timezone = "Asia/Dubai";  // IANA
  Currency currency;
  Region region{{'A', 'E'}};  // how a phone number without country is read
  minutes minimum_notice = policy::default_minimum_notice;
  int horizon_days = policy::default_horizon_days;
  minutes cancellation_window = policy::default_cancellation_window;
  minutes hold = policy::default_hold;
  std::string address;
  std::string map_url;
  std::string photo_url;
  bool active = true;
  std::int64_t version = 1;
};

}  // namespace salon::domain
