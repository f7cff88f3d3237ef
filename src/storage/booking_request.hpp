// What people ask of bookings, so that many of them can share one transaction.
#pragma once

#include <variant>

#include "ports/booking_store.hpp"

namespace salon::storage {

struct CancelRequest {
  domain::Viewer viewer = domain::Viewer::customer;
  std::string reason;
};
struct MoveRequest {
  domain::SlotId target;
  domain::RescheduleWish wish;
};
struct NotesRequest {
  std::optional<domain::Notes> notes;
};
// The worker's: nothing happens to a hold that is not due.
struct ExpireRequest {};

struct ChangeRequest {
  ports::AsSeen<domain::BookingId> booking;
  std::variant<domain::ConfirmWish, CancelRequest, MoveRequest, domain::Attendance, NotesRequest, ExpireRequest> wish;
  ports::Once<domain::Booking> once;
};

// A hold of one or several times, or a change of one booking.
using BookingRequest = std::variant<ports::PlaceHold, ChangeRequest>;

[[nodiscard]] inline const std::optional<domain::OnceKey>& key_of(const BookingRequest& request) {
  return std::visit([](const auto& asked) -> const std::optional<domain::OnceKey>& { return asked.once.key; }, request);
}

[[nodiscard]] inline const ports::Requester& requester_of(const BookingRequest& request) {
  return std::visit([](const auto& asked) -> const ports::Requester& { return asked.once.by; }, request);
}

}  // namespace salon::storage
