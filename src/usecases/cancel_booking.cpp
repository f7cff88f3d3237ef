#include "usecases/cancel_booking.hpp"

#include "domain/policy.hpp"
#include "usecases/answered_before.hpp"
#include "usecases/customer_input.hpp"
#include "usecases/funnel_count.hpp"

namespace salon::usecases {

Task<Result<Answer>> CancelBooking::run(domain::Actor actor, BookingKey booking, CancelRequest request, Ask ask,
                                        Render<domain::Booking> render) {
  auto key = ask.key;
  auto trying = attempt(std::move(actor), std::move(booking), std::move(request), std::move(ask), std::move(render));
  return unless_answered_before(bookings_, std::move(key), std::move(trying));
}

Task<Result<Answer>> CancelBooking::attempt(domain::Actor actor, BookingKey booking, CancelRequest request, Ask ask,
                                            Render<domain::Booking> render) {
  const auto before = co_await find_accessible(bookings_, actor, booking);
  if (!before) co_return std::unexpected(before.error());
  const TextField reason{.pointer = "/reason", .longest = domain::policy::longest_reason, .line_breaks = true};
  auto why = read_text(request.reason, reason);
  if (!why) co_return std::unexpected(std::move(why.error()));

  const auto viewer = viewer_at(actor, before->location_id);
  const auto seen = nothing_seen<domain::Booking>();
  auto request_once = once(actor, std::move(ask), watched(std::move(render), seen));
  std::string text = why->value_or("");
  auto answer = co_await bookings_.cancel(before->id, viewer, std::move(text), std::move(request_once));
  count_conflict(funnel_, answer, seen);
  co_return answer;
}

}  // namespace salon::usecases
