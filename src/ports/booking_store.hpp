// Bookings. Every call that changes one takes, in this order: the request's key, the owner, the stylists ascending, the
// slots ascending, the rest (D31); decides by domain/booking under those locks with the store's own clock; and writes
// counters, booking, allocations, event, audit row and the remembered reply in one transaction.
#pragma once

#include "domain/booking.hpp"
#include "ports/secret_box.hpp"
#include "ports/store.hpp"

namespace salon::ports {

struct PlaceHold {
  domain::HoldWish wish;
  std::vector<TokenHash> tokens;  // one for each item: who shows the token may manage the booking (D38)
  Once<std::vector<domain::Booking>> once;
};

// A hold that has run out by then is expired, whether or not it has been tidied up (D34).
struct StatusThen {
  domain::BookingStatus status;
  domain::Instant then;
};

struct BookingFilter {
  std::vector<domain::LocationId> location_ids;  // empty: every location
  std::optional<domain::StylistId> stylist_id;
  std::optional<domain::ServiceId> service_id;
  std::optional<StatusThen> status;
  std::optional<domain::Instant> from;  // start_at ≥
  std::optional<domain::Instant> to;    // start_at <
  std::optional<domain::PhoneNumber> phone;
  std::optional<std::string> q;  // booking id, phone, e-mail, or words of a name (prefixes of three letters or more)
  std::optional<domain::AccountId> user;
};

// One person, as far as the salon can tell: by phone, else by account.
struct PersonFilter {
  std::optional<domain::PhoneNumber> phone;
  std::optional<domain::AccountId> user;
  std::vector<domain::LocationId> location_ids;  // empty: every location
};

// A visit that took place before this platform kept the book: no notice, no exposure, no hold (the demo brand's past;
// imports).
struct ImportVisit {
  domain::BookingId booking_id;
  domain::VisitId visit_id;
  domain::LocationId location_id;
  domain::ServiceId service_id;
  std::optional<domain::StylistId> stylist_id;
  domain::SlotId slot_id;  // of the slot instance to make when there is none at this start
  domain::Instant start_at;
  domain::Instant end_at;
  bool cancelled = false;
  domain::Attendance attendance = domain::Attendance::completed;
  domain::CustomerDetails customer;
};

// Also the memory of all requests, whatever they changed.
class BookingStore : public RequestMemory {
 public:
  // One transaction for all that are here; one answer each, in order. Each is decided by itself: one refused does not
  // touch another.
  [[nodiscard]] virtual Task<std::vector<Result<Answer>>> place_holds(std::vector<PlaceHold> holds) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> confirm(domain::BookingId id, domain::ConfirmWish wish,
                                                     Once<domain::Booking> once) = 0;
  // The window is the location's own.
  [[nodiscard]] virtual Task<Result<Answer>> cancel(AsSeen<domain::BookingId> booking, domain::Viewer viewer,
                                                    std::string reason, Once<domain::Booking> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> reschedule(AsSeen<domain::BookingId> booking, domain::SlotId target,
                                                        domain::RescheduleWish wish, Once<domain::Booking> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> set_attendance(AsSeen<domain::BookingId> booking,
                                                            domain::Attendance attendance,
                                                            Once<domain::Booking> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> set_notes(AsSeen<domain::BookingId> booking,
                                                       std::optional<domain::Notes> notes,
                                                       Once<domain::Booking> once) = 0;
  // CONFLICT when the stylist was elsewhere. Importing a booking id again changes nothing.
  [[nodiscard]] virtual Task<Result<void>> import_visits(std::vector<ImportVisit> visits, Requester by) = 0;

  // Due holds, oldest first, at most `limit`; those that someone holds a lock on are left for the next time (D34). How
  // many expired.
  [[nodiscard]] virtual Task<int> expire_due(int limit) = 0;

  [[nodiscard]] virtual Task<std::optional<domain::Booking>> find(domain::BookingId id) = 0;
  [[nodiscard]] virtual Task<bool> token_opens(domain::BookingId id, TokenHash token) = 0;
  // By (start_at, id). VALIDATION_FAILED (?cursor).
  [[nodiscard]] virtual Task<Result<Page<domain::Booking>>> list(BookingFilter filter, PageRequest page) = 0;
  // Newest start first.
  [[nodiscard]] virtual Task<std::vector<domain::Booking>> of_person(PersonFilter person, int limit) = 0;
  // The owner's live hold for a service on a local date of its location, if there is one.
  [[nodiscard]] virtual Task<std::optional<domain::Booking>> live_hold(domain::BookingOwner owner,
                                                                       domain::ServiceId service,
                                                                       domain::Date date) = 0;
  // The store's clock: what decides (tests move it).
  [[nodiscard]] virtual Task<domain::Instant> now() = 0;
};

}  // namespace salon::ports
