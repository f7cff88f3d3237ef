// Staff change a booking at their location: cancel it, move it, note attendance, or rewrite its notes — one of them at
// a time.
#pragma once

#include <variant>

#include "ports/booking_store.hpp"
#include "ports/funnel.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

// The merge patch as it came.
struct BookingPatch {
  std::optional<std::string> status;  // "cancelled" only
  std::optional<std::string> reason;  // with status only
  std::optional<domain::SlotId> slot_id;
  std::optional<std::string> attendance;
  std::optional<std::optional<std::string>> notes;  // null removes them
  domain::IfVersion if_version;                     // If-Match
};

struct CancelForCustomer {
  std::string reason;
};
struct MoveBooking {
  domain::SlotId to;
};
struct NoteAttendance {
  domain::Attendance attendance;
};
struct RewriteNotes {
  std::optional<domain::Notes> notes;
};
using BookingEdit = std::variant<CancelForCustomer, MoveBooking, NoteAttendance, RewriteNotes>;

// VALIDATION_FAILED: none, several, or not one of these.
[[nodiscard]] Result<BookingEdit> read_booking_patch(const BookingPatch& patch);

class ChangeBooking {
 public:
  ChangeBooking(ports::BookingStore& bookings, ports::Funnel& funnel) : bookings_(bookings), funnel_(funnel) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, VERSION_MISMATCH, VALIDATION_FAILED, and those of domain::decide_*.
  [[nodiscard]] Task<Result<Answer>> run(domain::Actor actor, domain::BookingId booking, BookingPatch patch, Ask ask,
                                         Render<domain::Booking> render);

 private:
  [[nodiscard]] Task<Result<Answer>> attempt(domain::Actor actor, domain::BookingId booking, BookingPatch patch,
                                             Ask ask, Render<domain::Booking> render);

  ports::BookingStore& bookings_;
  ports::Funnel& funnel_;
};

}  // namespace salon::usecases
