// Parts that several requests share.
#pragma once

#include <optional>
#include <string>

#include "domain/zone.hpp"
#include "edge/call.hpp"
#include "edge/json_in.hpp"
#include "ports/catalog_store.hpp"
#include "usecases/customer_input.hpp"

namespace salon::edge {

void read_customer(BodyReader& body, usecases::CustomerInput& customer);

// X-Exposure-Variant.
[[nodiscard]] std::optional<std::string> variant_header(const Call& call);
[[nodiscard]] bool prefers_async(const Call& call);

// ?timezone of a reply about bookings: checked here, since no use case needs it.
struct ZoneChoice {
  std::optional<domain::Zone> zone;  // none: each booking's own

  [[nodiscard]] domain::Zone of(const std::string& timezone) const;
};
// VALIDATION_FAILED.
[[nodiscard]] Result<ZoneChoice> read_zone(const std::optional<std::string>& name);

// 204 for what is gone, 200 with what became of it for what could only be deactivated.
[[nodiscard]] usecases::Render<ports::Removed> removed_render(const Call& call);

// Where a thing that was made can be found: "/admin/v1/services/…".
[[nodiscard]] std::string location_of(std::string_view collection, const std::string& id);

}  // namespace salon::edge
