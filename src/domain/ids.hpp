// Typed identifiers. Every resource has a UUIDv7 of its own type, so that a slot's id is never taken for a booking's.
// Source: seed.md "Identifiers", RFC 9562.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace salon::domain {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  // Lower-case canonical form, 36 characters.
  [[nodiscard]] std::string text() const;
  // Any case, hyphens where RFC 9562 puts them; nothing else.
  [[nodiscard]] static std::optional<Uuid> parse(std::string_view text);
  auto operator<=>(const Uuid&) const = default;
};

template <class Tag>
struct Id {
  Uuid uuid;

  [[nodiscard]] std::string text() const { return uuid.text(); }
  [[nodiscard]] static std::optional<Id> parse(std::string_view text) {
    const auto parsed = Uuid::parse(text);
    return parsed ? std::optional<Id>(Id{*parsed}) : std::nullopt;
  }
  auto operator<=>(const Id&) const = default;
};

using LocationId = Id<struct LocationTag>;
using ServiceId = Id<struct ServiceTag>;
using StylistId = Id<struct StylistTag>;
using RuleId = Id<struct RuleTag>;
using SlotId = Id<struct SlotTag>;
using BookingId = Id<struct BookingTag>;
using VisitId = Id<struct VisitTag>;
using CustomerId = Id<struct CustomerTag>;
using AccountId = Id<struct AccountTag>;
using SessionId = Id<struct SessionTag>;
using EventId = Id<struct EventTag>;
using JobId = Id<struct JobTag>;
using TokenFamilyId = Id<struct TokenFamilyTag>;

}  // namespace salon::domain

template <>
struct std::hash<salon::domain::Uuid> {
  std::size_t operator()(const salon::domain::Uuid& uuid) const noexcept;
};
template <class Tag>
struct std::hash<salon::domain::Id<Tag>> {
  std::size_t operator()(const salon::domain::Id<Tag>& id) const noexcept {
    return std::hash<salon::domain::Uuid>{}(id.uuid);
  }
};
