#include "apps/salon/demo_brand.hpp"

#include <toml++/toml.h>

#include <cstdlib>
#include <stdexcept>

namespace salon::apps {
namespace {

class Missing : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <class T>
T value(const toml::table& table, std::string_view name) {
  const auto found = table[name].value<T>();
  if (!found) throw Missing("the demo brand's file lacks \"" + std::string(name) + "\"");
  return *found;
}

template <class T>
T value_or(const toml::table& table, std::string_view name, T otherwise) {
  return table[name].value<T>().value_or(otherwise);
}

template <class T>
std::vector<T> list(const toml::table& table, std::string_view name) {
  std::vector<T> out;
  const toml::array* array = table[name].as_array();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    const auto element = array->at(i).value<T>();
    if (element) out.push_back(*element);
  }
  return out;
}

template <class Read>
auto tables(const toml::table& table, std::string_view name, Read read) {
  std::vector<decltype(read(table))> out;
  const toml::array* array = table[name].as_array();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    const toml::table* entry = array->at(i).as_table();
    if (entry != nullptr) out.push_back(read(*entry));
  }
  return out;
}

DemoLocation location(const toml::table& table) {
  DemoLocation out;
  out.key = value<std::string>(table, "key");
  out.name = value<std::string>(table, "name");
  out.timezone = value<std::string>(table, "timezone");
  out.currency = value<std::string>(table, "currency");
  out.region = value<std::string>(table, "region");
  out.address = value_or<std::string>(table, "address", "");
  out.map_url = value_or<std::string>(table, "map_url", "");
  out.photo_url = value_or<std::string>(table, "photo_url", "");
  out.minimum_notice_minutes = value_or<int>(table, "minimum_notice_minutes", 60);
  out.horizon_days = value_or<int>(table, "horizon_days", 60);
  out.cancellation_window_minutes = value_or<int>(table, "cancellation_window_minutes", 1440);
  return out;
}

DemoService service(const toml::table& table) {
  DemoService out;
  out.at = value<std::string>(table, "at");
  out.name = value<std::string>(table, "name");
  out.category = value_or<std::string>(table, "category", "");
  out.description = value_or<std::string>(table, "description", "");
  out.duration_minutes = value<int>(table, "duration_minutes");
  out.price_minor = value<std::int64_t>(table, "price_minor");
  out.required_skill = table["required_skill"].value<std::string>();
  out.requires_stylist = value_or<bool>(table, "requires_stylist", true);
  out.buffer_after_minutes = value_or<int>(table, "buffer_after_minutes", 0);
  for (const std::int64_t minutes : list<std::int64_t>(table, "phases")) {
    out.phases.push_back({static_cast<int>(std::llabs(minutes)), minutes > 0});
  }
  return out;
}

DemoStylist stylist(const toml::table& table) {
  DemoStylist out;
  out.at = value<std::string>(table, "at");
  out.name = value<std::string>(table, "name");
  out.skills = list<std::string>(table, "skills");
  out.hours = tables(table, "hours", [](const toml::table& hours) {
    return DemoHours{list<std::int64_t>(hours, "days"), value<std::string>(hours, "from"),
                     value<std::string>(hours, "to")};
  });
  out.terms = tables(table, "terms", [](const toml::table& terms) {
    return DemoTerms{value<std::string>(terms, "service"), terms["duration_minutes"].value<int>(),
                     terms["price_minor"].value<std::int64_t>()};
  });
  return out;
}

DemoRule rule(const toml::table& table) {
  DemoRule out;
  out.at = value<std::string>(table, "at");
  out.kind = value<std::string>(table, "kind");
  out.from = value<std::string>(table, "from");
  out.to = value<std::string>(table, "to");
  out.stylist = table["stylist"].value<std::string>();
  out.service = table["service"].value<std::string>();
  out.days = list<std::int64_t>(table, "days");
  out.from_offset = table["from_offset"].value<int>();
  out.to_offset = table["to_offset"].value<int>();
  out.granularity = value_or<int>(table, "granularity", 30);
  out.capacity = value_or<int>(table, "capacity", 1);
  out.is_closed = value_or<bool>(table, "closed", false);
  return out;
}

DemoAccount account(const toml::table& table) {
  return {value<std::string>(table, "email"), value<std::string>(table, "role"), list<std::string>(table, "at"),
          table["stylist"].value<std::string>()};
}

DemoBrand brand(const toml::table& table) {
  DemoBrand out;
  out.name = value<std::string>(table, "brand");
  out.seed = static_cast<std::uint64_t>(value<std::int64_t>(table, "seed"));
  out.days_behind = value<int>(table, "days_behind");
  out.days_ahead = value<int>(table, "days_ahead");
  out.busy_percent_behind = value<int>(table, "busy_percent_behind");
  out.busy_percent_ahead = value<int>(table, "busy_percent_ahead");
  out.locations = tables(table, "locations", location);
  out.services = tables(table, "services", service);
  out.stylists = tables(table, "stylists", stylist);
  out.rules = tables(table, "rules", rule);
  out.accounts = tables(table, "accounts", account);
  const toml::table* customers = table["customers"].as_table();
  const toml::table* phones = customers == nullptr ? nullptr : (*customers)["phones"].as_table();
  if (phones == nullptr) throw Missing("the demo brand's file lacks its customers");
  out.first_names = list<std::string>(*customers, "first_names");
  out.last_names = list<std::string>(*customers, "last_names");
  out.no_show_percent = value_or<int>(*customers, "no_show_percent", 0);
  out.cancelled_percent = value_or<int>(*customers, "cancelled_percent", 0);
  for (const auto& [region, entry] : *phones) {
    const toml::table* numbers = entry.as_table();
    if (numbers == nullptr) continue;
    out.phones[std::string(region.str())] = {value<std::string>(*numbers, "prefix"), value<int>(*numbers, "digits")};
  }
  return out;
}

}  // namespace

std::expected<DemoBrand, std::string> read_demo_brand(std::string_view text) {
  try {
    return brand(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return std::unexpected("the demo brand's file cannot be read: " + std::string(error.description()));
  } catch (const Missing& missing) {
    return std::unexpected(std::string(missing.what()));
  }
}

}  // namespace salon::apps
