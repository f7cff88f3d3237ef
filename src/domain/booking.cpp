#include "domain/booking.hpp"

#include <array>
#include <utility>

namespace salon::domain {
namespace {

constexpr std::size_t status_count = 4;

// Row: from; column: to; both in the order of BookingStatus.
constexpr std::array<std::array<bool, status_count>, status_count> legal_moves{{
    // held, confirmed, cancelled, expired
    {{false, true, true, true}},     // held
    {{false, false, true, false}},   // confirmed
    {{false, false, false, false}},  // cancelled
    {{false, false, false, false}},  // expired
}};

constexpr std::array all_statuses{BookingStatus::held, BookingStatus::confirmed, BookingStatus::cancelled,
                                  BookingStatus::expired};
constexpr std::array all_attendances{Attendance::none, Attendance::arrived, Attendance::in_chair, Attendance::completed,
                                     Attendance::no_show};
constexpr std::array all_sources{BookingSource::web, BookingSource::desk, BookingSource::import};

template <class Enum, std::size_t N>
std::optional<Enum> find_by_text(const std::array<Enum, N>& values, std::string_view text) {
  for (const Enum value : values) {
    if (text_of(value) == text) return value;
  }
  return std::nullopt;
}

struct StatusOfState {
  BookingStatus operator()(const Held&) const { return BookingStatus::held; }
  BookingStatus operator()(const Confirmed&) const { return BookingStatus::confirmed; }
  BookingStatus operator()(const Cancelled&) const { return BookingStatus::cancelled; }
  BookingStatus operator()(const Expired&) const { return BookingStatus::expired; }
};

}  // namespace

BookingStatus status_of(const BookingState& state) { return std::visit(StatusOfState{}, state); }

std::string_view text_of(BookingStatus status) {
  switch (status) {
    case BookingStatus::held:
      return "held";
    case BookingStatus::confirmed:
      return "confirmed";
    case BookingStatus::cancelled:
      return "cancelled";
    case BookingStatus::expired:
      return "expired";
  }
  std::unreachable();
}

std::optional<BookingStatus> parse_booking_status(std::string_view text) { return find_by_text(all_statuses, text); }

bool may_become(BookingStatus from, BookingStatus to) {
  return legal_moves.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(to));
}

std::string_view text_of(Attendance attendance) {
  switch (attendance) {
    case Attendance::none:
      return "none";
    case Attendance::arrived:
      return "arrived";
    case Attendance::in_chair:
      return "in_chair";
    case Attendance::completed:
      return "completed";
    case Attendance::no_show:
      return "no_show";
  }
  std::unreachable();
}

std::optional<Attendance> parse_attendance(std::string_view text) { return find_by_text(all_attendances, text); }

std::string_view text_of(BookingSource source) {
  switch (source) {
    case BookingSource::web:
      return "web";
    case BookingSource::desk:
      return "desk";
    case BookingSource::import:
      return "import";
  }
  std::unreachable();
}

std::optional<BookingSource> parse_booking_source(std::string_view text) { return find_by_text(all_sources, text); }

}  // namespace salon::domain
