#include "usecases/place_staff_booking.hpp"

#include "usecases/answered_before.hpp"
#include "usecases/funnel_count.hpp"
#include "usecases/new_hold.hpp"

namespace salon::usecases {

Task<Result<Answer>> PlaceStaffBooking::run(domain::Actor actor, StaffBookingRequest request, Ask ask,
                                            Render<PlacedHold> render) {
  auto key = ask.key;
  auto trying = attempt(std::move(actor), std::move(request), std::move(ask), std::move(render));
  return unless_answered_before(ports_.bookings, std::move(key), std::move(trying));
}

Task<Result<Answer>> PlaceStaffBooking::attempt(domain::Actor actor, StaffBookingRequest request, Ask ask,
                                                Render<PlacedHold> render) {
  constexpr auto action = domain::Action::manage_bookings;
  if (auto allowed = domain::check_access(actor, action); !allowed) co_return std::unexpected(allowed.error());
  const auto slot = co_await ports_.slots.slot(request.slot_id);
  if (!slot) co_return domain::refuse(domain::Refusal::not_found, "There is no such time.");
  if (auto here = domain::check_access(actor, action, slot->location_id); !here)
    co_return std::unexpected(here.error());
  const auto location = co_await ports_.catalog.location(slot->location_id);
  if (!location) co_return domain::refuse(domain::Refusal::not_found, "There is no such time.");
  auto customer = read_customer(request.customer, location->region);
  if (!customer) co_return std::unexpected(std::move(customer.error()));

  domain::HoldWish wish = one_slot_wish(ports_.ids, request.slot_id);
  wish.viewer = domain::Viewer::staff;
  wish.source = domain::BookingSource::desk;
  wish.customer = *std::move(customer);
  wish.hold_for = holds_.hold_for;
  wish.confirm_at_once = request.confirm;

  const auto seen = nothing_seen<PlacedHold>();
  auto who = requester(actor, ask);
  auto holds =
      hold_once(ports_.ids, std::move(wish), {std::move(ask.key), std::move(who), watched(std::move(render), seen)});
  auto answers = co_await ports_.bookings.place_holds(std::move(holds));
  const Result<Answer>& answer = answers.front();
  if (done_now(answer, seen) != nullptr) {
    ports_.funnel.held(std::nullopt);
    if (request.confirm) ports_.funnel.confirmed(std::nullopt, domain::seconds{0});
  }
  count_conflict(ports_.funnel, answer, seen);
  co_return std::move(answers.front());
}

}  // namespace salon::usecases
