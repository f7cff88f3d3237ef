// ports::BookingStore on PostgreSQL.
#pragma once

#include "ports/booking_store.hpp"
#include "storage/booking_batcher.hpp"

namespace salon::storage {

class PgBookingStore : public ports::BookingStore {
 public:
  explicit PgBookingStore(Database& database) : database_(database), batcher_(database) {}

  using Answers = std::vector<domain::Result<domain::Answer>>;
  using Answered = domain::Result<domain::Answer>;
  using OnceBooking = ports::Once<domain::Booking>;
  using BookingAsSeen = ports::AsSeen<domain::BookingId>;

  Task<Answers> place_holds(std::vector<ports::PlaceHold> holds) override;
  Task<Answered> confirm(domain::BookingId id, domain::ConfirmWish wish, OnceBooking once) override;
  Task<Answered> cancel(BookingAsSeen booking, domain::Viewer viewer, std::string reason, OnceBooking once) override;
  Task<Answered> reschedule(BookingAsSeen booking, domain::SlotId target, domain::RescheduleWish wish,
                            OnceBooking once) override;
  Task<Answered> set_attendance(BookingAsSeen booking, domain::Attendance attendance, OnceBooking once) override;
  Task<Answered> set_notes(BookingAsSeen booking, std::optional<domain::Notes> notes, OnceBooking once) override;
  Task<domain::Result<void>> import_visits(std::vector<ports::ImportVisit> visits, ports::Requester by) override;
  Task<int> expire_due(int limit) override;
  Task<domain::Result<std::optional<domain::Answer>>> recall(domain::OnceKey key) override;
  Task<std::optional<domain::Booking>> find(domain::BookingId id) override;
  Task<bool> token_opens(domain::BookingId id, ports::TokenHash token) override;
  Task<domain::Result<ports::Page<domain::Booking>>> list(ports::BookingFilter filter,
                                                          ports::PageRequest page) override;
  Task<std::vector<domain::Booking>> of_person(ports::PersonFilter person, int limit) override;
  Task<std::optional<domain::Booking>> live_hold(domain::BookingOwner owner, domain::ServiceId service,
                                                 domain::Date date) override;
  Task<domain::Instant> now() override;

 private:
  Database& database_;
  BookingBatcher batcher_;
};

// The constraints' last word, in booking words; nothing: an error of ours.
[[nodiscard]] std::optional<domain::Refused> refusal_of(const PgRefused& refused);

}  // namespace salon::storage
