#include "usecases/change_booking.hpp"

#include <algorithm>
#include <array>

#include "domain/policy.hpp"
#include "usecases/answered_before.hpp"
#include "usecases/customer_input.hpp"
#include "usecases/funnel_count.hpp"

namespace salon::usecases {
namespace {

using domain::Action;
using domain::Booking;
using domain::Refused;

Result<BookingEdit> read_cancel(const BookingPatch& patch) {
  if (*patch.status != domain::text_of(domain::BookingStatus::cancelled)) {
    return std::unexpected(Refused::field("/status", "can only be set to cancelled"));
  }
  const TextField field{.pointer = "/reason", .longest = domain::policy::longest_reason, .line_breaks = true};
  auto reason = read_text(patch.reason, field);
  if (!reason) return std::unexpected(std::move(reason.error()));
  return CancelForCustomer{reason->value_or("")};
}

Result<BookingEdit> read_attendance(const BookingPatch& patch) {
  const auto attendance = domain::parse_attendance(*patch.attendance);
  if (!attendance) return std::unexpected(Refused::field("/attendance", "is none that we know"));
  return NoteAttendance{*attendance};
}

Result<BookingEdit> read_notes(const BookingPatch& patch) {
  const TextField field{.pointer = "/notes", .longest = domain::policy::longest_notes, .line_breaks = true};
  auto text = read_text(*patch.notes, field);
  if (!text) return std::unexpected(std::move(text.error()));
  if (!*text) return RewriteNotes{};
  return RewriteNotes{domain::parse_notes(**text)};
}

// How the store is asked for each edit.
struct Asked {
  ports::BookingStore& bookings;
  ports::AsSeen<domain::BookingId> booking;
  ports::Once<Booking> once;

  Task<Result<Answer>> operator()(CancelForCustomer edit) {
    return bookings.cancel(std::move(booking), domain::Viewer::staff, std::move(edit.reason), std::move(once));
  }
  Task<Result<Answer>> operator()(MoveBooking edit) {
    return bookings.reschedule(std::move(booking), edit.to, {.viewer = domain::Viewer::staff}, std::move(once));
  }
  Task<Result<Answer>> operator()(NoteAttendance edit) {
    return bookings.set_attendance(std::move(booking), edit.attendance, std::move(once));
  }
  Task<Result<Answer>> operator()(RewriteNotes edit) {
    return bookings.set_notes(std::move(booking), std::move(edit.notes), std::move(once));
  }
};

}  // namespace

Result<BookingEdit> read_booking_patch(const BookingPatch& patch) {
  const std::array given{patch.status.has_value(), patch.slot_id.has_value(), patch.attendance.has_value(),
                         patch.notes.has_value()};
  if (std::ranges::count(given, true) != 1) {
    return std::unexpected(Refused::field("", "one of status, slot_id, attendance and notes is changed at a time"));
  }
  if (patch.reason && !patch.status) return std::unexpected(Refused::field("/reason", "goes with a cancellation only"));
  if (patch.status) return read_cancel(patch);
  if (patch.slot_id) return MoveBooking{*patch.slot_id};
  if (patch.attendance) return read_attendance(patch);
  return read_notes(patch);
}

Task<Result<Answer>> ChangeBooking::run(domain::Actor actor, domain::BookingId booking, BookingPatch patch, Ask ask,
                                        Render<Booking> render) {
  auto key = ask.key;
  auto trying = attempt(std::move(actor), booking, std::move(patch), std::move(ask), std::move(render));
  return unless_answered_before(bookings_, std::move(key), std::move(trying));
}

Task<Result<Answer>> ChangeBooking::attempt(domain::Actor actor, domain::BookingId booking, BookingPatch patch, Ask ask,
                                            Render<Booking> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_bookings); !allowed)
    co_return std::unexpected(allowed.error());
  const auto before = co_await bookings_.find(booking);
  if (!before) co_return domain::refuse(domain::Refusal::not_found, "There is no such booking.");
  auto here = domain::check_access(actor, Action::manage_bookings, before->location_id);
  if (!here) co_return std::unexpected(std::move(here.error()));
  auto edit = read_booking_patch(patch);
  if (!edit) co_return std::unexpected(std::move(edit.error()));

  const auto seen = nothing_seen<Booking>();
  Asked asked{
      bookings_, {booking, std::move(patch.if_version)}, once(actor, std::move(ask), watched(std::move(render), seen))};
  auto change = std::visit(asked, *std::move(edit));
  auto answer = co_await change;
  count_conflict(funnel_, answer, seen);
  co_return answer;
}

}  // namespace salon::usecases
