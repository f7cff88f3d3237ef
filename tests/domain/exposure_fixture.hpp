// Viewers and days to try exposures on: one salon in Dubai, one day in December, slots and viewers told apart by
// number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/exposure.hpp"

namespace salon::domain::exposure_fixture {

inline constexpr std::int64_t some_hour = 493727;

inline Zone dubai() { return Zone::find("Asia/Dubai").value(); }
inline Instant at(std::string_view text) { return parse_instant(text).value(); }
// In Dubai (UTC+4, no daylight saving) on one day in December.
inline Instant at_hour(int hour, int minute = 0) {
  return at("2026-12-03T00:00:00+04:00") + std::chrono::hours{hour} + minutes{minute};
}

template <class AnyId>
AnyId numbered(std::uint32_t number) {
  AnyId id;
  for (std::size_t i = 0; i < 4; ++i) id.uuid.bytes[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  return id;
}
inline SlotId slot(std::uint32_t number) { return numbered<SlotId>(number); }

inline ExposureKey a_key() {
  ExposureKey key;
  key.fill(7);
  return key;
}

inline ExposureInput viewer(std::uint32_t number, std::int64_t hour = some_hour) {
  ExposureInput input;
  input.subject = "session:" + numbered<SessionId>(number).text();
  input.location_id = numbered<LocationId>(1);
  input.date = parse_date("2026-12-03").value();
  input.service_id = numbered<ServiceId>(2);
  input.epoch_hour = hour;
  return input;
}

// Numbered from 1, one each half hour.
inline std::vector<Candidate> half_hours(int first_hour, int count) {
  std::vector<Candidate> slots;
  for (int i = 0; i < count; ++i) {
    slots.push_back({.id = slot(static_cast<std::uint32_t>(i + 1)), .start_at = at_hour(first_hour, 30 * i)});
  }
  return slots;
}

inline Exposure shown_to(const ExposureInput& input, std::vector<Candidate> slots) {
  return expose(a_key(), input, dubai(), std::move(slots));
}

}  // namespace salon::domain::exposure_fixture
