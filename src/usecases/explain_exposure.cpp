#include "usecases/explain_exposure.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "domain/slot_expansion.hpp"
#include "usecases/gap_costs.hpp"
#include "usecases/offer_reading.hpp"

namespace salon::usecases {
namespace {

using domain::Refused;
using domain::SlotId;

constexpr std::string_view user_prefix = "user:";
constexpr std::string_view session_prefix = "session:";

Result<std::string> read_subject(const std::optional<std::string>& asked, const domain::Actor& actor) {
  if (!asked) return actor.subject();
  for (const std::string_view prefix : {user_prefix, session_prefix}) {
    if (!asked->starts_with(prefix)) continue;
    const auto id = domain::Uuid::parse(std::string_view(*asked).substr(prefix.size()));
    if (id) return std::string(prefix) + id->text();
  }
  return std::unexpected(Refused::field("?subject", "must be user:<id> or session:<id>"));
}

Result<void> check_reveal(int reveal) {
  if (reveal >= 1 && reveal <= domain::policy::largest_reveal) return {};
  const std::string most = std::to_string(domain::policy::largest_reveal);
  return std::unexpected(Refused::field("?reveal", "must be between 1 and " + most));
}

template <class Value>
std::optional<int> place_of(const std::vector<Value>& list, const Value& value) {
  const auto found = std::ranges::find(list, value);
  if (found == list.end()) return std::nullopt;
  return static_cast<int>(found - list.begin()) + 1;
}

struct Reading {
  const ports::Offer& offer;
  const BusyIndex& busy;
  const domain::Zone& zone;
  const std::vector<domain::Rule>& rules;
  const std::vector<domain::Candidate>& candidates;
  const domain::Exposure& exposure;
};

ExplainedSlot explain(const domain::SlotInstance& slot, const domain::SlotSituation& situation, const Reading& read) {
  ExplainedSlot told;
  told.slot = slot;
  told.day_part = domain::day_part(read.zone, slot.start_at);
  for (const domain::Stylist& stylist : read.offer.stylists) {
    if (slot.stylist_id == stylist.id) told.stylist_name = stylist.name;
  }
  told.because =
      domain::why_ineligible(slot, situation, read.busy.around(slot), domain::Viewer::customer, read.offer.now);
  told.is_eligible = !told.because;
  told.is_shown = place_of(read.exposure.shown, slot.id).has_value();
  told.rank = place_of(read.exposure.ranked, slot.id);
  for (const domain::Candidate& candidate : read.candidates) {
    if (candidate.id == slot.id) told.gap_cost = candidate.gap_cost;
  }
  if (slot.blocked) {
    const domain::OfferKey key{slot.service_id, slot.stylist_id};
    const domain::Rule* rule = domain::closing_rule(read.rules, read.zone, key, slot.during());
    if (rule != nullptr) told.closed_by = rule->id;
  }
  return told;
}

}  // namespace

// A given epoch hour asks what that hour would have shown; what the viewer happens to keep has no part in that.
Task<std::optional<domain::StickyExposure>> ExplainExposure::sticky_of(ExplainQuery query, std::string subject) {
  if (query.epoch_hour) co_return std::nullopt;
  const ports::ExposurePlace place{.subject = std::move(subject),
                                   .location_id = query.location_id,
                                   .date = query.date,
                                   .service_id = query.service_id,
                                   .stylist_id = query.stylist_id};
  auto sticky = co_await ports_.exposures.sticky(place);
  co_return sticky;
}

Task<Result<ExposureExplained>> ExplainExposure::run(domain::Actor actor, ExplainQuery query) {
  auto allowed = domain::check_access(actor, domain::Action::see_slots, query.location_id);
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  if (auto reveal = check_reveal(query.reveal); !reveal) co_return std::unexpected(std::move(reveal.error()));
  const auto subject = read_subject(query.subject, actor);
  if (!subject) co_return std::unexpected(subject.error());
  const auto key = ports_.secrets.exposure_key();
  const auto variant = choose_variant(policy_, key, *subject, query.variant);
  if (!variant) co_return std::unexpected(variant.error());

  const ports::OfferQuery asked{.location_id = query.location_id,
                                .service_id = query.service_id,
                                .stylist_id = query.stylist_id,
                                .from = query.date,
                                .to = query.date};
  const auto offer = co_await ports_.slots.offer(asked);
  if (!offer) co_return std::unexpected(offer.error());
  const auto rules = co_await ports_.rules.rules_of(query.location_id);
  const auto services = co_await ports_.catalog.services_of(query.location_id);
  const auto before = co_await sticky_of(query, *subject);

  const domain::Zone zone = zone_of(offer->location);
  const BusyIndex busy(offer->busy);
  const auto eligible = eligible_in(*offer, busy, domain::Viewer::customer);
  const auto candidates =
      costed(eligible, {.offer = *offer, .busy = busy, .date = query.date, .rules = rules, .services = services});
  const domain::ExposureInput input{.variant = *variant,
                                    .subject = *subject,
                                    .location_id = query.location_id,
                                    .date = query.date,
                                    .service_id = query.service_id,
                                    .stylist_id = query.stylist_id,
                                    .epoch_hour = query.epoch_hour.value_or(domain::epoch_hour(offer->now)),
                                    .reveal = query.reveal};
  const auto exposure = before ? domain::expose_again(key, input, *before, zone, candidates)
                               : domain::expose(key, input, zone, candidates);

  ExposureExplained view{.subject = *subject,
                         .variant = before ? before->variant : *variant,
                         .epoch_hour = before ? before->epoch_hour : input.epoch_hour,
                         .reveal = query.reveal,
                         .k = exposure.k,
                         .total = exposure.total,
                         .has_more = exposure.has_more,
                         .is_sticky = before.has_value(),
                         .timezone = offer->location.timezone,
                         .server_now = offer->now,
                         .slots = {}};
  const Reading read{*offer, busy, zone, rules, candidates, exposure};
  for (const ports::OfferedSlot& offered : offer->slots)
    view.slots.push_back(explain(offered.slot, offered.situation, read));
  co_return view;
}

}  // namespace salon::usecases
