#include "edge/request_parts.hpp"

#include <algorithm>
#include <ranges>

#include "edge/json_shapes.hpp"

namespace salon::edge {

void read_customer(BodyReader& body, usecases::CustomerInput& customer) {
  body.nullable("customer_name", customer.name);
  body.nullable("customer_phone", customer.phone);
  body.nullable("customer_email", customer.email);
  body.nullable("notes", customer.notes);
}

std::optional<std::string> variant_header(const Call& call) {
  const std::string* header = call.http.header("x-exposure-variant");
  return header ? std::optional(*header) : std::nullopt;
}

// RFC 7240; other preferences may stand beside it.
bool prefers_async(const Call& call) {
  const auto is_wish = [](const platform::HttpHeader& header) {
    if (header.name != "prefer") return false;
    return std::ranges::any_of(header.value | std::views::split(','), [](const auto word) {
      std::string text = platform::lower_case(std::string_view(word.begin(), word.end()));
      std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
      return text == "respond-async" || text.starts_with("respond-async;");
    });
  };
  return std::ranges::any_of(call.http.headers, is_wish);
}

domain::Zone ZoneChoice::of(const std::string& timezone) const { return zone ? *zone : zone_or_utc(timezone); }

Result<ZoneChoice> read_zone(const std::optional<std::string>& name) {
  ZoneChoice choice;
  if (!name) return choice;
  choice.zone = domain::Zone::find(*name);
  if (!choice.zone) return std::unexpected(Refused::field("?timezone", "is no zone of the IANA database"));
  return choice;
}

usecases::Render<ports::Removed> removed_render(const Call& call) {
  return render<ports::Removed>(call, [](const ports::Removed& removed) {
    const bool is_gone = removed == ports::Removed::deleted;
    return is_gone ? Rendered{.status = 204} : Rendered{.status = 200, .body = R"({"outcome":"deactivated"})"};
  });
}

std::string location_of(std::string_view collection, const std::string& id) {
  return std::string(collection) + '/' + id;
}

}  // namespace salon::edge
