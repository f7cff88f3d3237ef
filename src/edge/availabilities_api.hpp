// Opening hours and their exceptions, for staff.
#pragma once

#include "edge/call.hpp"
#include "edge/json_in.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] usecases::RuleFields read_rule_fields(BodyReader& body);

[[nodiscard]] Task<HttpResponse> add_rule(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> list_rules(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_rule(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> change_rule(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> remove_rule(const Services& services, Call& call);

}  // namespace salon::edge
