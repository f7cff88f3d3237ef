// Making a hold of one slot ready for the store: new ids, a new token, and a reply that carries the token (D38).
#pragma once

#include <utility>
#include <vector>

#include "domain/token.hpp"
#include "ports/booking_store.hpp"
#include "ports/id_source.hpp"
#include "usecases/place_hold.hpp"

namespace salon::usecases {

[[nodiscard]] inline domain::HoldWish one_slot_wish(ports::IdSource& ids, domain::SlotId slot) {
  domain::HoldWish wish;
  wish.visit_id = ids.next_id<domain::VisitId>();
  wish.items.push_back({.booking_id = ids.next_id<domain::BookingId>(), .slot_id = slot});
  return wish;
}

[[nodiscard]] inline Render<std::vector<domain::Booking>> with_token(Render<PlacedHold> render, std::string token) {
  return [render = std::move(render), token = std::move(token)](const Result<std::vector<domain::Booking>>& bookings) {
    if (!bookings) return render(std::unexpected(bookings.error()));
    return render(PlacedHold{.booking = bookings->front(), .token = token});
  };
}

// As a list, which is how the store takes holds.
[[nodiscard]] inline std::vector<ports::PlaceHold> hold_once(ports::IdSource& ids, domain::HoldWish wish,
                                                             ports::Once<PlacedHold> once) {
  std::array<std::uint8_t, domain::booking_token_bytes> random_bits{};
  ids.random(random_bits);
  const std::string token = domain::token_text(random_bits);
  std::vector<ports::PlaceHold> holds(1);
  holds.front().wish = std::move(wish);
  holds.front().tokens.push_back(domain::token_hash(token));
  holds.front().once = {std::move(once.key), std::move(once.by), with_token(std::move(once.reply), token)};
  return holds;
}

}  // namespace salon::usecases
