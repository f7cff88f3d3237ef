#include "usecases/list_slots.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "usecases/book_reading.hpp"

namespace salon::usecases {
namespace {

using domain::EligibleSlots;
using domain::Refused;
using domain::Result;
using domain::StickyExposure;

bool has(const std::vector<domain::SlotId>& ids, domain::SlotId id) { return std::ranges::find(ids, id) != ids.end(); }

Result<void> check_reveal(int reveal) {
  if (reveal >= 1 && reveal <= domain::policy::largest_reveal) return {};
  const std::string most = std::to_string(domain::policy::largest_reveal);
  return std::unexpected(Refused::field("?reveal", "must be between 1 and " + most));
}

// What is kept: the ids shown; and where fewer were left than before, the lost ones too, so that the viewer gets back
// to the same number when times come free again.
StickyExposure to_keep(std::vector<domain::SlotId> shown, const StickyExposure& now,
                       const std::optional<StickyExposure>& before) {
  StickyExposure kept = now;
  kept.shown = std::move(shown);
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

ports::BookQuery page_of(const SlotsQuery& query, domain::Instant now) {
  return {.location_id = query.location_id,
          .service_id = query.service_id,
          .stylist_id = query.stylist_id,
          .from = query.date,
          .to = query.date,
          .detail = domain::Detail::list,
          .now = now};
}

ports::ExposurePlace place_of(const SlotsQuery& query, const domain::Actor& actor) {
  return {.subject = actor.subject(),
          .location_id = query.location_id,
          .date = query.date,
          .service_id = query.service_id,
          .stylist_id = query.stylist_id};
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

// What costs to know is read only where it counts: with few slots all are shown, and `control` asks for no gap costs.
bool costs_count(const ports::BookPages& pages, domain::Variant variant) {
  return variant == domain::Variant::compact && pages.days.front().reading->total > domain::policy::show_all_up_to;
}

struct Chosen {
  std::vector<domain::SlotId> shown;               // by (start_at, id)
  std::vector<domain::DayReading::Place> on_page;  // where each stands
  int total = 0;
  bool has_more = false;
};

struct Choosing {
  const domain::ExposureKey& key;
  domain::ExposureInput input;
  const std::optional<StickyExposure>& before;
};

Chosen choose_from(const EligibleSlots& eligible, const Choosing& how) {
  const domain::Choice choice = how.before ? domain::choose_again(how.key, how.input, *how.before, eligible)
                                           : domain::choose(how.key, how.input, eligible);
  Chosen chosen{.shown = {}, .on_page = choice.shown, .total = choice.total, .has_more = choice.has_more};
  chosen.shown.reserve(choice.shown.size());
  for (const EligibleSlots::Place place : choice.shown) chosen.shown.push_back(eligible.id(place));
  return chosen;
}

Chosen choose_on(const ports::BookPage& day, const std::optional<domain::StylistId>& stylist, const Choosing& how) {
  const domain::DayReading& reading = *day.reading;
  std::vector<EligibleSlots::Place> theirs;
  if (stylist) theirs = reading.places_of(*day.page, *stylist);
  Chosen chosen = stylist ? choose_from(reading.eligible.only(theirs), how) : choose_from(reading.eligible, how);
  for (auto& place : chosen.on_page) place = reading.on_page[stylist ? theirs[place] : place];
  return chosen;
}

std::vector<ShownSlot> shown_slots(const ports::BookPage& day, const Chosen& chosen, const domain::SalonTerms& terms) {
  const domain::DayPage& page = *day.page;
  std::vector<ShownSlot> shown;
  shown.reserve(chosen.on_page.size());
  for (const auto place : chosen.on_page) {
    const domain::DayPage::Slot& slot = page.slots[place];
    const domain::Instant start = page.start_of(slot);
    ShownSlot row{.id = slot.id,
                  .start_at = start,
                  .end_at = start + domain::seconds{slot.length},
                  .day_part = domain::day_part(terms.zone, start),
                  .stylist = std::nullopt,
                  .price = {page.price_of(slot), terms.location.currency}};
    if (const auto* by = page.stylist_of(slot)) row.stylist = ShownSlot::By{by->id, by->name};
    shown.push_back(std::move(row));
  }
  return shown;
}

domain::BookingOwner as_guest(const domain::Actor& actor) { return {.user = std::nullopt, .session = actor.session}; }

bool has_hold(const domain::DayPage& page, const domain::Actor& actor, domain::Instant now) {
  return page.has_live_hold_of({.user = actor.account, .session = actor.session}, now);
}

bool is_same(const StickyExposure& one, const StickyExposure& other) {
  return one.shown == other.shown && one.variant == other.variant && one.reveal == other.reveal &&
         one.epoch_hour == other.epoch_hour;
}

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

// What is shown again from a living sticky set needs no memory of its own: the first showing's lasts longer than both.
Task<void> ListSlots::keep(ports::ExposurePlace place, StickyExposure shown, std::optional<StickyExposure> before) {
  if (shown.shown.empty() || (before && is_same(shown, *before))) co_return;
  const bool is_new = !before;
  auto remembering = ports_.exposures.remember(std::move(place), std::move(shown), is_new);
  co_await remembering;
}

Task<Result<SlotsView>> ListSlots::run(domain::Actor actor, SlotsQuery query) {
  const auto key = ports_.secrets.exposure_key();
  if (auto reveal = check_reveal(query.reveal); !reveal) co_return std::unexpected(std::move(reveal.error()));
  const auto variant = choose_variant(policy_, key, actor.subject(), query.variant);
  if (!variant) co_return std::unexpected(variant.error());

  const domain::Instant now = ports_.clock.now();
  ports::BookQuery asked = page_of(query, now);
  auto opening = ports_.book.pages(asked);
  auto pages = co_await opening;
  if (!pages) co_return std::unexpected(std::move(pages.error()));
  if (auto offered = check_is_offered(*pages->terms, query.service_id); !offered)
    co_return std::unexpected(std::move(offered.error()));
  auto zone = shown_zone(query.timezone, *pages->terms);
  if (!zone) co_return std::unexpected(std::move(zone.error()));

  const ports::ExposurePlace place = place_of(query, actor);
  auto asking = sticky_of(actor, place);
  const auto before = co_await asking;
  const StickyExposure fresh{
      .shown = {}, .variant = *variant, .reveal = query.reveal, .epoch_hour = domain::epoch_hour(now)};
  if (costs_count(*pages, before ? before->variant : *variant)) {
    asked.detail = domain::Detail::gap_costs;
    auto costing = ports_.book.pages(asked);
    pages = co_await costing;
    if (!pages) co_return std::unexpected(std::move(pages.error()));
  }
  const ports::BookPage& day = pages->days.front();
  const Chosen chosen = choose_on(day, query.stylist_id, {key, input_of(query, actor, fresh), before});
  auto keeping = keep(place, to_keep(chosen.shown, fresh, before), before);
  co_await keeping;

  SlotsView view{.date = query.date,
                 .zone = *std::move(zone),
                 .slots = shown_slots(day, chosen, *pages->terms),
                 .total = chosen.total,
                 .has_more = chosen.has_more,
                 .variant = before ? before->variant : *variant,
                 .server_now = now,
                 .next_available = query.date,
                 .held = std::nullopt};
  ports_.funnel.exposed({.location_id = query.location_id,
                         .date = pages->terms->zone.date_of(now),
                         .variant = view.variant,
                         .total = view.total,
                         .shown = static_cast<int>(view.slots.size())});
  if (view.total == 0) {
    auto searching = first_free_date(ports_.book, asked);
    view.next_available = co_await searching;
  }
  if (has_hold(*day.page, actor, now)) {
    auto finding = hold_of(actor, query);
    view.held = co_await finding;
  }
  co_return view;
}

}  // namespace salon::usecases
