// A page of the appointment book: one service on one day at one salon, as it was at one moment, in little memory.
// The page alone does not age. What is eligible on it depends on the time besides; read_page() says that, by the one
// definition (why_ineligible, D20), and for how long it stays so.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/booking.hpp"
#include "domain/exposure.hpp"
#include "domain/occupancy.hpp"
#include "domain/salon_terms.hpp"

namespace salon::domain {

struct DayPage {
  static constexpr std::uint16_t no_stylist = 0xFFFF;

  struct Slot {
    SlotId id;
    std::int32_t start = 0;  // seconds from `zero`
    std::int32_t length = 0;
    std::uint16_t stylist = no_stylist;  // its place in `stylists`
    std::uint16_t active = 0;            // its place in `active`
    std::uint16_t capacity = 1;
    std::uint16_t booked = 0;
    std::uint16_t hold = 0;
    bool blocked = false;
  };
  struct Stylist {
    StylistId id;
    std::string name;
    bool active = true;
    std::int64_t price_minor = 0;  // of this service
    std::uint32_t busy_from = 0;   // their stretch of `busy`
    std::uint32_t busy_to = 0;
  };
  struct Hold {
    SlotId slot_id;
    BookingId booking_id;
    BookingOwner owner;
    Instant expires_at;
  };

  LocationId location_id;
  ServiceId service_id;
  Date date;
  TimeRange covers;                               // the busy times of this stretch are known; it holds the whole day
  Instant zero;                                   // `start` counts from here
  std::int64_t price_minor = 0;                   // where no stylist is
  std::vector<Slot> slots;                        // by (start_at, id); blocked ones too
  std::vector<std::vector<ActiveOffset>> active;  // the few that slots differ in
  std::vector<Stylist> stylists;                  // of these slots, ascending by id
  std::vector<BusyTime> busy;                     // of these stylists, by (stylist, start)
  std::vector<Hold> holds;                        // in these slots, due ones too

  [[nodiscard]] Instant start_of(const Slot& slot) const { return zero + seconds{slot.start}; }
  [[nodiscard]] SlotInstance instance(const Slot& slot) const;
  [[nodiscard]] const Stylist* stylist_of(const Slot& slot) const {
    return slot.stylist == no_stylist ? nullptr : &stylists[slot.stylist];
  }
  [[nodiscard]] std::optional<std::uint16_t> place_of(StylistId stylist) const;
  [[nodiscard]] std::span<const BusyTime> busy_of(const Stylist& stylist) const {
    return std::span(busy).subspan(stylist.busy_from, stylist.busy_to - stylist.busy_from);
  }
  [[nodiscard]] std::int64_t price_of(const Slot& slot) const {
    return slot.stylist == no_stylist ? price_minor : stylists[slot.stylist].price_minor;
  }
  [[nodiscard]] bool has_live_hold_of(const BookingOwner& owner, Instant now) const;
  [[nodiscard]] std::size_t bytes() const;
};

// How much of a page is read: each has what the one before it has.
enum class Detail : std::uint8_t { counts, list, gap_costs };

// What a customer can book on a page, from one moment until another.
struct DayReading {
  using Place = EligibleSlots::Place;

  Detail detail = Detail::counts;
  Instant from;  // holds at every moment of [from, until), while page and terms stay what they are
  Instant until;
  int total = 0;
  std::vector<int> of_stylist;  // how many of them each stylist of the page has
  std::vector<Place> on_page;   // from Detail::list on: where each eligible slot stands among the page's slots,
  EligibleSlots eligible;       // and what choosing among them needs

  [[nodiscard]] bool tells(Detail wanted, Instant now) const { return detail >= wanted && from <= now && now < until; }
  // One stylist's among the eligible ones; from Detail::list on.
  [[nodiscard]] std::vector<EligibleSlots::Place> places_of(const DayPage& page, StylistId stylist) const;
  // Of one stylist, or of all.
  [[nodiscard]] int count(const DayPage& page, const std::optional<StylistId>& stylist) const;
  [[nodiscard]] std::size_t bytes() const;
};

struct ReadPage {
  Instant now;
  Detail detail = Detail::counts;
};
[[nodiscard]] DayReading read_page(const DayPage& page, const SalonTerms& terms, ReadPage how);

}  // namespace salon::domain
