// The brand in memory: what the tables hold, as a few maps, shared by the memory stores. For tests, use cases and the
// simulation: one thread, no waiting, every rule decided by the same pure functions that PostgreSQL's stores ask.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/booking.hpp"
#include "domain/booking_event.hpp"
#include "domain/brand.hpp"
#include "domain/location.hpp"
#include "domain/once.hpp"
#include "domain/rule.hpp"
#include "domain/service.hpp"
#include "domain/slot_instance.hpp"
#include "domain/stylist.hpp"
#include "ports/account_store.hpp"
#include "ports/analytics_store.hpp"
#include "ports/clock.hpp"
#include "ports/event_store.hpp"
#include "ports/id_source.hpp"
#include "ports/job_store.hpp"

namespace salon::testing {

struct KeptSlot {
  domain::SlotInstance slot;
  bool ever_booked = false;  // cancelled, expired and moved bookings count (D16)
};

// One busy stretch of a live booking's stylist (D4).
struct Allocation {
  domain::BookingId booking_id;
  domain::SlotId slot_id;
  domain::TimeRange during;
  bool operator==(const Allocation&) const = default;
};

struct OutboxRow {
  domain::Event event;
  bool is_published = false;
};

struct KeptRefreshToken {
  ports::RefreshToken token;
  bool is_used = false;
};

struct KeptJob {
  ports::Job job;
  std::optional<domain::Instant> begun_at;
  std::optional<domain::Instant> heard_of_at;  // when its worker last said something
};

// Who asked and for which key: the identity of a request (D40).
using OnceName = std::pair<std::string, std::string>;

struct MemoryBrand {
  MemoryBrand(ports::Clock& time, ports::IdSource& new_ids) : clock(time), ids(new_ids) {}

  ports::Clock& clock;
  ports::IdSource& ids;

  domain::Brand itself;
  std::map<domain::LocationId, domain::Location> locations;
  std::map<domain::ServiceId, domain::Service> services;
  std::map<domain::StylistId, domain::Stylist> stylists;
  std::map<domain::RuleId, domain::Rule> rules;
  std::map<domain::SlotId, KeptSlot> slots;

  std::map<domain::BookingId, domain::Booking> bookings;
  std::map<domain::BookingId, std::string> cancel_reasons;
  std::set<std::pair<domain::BookingId, ports::TokenHash>> tokens;
  // What partial indexes are in a database: the live bookings of a slot, the holds, the live allocations of a stylist.
  std::map<domain::SlotId, std::vector<domain::BookingId>> live_of_slot;
  std::set<domain::BookingId> holds;
  std::map<domain::StylistId, std::vector<Allocation>> allocations;

  std::map<OnceName, domain::RememberedReply> remembered;
  std::vector<OutboxRow> outbox;
  std::int64_t last_position = 0;
  bool is_outbox_pruned = false;  // old events are gone, so that histories may begin late
  std::vector<ports::AuditRow> audit;
  std::map<domain::JobId, KeptJob> jobs;

  std::map<std::tuple<domain::LocationId, domain::Date, domain::Variant>, ports::ShownCount> shown;

  std::map<domain::AccountId, ports::Account> accounts;
  std::map<ports::TokenHash, KeptRefreshToken> refresh_tokens;
  std::vector<ports::SigningKey> signing_keys;  // newest first
};

// What an audit row says besides when and by whom (D52).
struct AuditNote {
  std::string action;
  std::optional<domain::LocationId> location_id;
  std::string entity;
  std::string entity_id;
  std::string before;
  std::string after;
};
void note_in_audit(MemoryBrand& brand, const ports::Requester& by, AuditNote note);

// An event of something that is not a booking, with its audit row (D50, D52).
struct PlainEvent {
  domain::EventType type;
  domain::LocationId location_id;
  std::int64_t version = 0;
  std::string data;
};
void add_event(MemoryBrand& brand, PlainEvent event, std::optional<domain::BookingId> booking = {});

// A horizon's generation for a location, unless one is waiting already (D16). Nothing for a location that is not there.
void want_slots(MemoryBrand& brand, domain::LocationId location);
// The same for these days.
void want_days(MemoryBrand& brand, const ports::GenerateSlots& wanted);
// From today in the location's zone to the end of its horizon.
[[nodiscard]] ports::GenerateSlots horizon_of(const domain::Location& location, domain::Instant now);

// The hash that seals a row behind the one before it.
[[nodiscard]] std::string audit_hash(const std::string& previous_hash, const ports::AuditRow& row);

}  // namespace salon::testing
