#include "usecases/booking_view.hpp"

#include "domain/token.hpp"

namespace salon::usecases {
namespace {

bool owns(const domain::Actor& actor, const domain::BookingOwner& owner) {
  const bool by_account = actor.account && owner.user == actor.account;
  const bool by_session = actor.session && owner.session == actor.session;
  return by_account || by_session;
}

bool is_staff_there(const domain::Actor& actor, domain::LocationId location) {
  return domain::check_access(actor, domain::Action::manage_bookings, location).has_value();
}

}  // namespace

domain::Booking as_of(domain::Booking booking, domain::Instant now) {
  if (auto expired = domain::decide_expire(booking, now)) return std::move(expired->booking);
  return booking;
}

domain::Viewer viewer_at(const domain::Actor& actor, domain::LocationId location) {
  return is_staff_there(actor, location) ? domain::Viewer::staff : domain::Viewer::customer;
}

Task<Result<domain::Booking>> find_accessible(ports::BookingStore& bookings, domain::Actor actor, BookingKey key) {
  const auto booking = co_await bookings.find(key.id);
  if (!booking) co_return domain::refuse(domain::Refusal::not_found, "There is no such booking.");
  if (owns(actor, booking->owner) || is_staff_there(actor, booking->location_id)) co_return *booking;
  if (key.token) {
    const auto hash = domain::token_hash(*key.token);
    const bool opens = co_await bookings.token_opens(key.id, hash);
    if (opens) co_return *booking;
  }
  co_return domain::refuse(domain::Refusal::not_found, "There is no such booking.");
}

Task<ports::Showing> shown_to(ports::ExposureCache& exposures, domain::Actor actor, domain::SlotId slot) {
  const std::string subject = actor.subject();
  auto asking = exposures.was_shown(subject, slot);
  const ports::Showing showing = co_await asking;
  const bool was_a_session = actor.account && actor.session;
  if (showing.is != ports::Shown::no || !was_a_session) co_return showing;
  domain::Actor guest;
  guest.session = actor.session;
  const std::string before = guest.subject();
  auto asking_before = exposures.was_shown(before, slot);
  co_return co_await asking_before;
}

Result<void> check_shown(const ports::Showing& showing) {
  if (showing.is != ports::Shown::no) return {};
  return domain::refuse(domain::Refusal::slot_not_exposed, "Please choose one of the times you were shown.");
}

}  // namespace salon::usecases
