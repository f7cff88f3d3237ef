#include "usecases/reschedule_booking.hpp"

#include "usecases/funnel_count.hpp"

namespace salon::usecases {

Task<Result<Answer>> RescheduleBooking::run(domain::Actor actor, BookingKey booking, RescheduleRequest request, Ask ask,
                                            Render<domain::Booking> render) {
  const auto before = co_await find_accessible(ports_.bookings, actor, booking);
  if (!before) co_return std::unexpected(before.error());
  const domain::RescheduleWish wish{.viewer = viewer_at(actor, before->location_id)};
  // The time it already has needs no showing.
  const bool moves = request.slot_id != before->slot_id;
  const bool must_be_shown = exposure_.is_enforced && wish.viewer == domain::Viewer::customer && moves;
  if (must_be_shown) {
    const auto shown = co_await was_shown_to(ports_.exposures, actor, request.slot_id);
    if (shown == ports::Shown::no) {
      ports_.funnel.conflict(domain::Refusal::slot_not_exposed);
      co_return domain::refuse(domain::Refusal::slot_not_exposed, "Please choose one of the times you were shown.");
    }
  }

  const auto seen = nothing_seen<domain::Booking>();
  auto request_once = once(actor, std::move(ask), watched(std::move(render), seen));
  auto answer = co_await ports_.bookings.reschedule(before->id, request.slot_id, wish, std::move(request_once));
  count_conflict(ports_.funnel, answer, seen);
  co_return answer;
}

}  // namespace salon::usecases
