#include "usecases/list_slots.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "usecases/gap_costs.hpp"
#include "usecases/offer_reading.hpp"

namespace salon::usecases {
namespace {

using domain::Refused;
using domain::Result;
using domain::StickyExposure;
using Eligible = std::vector<const ports::OfferedSlot*>;

bool has(const std::vector<domain::SlotId>& ids, domain::SlotId id) { return std::ranges::find(ids, id) != ids.end(); }

Result<void> check_reveal(int reveal) {
  if (reveal >= 1 && reveal <= domain::policy::largest_reveal) return {};
  const std::string most = std::to_string(domain::policy::largest_reveal);
  return std::unexpected(Refused::field("?reveal", "must be between 1 and " + most));
}

// What is kept: the ids shown; and where fewer were left than before, the lost ones too, so that the viewer gets back
// to the same number when times come free again.
StickyExposure to_keep(const domain::Exposure& exposure, const StickyExposure& now,
                       const std::optional<StickyExposure>& before) {
  StickyExposure kept = now;
  kept.shown = exposure.shown;
  if (!before) return kept;
  kept.variant = before->variant;
  kept.epoch_hour = before->epoch_hour;
  kept.reveal = std::max(kept.reveal, before->reveal);
  for (const domain::SlotId lost : before->shown) {
    if (kept.shown.size() >= before->shown.size()) break;
    if (!has(kept.shown, lost)) kept.shown.push_back(lost);
  }
  return kept;
}

std::vector<ShownSlot> shown_slots(const ports::Offer& offer, const Eligible& eligible,
                                   const domain::Exposure& exposure) {
  const domain::Zone zone = zone_of(offer.location);
  std::vector<ShownSlot> shown;
  for (const ports::OfferedSlot* offered : eligible) {
    const domain::SlotInstance& slot = offered->slot;
    if (!has(exposure.shown, slot.id)) continue;
    ShownSlot row{.id = slot.id,
                  .start_at = slot.start_at,
                  .end_at = slot.end_at,
                  .day_part = domain::day_part(zone, slot.start_at),
                  .stylist = std::nullopt,
                  .price = offered->price};
    const auto by =
        std::ranges::find_if(offer.stylists, [&](const domain::Stylist& s) { return slot.stylist_id == s.id; });
    if (by != offer.stylists.end()) row.stylist = ShownSlot::By{by->id, by->name};
    shown.push_back(std::move(row));
  }
  return shown;
}

domain::ExposureInput input_of(const SlotsQuery& query, const domain::Actor& actor, const StickyExposure& fresh) {
  return {.variant = fresh.variant,
          .subject = actor.subject(),
          .location_id = query.location_id,
          .date = query.date,
          .service_id = query.service_id,
          .stylist_id = query.stylist_id,
          .epoch_hour = fresh.epoch_hour,
          .reveal = query.reveal};
}

domain::BookingOwner as_guest(const domain::Actor& actor) { return {.user = std::nullopt, .session = actor.session}; }

}  // namespace

// A viewer who has just signed in keeps what their session was shown.
Task<std::optional<StickyExposure>> ListSlots::sticky_of(domain::Actor actor, ports::ExposurePlace place) {
  auto sticky = co_await ports_.exposures.sticky(place);
  const bool was_a_session = actor.account && actor.session;
  if (sticky || !was_a_session) co_return sticky;
  domain::Actor guest;
  guest.session = actor.session;
  const std::string before = guest.subject();
  co_await ports_.exposures.carry_over(before, place);
  auto carried = co_await ports_.exposures.sticky(place);
  co_return carried;
}

Task<std::optional<domain::Booking>> ListSlots::hold_of(domain::Actor actor, SlotsQuery query) {
  if (actor.account) {
    const domain::BookingOwner user{.user = actor.account, .session = std::nullopt};
    auto held = co_await ports_.bookings.live_hold(user, query.service_id, query.date);
    if (held || !actor.session) co_return held;
  }
  if (!actor.session) co_return std::nullopt;
  const domain::BookingOwner guest = as_guest(actor);
  auto held = co_await ports_.bookings.live_hold(guest, query.service_id, query.date);
  co_return held;
}

Task<std::vector<domain::Candidate>> ListSlots::candidates_of(const ports::Offer& offer, const BusyIndex& busy,
                                                              const Eligible& eligible, Exposing exposing) {
  // What costs nothing to know is not read: with few slots all are shown, and `control` asks for no costs.
  const bool costs_count =
      exposing.variant == domain::Variant::compact && eligible.size() > std::size_t{domain::policy::show_all_up_to};
  if (!costs_count) co_return uncosted(eligible);
  const auto rules = co_await ports_.rules.rules_of(offer.location.id);
  const auto services = co_await ports_.catalog.services_of(offer.location.id);
  const GapCostInput input{.offer = offer, .busy = busy, .date = exposing.date, .rules = rules, .services = services};
  co_return costed(eligible, input);
}

Task<Result<SlotsView>> ListSlots::run(domain::Actor actor, SlotsQuery query) {
  const auto key = ports_.secrets.exposure_key();
  if (auto reveal = check_reveal(query.reveal); !reveal) co_return std::unexpected(std::move(reveal.error()));
  const auto variant = choose_variant(policy_, key, actor.subject(), query.variant);
  if (!variant) co_return std::unexpected(variant.error());

  const ports::OfferQuery asked{.location_id = query.location_id,
                                .service_id = query.service_id,
                                .stylist_id = query.stylist_id,
                                .from = query.date,
                                .to = query.date};
  const auto offer = co_await ports_.slots.offer(asked);
  if (!offer) co_return std::unexpected(offer.error());
  if (auto offered = check_is_offered(*offer); !offered) co_return std::unexpected(std::move(offered.error()));
  auto timezone = shown_timezone(query.timezone, offer->location);
  if (!timezone) co_return std::unexpected(std::move(timezone.error()));

  const ports::ExposurePlace place{.subject = actor.subject(),
                                   .location_id = query.location_id,
                                   .date = query.date,
                                   .service_id = query.service_id,
                                   .stylist_id = query.stylist_id};
  const auto before = co_await sticky_of(actor, place);
  const BusyIndex busy(offer->busy);
  const auto eligible = eligible_in(*offer, busy, domain::Viewer::customer);
  const StickyExposure fresh{
      .shown = {}, .variant = *variant, .reveal = query.reveal, .epoch_hour = domain::epoch_hour(offer->now)};
  const Exposing exposing{.variant = before ? before->variant : *variant, .date = query.date};
  auto candidates = co_await candidates_of(*offer, busy, eligible, exposing);

  const domain::Zone zone = zone_of(offer->location);
  const auto input = input_of(query, actor, fresh);
  const auto exposure = before ? domain::expose_again(key, input, *before, zone, std::move(candidates))
                               : domain::expose(key, input, zone, std::move(candidates));
  if (!exposure.shown.empty()) {
    const StickyExposure kept = to_keep(exposure, fresh, before);
    const bool is_new = !before;
    co_await ports_.exposures.remember(place, kept, is_new);
  }

  SlotsView view{.date = query.date,
                 .timezone = *std::move(timezone),
                 .slots = shown_slots(*offer, eligible, exposure),
                 .total = exposure.total,
                 .has_more = exposure.has_more,
                 .variant = exposing.variant,
                 .server_now = offer->now,
                 .next_available = query.date,
                 .held = std::nullopt};
  ports_.funnel.exposed({.variant = view.variant, .total = view.total, .shown = static_cast<int>(view.slots.size())});
  if (view.total == 0) view.next_available = co_await first_free_date(ports_.slots, asked);
  view.held = co_await hold_of(actor, query);
  co_return view;
}

}  // namespace salon::usecases
