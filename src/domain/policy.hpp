// Every named limit, with its unit and its reason. Relations between them are asserted here, so that changing one shows
// what it breaks.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace salon::domain::policy {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Booking (seed.md "Booking Flow", D20, D31, D37, D39). Per location where a location may set its own.
inline constexpr minutes default_hold{10};
inline constexpr minutes default_minimum_notice{60};
inline constexpr int default_horizon_days = 60;
inline constexpr int longest_horizon_days = 365;
inline constexpr minutes default_cancellation_window{24 * 60};
inline constexpr minutes longest_hold{24 * 60};               // a hold of a day is a booking
inline constexpr minutes longest_window{60 * 24 * 60};        // nobody asks for more than two months' notice
inline constexpr std::int64_t highest_price = 1'000'000'000;  // minor units: beyond ten million a slip of the finger
static_assert(default_hold <= longest_hold && default_cancellation_window <= longest_window);
inline constexpr int default_max_live_holds = 3;
inline constexpr std::size_t largest_booking_batch = 64;
inline constexpr std::size_t longest_booking_queue = 512;  // a few batches: who would wait longer hears 503 at once
inline constexpr std::size_t most_slots_in_a_visit = 8;

// Exposure (exposure.md).
inline constexpr int show_all_up_to = 5;
inline constexpr int usual_exposure = 3;
inline constexpr int four_below_percent = 15;
inline constexpr int five_below_percent = 30;
inline constexpr int more_per_reveal = 5;
inline constexpr int largest_reveal = 40;
inline constexpr minutes exposure_sticky{7};
inline constexpr minutes exposure_remembered{60};  // D36: what was shown this long ago can be held
inline constexpr int split_run_penalty_minutes = 8;
static_assert(exposure_sticky < default_hold, "a viewer's list must not change while they hold one of its times");
static_assert(exposure_sticky < exposure_remembered, "what is shown must be holdable");

// Rules (D13, D14) and requests.
inline constexpr int shortest_granularity = 5;
inline constexpr int longest_granularity = 240;
inline constexpr int largest_capacity = 100;
inline constexpr int longest_service_minutes = 12 * 60;
inline constexpr int longest_buffer_minutes = 120;
inline constexpr int longest_range_days = 92;
inline constexpr int default_range_days = 31;
inline constexpr int longest_inline_generation_days = 31;
inline constexpr hours whole_horizon_interval{24};  // in between only its far end is generated (D16)
// The desk's card of a customer: what is counted and what is shown of a person's bookings.
inline constexpr int most_bookings_of_a_person = 1000;
inline constexpr int shown_bookings_of_a_person = 50;
static_assert(shown_bookings_of_a_person <= most_bookings_of_a_person);
inline constexpr std::size_t most_widget_origins = 50;  // all of them stand in one header
inline constexpr std::size_t longest_body_bytes = 64 * 1024;
inline constexpr std::size_t longest_head_bytes = 16 * 1024;
inline constexpr int default_page = 50;
inline constexpr int largest_page = 200;

// Text that people type, in Unicode code points.
inline constexpr std::size_t longest_name = 120;
inline constexpr std::size_t longest_email = 254;
inline constexpr std::size_t longest_notes = 2000;
inline constexpr std::size_t longest_reason = 500;
inline constexpr std::size_t longest_address = 500;
inline constexpr std::size_t longest_url = 2000;

// Idempotency (D40, D41).
inline constexpr hours once_remembered{24};
inline constexpr milliseconds once_wait{2000};
inline constexpr std::size_t shortest_anonymous_key = 16;
inline constexpr std::size_t longest_key = 128;

// How long a request lasts, whatever stands still (reliability.md rule 6). What it waits for is given up a little
// earlier, so that the refusal still comes in time.
inline constexpr milliseconds longest_reading_request{2000};
inline constexpr milliseconds longest_changing_request{5000};
inline constexpr milliseconds time_to_refuse{200};
inline constexpr milliseconds longest_readiness_check{1000};
static_assert(once_wait < longest_changing_request - time_to_refuse, "who waits for a key must hear of it (D41)");

// Identity (api.md "Identity").
inline constexpr minutes access_token_life{15};
inline constexpr hours refresh_token_life{30 * 24};
inline constexpr std::size_t shortest_password = 10;
inline constexpr std::size_t longest_password = 256;
inline constexpr hours signing_key_life{30 * 24};
inline constexpr hours signing_key_overlap{24};
static_assert(access_token_life < signing_key_overlap, "a token must not outlive the key that proves it");

// The worker (D34, D51, reliability.md).
inline constexpr seconds expiry_interval{1};
inline constexpr int expiry_batch = 200;
inline constexpr milliseconds relay_interval{200};
inline constexpr int relay_batch = 500;
inline constexpr seconds invariants_interval{60};
// The check looks at what changed since then: some checks may fail, or come late, before a change is missed.
inline constexpr minutes invariants_look_back{10};
static_assert(invariants_interval * 5 <= invariants_look_back);

// What a serving process does by itself: counts of what was shown are kept, and the brand is looked at.
inline constexpr seconds shown_counts_interval{2};
inline constexpr seconds brand_interval{2};

// The end of a process (reliability.md rule 8): from the signal to the exit, whatever runs.
inline constexpr seconds longest_stop{30};
inline constexpr seconds longest_grace{25};

}  // namespace salon::domain::policy
