// The two to five times that one viewer is shown of one day (seed "Slot Exposure", exposure.md).
#pragma once

#include "domain/access.hpp"
#include "domain/zone.hpp"
#include "ports/booking_store.hpp"
#include "ports/clock.hpp"
#include "ports/day_book.hpp"
#include "ports/exposure_cache.hpp"
#include "ports/funnel.hpp"
#include "ports/secret_box.hpp"
#include "usecases/exposure_policy.hpp"

namespace salon::usecases {

using domain::Result;
using platform::Task;

struct SlotsQuery {
  domain::LocationId location_id;
  domain::ServiceId service_id;
  domain::Date date;
  std::optional<domain::StylistId> stylist_id;
  int reveal = 1;
  std::optional<std::string> timezone;
  std::optional<std::string> variant;  // the header, as it came
};

struct ShownSlot {
  struct By {
    domain::StylistId id;
    std::string name;
  };
  domain::SlotId id;
  domain::Instant start_at;
  domain::Instant end_at;
  domain::DayPart day_part = domain::DayPart::none;  // by the location's clock, whatever ?timezone says
  std::optional<By> stylist;
  domain::Money price;
};

struct SlotsView {
  domain::Date date;
  domain::Zone zone;  // asked for, else the location's: for local_start and local_end
  std::vector<ShownSlot> slots;
  int total = 0;
  bool has_more = false;
  domain::Variant variant = domain::Variant::control;
  domain::Instant server_now;
  std::optional<domain::Date> next_available;  // the date itself when it has something
  std::optional<domain::Booking> held;         // the caller's own live hold for this service and date
};

class ListSlots {
 public:
  struct Ports {
    ports::DayBook& book;
    ports::BookingStore& bookings;
    ports::ExposureCache& exposures;
    const ports::SecretBox& secrets;
    ports::Funnel& funnel;
    ports::Clock& clock;  // what is still ahead: shown, not decided
  };
  ListSlots(Ports ports, ExposurePolicy policy) : ports_(ports), policy_(policy) {}

  // NOT_FOUND as for dates; UNKNOWN_VARIANT; VALIDATION_FAILED: ?reveal, ?timezone.
  [[nodiscard]] Task<Result<SlotsView>> run(domain::Actor actor, SlotsQuery query);

 private:
  [[nodiscard]] Task<std::optional<domain::StickyExposure>> sticky_of(domain::Actor actor, ports::ExposurePlace place);
  [[nodiscard]] Task<std::optional<domain::Booking>> hold_of(domain::Actor actor, SlotsQuery query);
  [[nodiscard]] Task<void> keep(ports::ExposurePlace place, domain::StickyExposure shown,
                                std::optional<domain::StickyExposure> before);

  Ports ports_;
  ExposurePolicy policy_;
};

}  // namespace salon::usecases
