// The demo brand as its file states it (demo/brand.toml): places, people, prices, hours, and how busy they are.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/service.hpp"
#include "domain/time.hpp"

namespace salon::apps {

struct DemoLocation {
  std::string key, name, timezone, currency, region, address, map_url, photo_url;
  int minimum_notice_minutes = 60;
  int horizon_days = 60;
  int cancellation_window_minutes = 1440;
};

struct DemoService {
  std::string at, name, category, description;
  int duration_minutes = 30;
  std::int64_t price_minor = 0;
  std::optional<std::string> required_skill;
  bool requires_stylist = true;
  std::vector<domain::Phase> phases;
  int buffer_after_minutes = 0;
};

struct DemoHours {
  std::vector<std::int64_t> days;
  std::string from, to;
};

struct DemoTerms {
  std::string service;
  std::optional<int> duration_minutes;
  std::optional<std::int64_t> price_minor;
};

struct DemoStylist {
  std::string at, name;
  std::vector<std::string> skills;
  std::vector<DemoHours> hours;
  std::vector<DemoTerms> terms;
};

struct DemoRule {
  std::string at, kind, from, to;
  std::optional<std::string> stylist, service;
  std::vector<std::int64_t> days;
  std::optional<int> from_offset, to_offset;  // days from today
  int granularity = 30;
  int capacity = 1;
  bool is_closed = false;
};

struct DemoAccount {
  std::string email, role;
  std::vector<std::string> at;
  std::optional<std::string> stylist;
};

struct DemoPhones {
  std::string prefix;
  int digits = 4;
};

struct DemoBrand {
  std::string name;
  std::uint64_t seed = 1;
  int days_behind = 30;
  int days_ahead = 30;
  int busy_percent_behind = 60;
  int busy_percent_ahead = 30;
  std::vector<DemoLocation> locations;
  std::vector<DemoService> services;
  std::vector<DemoStylist> stylists;
  std::vector<DemoRule> rules;
  std::vector<DemoAccount> accounts;
  std::vector<std::string> first_names, last_names;
  int no_show_percent = 0;
  int cancelled_percent = 0;
  std::map<std::string, DemoPhones> phones;  // by region
};

// A sentence when the file does not say what a brand needs.
[[nodiscard]] std::expected<DemoBrand, std::string> read_demo_brand(std::string_view toml);
// The file as it was when the program was built.
[[nodiscard]] std::string_view demo_brand_file();

}  // namespace salon::apps
