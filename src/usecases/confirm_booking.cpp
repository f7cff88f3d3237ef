#include "usecases/confirm_booking.hpp"

#include "domain/policy.hpp"
#include "usecases/answered_before.hpp"
#include "usecases/funnel_count.hpp"

namespace salon::usecases {
namespace {

domain::Actor maker_of(const domain::Booking& booking) {
  domain::Actor maker;
  maker.account = booking.owner.user;
  maker.session = booking.owner.session;
  return maker;
}

domain::seconds since_hold(const domain::Booking& booking) {
  const auto* confirmed = std::get_if<domain::Confirmed>(&booking.state);
  if (confirmed == nullptr) return domain::seconds{0};
  return std::chrono::floor<domain::seconds>(confirmed->confirmed_at - booking.created_at);
}

}  // namespace

Task<Result<Answer>> ConfirmBooking::run(domain::Actor actor, BookingKey booking, ConfirmRequest request, Ask ask,
                                         Render<domain::Booking> render) {
  auto key = ask.key;
  auto trying = attempt(std::move(actor), std::move(booking), std::move(request), std::move(ask), std::move(render));
  return unless_answered_before(ports_.bookings, std::move(key), std::move(trying));
}

Task<Result<Answer>> ConfirmBooking::attempt(domain::Actor actor, BookingKey booking, ConfirmRequest request, Ask ask,
                                             Render<domain::Booking> render) {
  const auto before = co_await find_accessible(ports_.bookings, actor, booking);
  if (!before) co_return std::unexpected(before.error());
  const auto location = co_await ports_.catalog.location(before->location_id);
  if (!location) co_return domain::refuse(domain::Refusal::not_found, "There is no such booking.");

  auto customer = read_customer(request.customer, location->region);
  if (!customer) co_return std::unexpected(std::move(customer.error()));
  const TextField reference{.pointer = "/payment_reference", .longest = domain::policy::longest_name};
  auto payment = read_text(request.payment_reference, reference);
  if (!payment) co_return std::unexpected(std::move(payment.error()));

  domain::ConfirmWish wish;
  wish.customer = *std::move(customer);
  wish.payment_reference = *std::move(payment);
  wish.viewer = viewer_at(actor, before->location_id);

  const auto seen = nothing_seen<domain::Booking>();
  auto request_once = once(actor, std::move(ask), watched(std::move(render), seen));
  auto answer = co_await ports_.bookings.confirm(before->id, std::move(wish), std::move(request_once));
  const domain::Booking* confirmed = done_now(answer, seen);
  const bool is_first_time = confirmed != nullptr && before->status() == domain::BookingStatus::held;
  if (is_first_time) {
    auto asking = variant_of(*before, request.variant);
    const auto variant = co_await asking;
    ports_.funnel.confirmed(variant, since_hold(*confirmed));
  }
  count_conflict(ports_.funnel, answer, seen);
  co_return answer;
}

// The one that the time was shown in, as the hold counted; where that is forgotten, the one that its maker has.
Task<std::optional<domain::Variant>> ConfirmBooking::variant_of(domain::Booking booking,
                                                                std::optional<std::string> header) {
  if (booking.source != domain::BookingSource::web) co_return std::nullopt;
  const domain::Actor maker = maker_of(booking);
  auto asking = shown_to(ports_.exposures, maker, booking.slot_id);
  const ports::Showing showing = co_await asking;
  if (showing.in) co_return showing.in;
  const auto variant = choose_variant(exposure_, ports_.secrets.exposure_key(), maker.subject(), header);
  co_return variant ? std::optional(*variant) : std::nullopt;
}

}  // namespace salon::usecases
