// A booking as it is told: with the store's time beside it, and a hold past its end told as expired whether or not the
// worker has tidied it up (D34). Also: whose booking it is (D38, D60).
#pragma once

#include <optional>
#include <string>

#include "domain/access.hpp"
#include "domain/booking.hpp"
#include "ports/booking_store.hpp"
#include "ports/exposure_cache.hpp"

namespace salon::usecases {

using domain::Result;
using platform::Task;

struct BookingView {
  domain::Booking booking;
  domain::Instant server_now;
};

[[nodiscard]] domain::Booking as_of(domain::Booking booking, domain::Instant now);

// How someone says that a booking is theirs, besides who they are: the raw `X-Booking-Token`, if one came.
struct BookingKey {
  domain::BookingId id;
  std::optional<std::string> token;
};

// Their own by account, session or token; staff: also those of their locations. NOT_FOUND otherwise, as if there were
// none. The stored booking, due holds as they are.
[[nodiscard]] Task<Result<domain::Booking>> find_accessible(ports::BookingStore& bookings, domain::Actor actor,
                                                            BookingKey key);

// Staff count as staff only where they work; elsewhere they are customers like any other.
[[nodiscard]] domain::Viewer viewer_at(const domain::Actor& actor, domain::LocationId location);

// A viewer who has just signed in is still the session that saw the slot (D36).
[[nodiscard]] Task<ports::Showing> shown_to(ports::ExposureCache& exposures, domain::Actor actor, domain::SlotId slot);
// SLOT_NOT_EXPOSED.
[[nodiscard]] Result<void> check_shown(const ports::Showing& showing);

}  // namespace salon::usecases
