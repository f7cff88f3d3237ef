#include "usecases/reschedule_booking.hpp"

#include "usecases/answered_before.hpp"
#include "usecases/funnel_count.hpp"

namespace salon::usecases {

Task<Result<Answer>> RescheduleBooking::run(domain::Actor actor, BookingKey booking, RescheduleRequest request, Ask ask,
                                            Render<domain::Booking> render) {
  auto key = ask.key;
  auto trying = attempt(std::move(actor), std::move(booking), request, std::move(ask), std::move(render));
  auto answering = unless_answered_before(ports_.bookings, std::move(key), std::move(trying));
  auto answer = co_await answering;
  count_not_shown(ports_.funnel, answer);
  co_return answer;
}

Task<Result<Answer>> RescheduleBooking::attempt(domain::Actor actor, BookingKey booking, RescheduleRequest request,
                                                Ask ask, Render<domain::Booking> render) {
  const auto before = co_await find_accessible(ports_.bookings, actor, booking);
  if (!before) co_return std::unexpected(before.error());
  const domain::RescheduleWish wish{.viewer = viewer_at(actor, before->location_id)};
  // The time it already has needs no showing.
  const bool moves = request.slot_id != before->slot_id;
  const bool must_be_shown = exposure_.is_enforced && wish.viewer == domain::Viewer::customer && moves;
  if (must_be_shown) {
    auto asking = shown_to(ports_.exposures, actor, request.slot_id);
    const ports::Showing showing = co_await asking;
    if (auto shown = check_shown(showing); !shown) co_return std::unexpected(std::move(shown.error()));
  }

  const auto seen = nothing_seen<domain::Booking>();
  auto request_once = once(actor, std::move(ask), watched(std::move(render), seen));
  auto answer = co_await ports_.bookings.reschedule(before->id, request.slot_id, wish, std::move(request_once));
  count_conflict(ports_.funnel, answer, seen);
  co_return answer;
}

}  // namespace salon::usecases
