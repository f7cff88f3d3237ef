#include "usecases/place_hold.hpp"

#include "domain/token.hpp"
#include "usecases/answered_before.hpp"
#include "usecases/booking_view.hpp"
#include "usecases/funnel_count.hpp"
#include "usecases/new_hold.hpp"

namespace salon::usecases {

Task<Result<Answer>> PlaceHold::run(domain::Actor actor, HoldRequest request, Ask ask, Render<PlacedHold> render) {
  auto key = ask.key;
  auto trying = attempt(std::move(actor), std::move(request), std::move(ask), std::move(render));
  auto answering = unless_answered_before(ports_.bookings, std::move(key), std::move(trying));
  auto answer = co_await answering;
  count_not_shown(ports_.funnel, answer);
  co_return answer;
}

Task<Result<Answer>> PlaceHold::attempt(domain::Actor actor, HoldRequest request, Ask ask, Render<PlacedHold> render) {
  const bool is_someone = actor.account || actor.session;
  if (!is_someone) co_return domain::refuse(domain::Refusal::unauthenticated, "A hold needs somebody to hold it.");
  if (auto known = domain::check_access(actor, domain::Action::book_own); !known)
    co_return std::unexpected(known.error());
  const auto slot = co_await ports_.slots.slot(request.slot_id);
  if (!slot) co_return domain::refuse(domain::Refusal::not_found, "There is no such time.");
  const auto location = co_await ports_.catalog.location(slot->location_id);
  const auto viewer = viewer_at(actor, slot->location_id);
  const bool is_open_to_them = location && (location->active || viewer == domain::Viewer::staff);
  if (!is_open_to_them) co_return domain::refuse(domain::Refusal::not_found, "There is no such time.");

  auto customer = read_customer(request.customer, location->region);
  if (!customer) co_return std::unexpected(std::move(customer.error()));
  auto variant = choose_variant(exposure_, ports_.secrets.exposure_key(), actor.subject(), request.variant);
  if (!variant) co_return std::unexpected(variant.error());

  const bool must_be_shown = exposure_.is_enforced && viewer == domain::Viewer::customer;
  if (must_be_shown) {
    auto asking = shown_to(ports_.exposures, actor, request.slot_id);
    const ports::Showing showing = co_await asking;
    if (auto shown = check_shown(showing); !shown) co_return std::unexpected(std::move(shown.error()));
    if (showing.in) variant = *showing.in;
  }

  domain::HoldWish wish = one_slot_wish(ports_.ids, request.slot_id);
  wish.owner = {.user = actor.account, .session = actor.account ? std::nullopt : actor.session};
  wish.viewer = viewer;
  if (viewer == domain::Viewer::customer) wish.variant = *variant;
  wish.customer = *std::move(customer);
  wish.hold_for = holds_.hold_for;
  wish.max_live_holds = holds_.max_live_holds;

  const auto seen = nothing_seen<PlacedHold>();
  auto who = requester(actor, ask);
  auto holds =
      hold_once(ports_.ids, std::move(wish), {std::move(ask.key), std::move(who), watched(std::move(render), seen)});
  auto answers = co_await ports_.bookings.place_holds(std::move(holds));
  const Result<Answer>& answer = answers.front();
  if (done_now(answer, seen) != nullptr) ports_.funnel.held(*variant);
  count_conflict(ports_.funnel, answer, seen);
  co_return std::move(answers.front());
}

}  // namespace salon::usecases
