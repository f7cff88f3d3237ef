#include "edge/funnel_metrics.hpp"

namespace salon::edge {
namespace {

// Staff book without being shown anything.
std::string_view label_of(std::optional<domain::Variant> variant) {
  return variant ? domain::text_of(*variant) : "staff";
}

template <class Handle, class Family>
std::vector<Handle> of_each_variant(Family& family) {
  std::vector<Handle> handles;
  for (const domain::Variant variant : {domain::Variant::control, domain::Variant::compact})
    handles.push_back(family.with({domain::text_of(variant)}));
  return handles;
}

}  // namespace

FunnelMetrics::FunnelMetrics(platform::Metrics& metrics)
    : exposed_slots_(of_each_variant<platform::Histogram>(metrics.histogram(
          {.name = "exposed_slots", .help = "Slots shown in one answer of the slot list.", .labels = {"variant"}},
          {0, 1, 2, 3, 4, 5, 10, 20, 50}))),
      eligible_slots_(of_each_variant<platform::Histogram>(
          metrics.histogram({.name = "eligible_slots",
                             .help = "Slots that one answer of the slot list was chosen from.",
                             .labels = {"variant"}},
                            {0, 1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 500}))),
      nothing_free_(of_each_variant<platform::Counter>(
          metrics.counter({.name = "exposures_empty_total",
                           .help = "Answers of the slot list that had nothing to show.",
                           .labels = {"variant"}}))),
      holds_(metrics.counter({.name = "booking_holds_total", .help = "Holds placed.", .labels = {"variant"}})),
      confirmations_(metrics.counter(
          {.name = "booking_confirmations_total", .help = "Bookings confirmed.", .labels = {"variant"}})),
      hold_to_confirm_(metrics.histogram(
          {.name = "hold_to_confirm_seconds", .help = "From the hold to its confirmation.", .labels = {"variant"}},
          {5, 10, 20, 30, 60, 90, 120, 180, 300, 450, 600, 900})),
      conflicts_(metrics.counter(
          {.name = "booking_conflicts_total", .help = "Bookings that were refused, by code.", .labels = {"code"}})) {}

void FunnelMetrics::exposed(Exposed what) {
  const auto variant = static_cast<std::size_t>(what.variant);
  exposed_slots_.at(variant).observe(what.shown);
  eligible_slots_.at(variant).observe(what.total);
  if (what.total == 0) nothing_free_.at(variant).add();
}

void FunnelMetrics::held(std::optional<domain::Variant> variant) { holds_.with({label_of(variant)}).add(); }

void FunnelMetrics::confirmed(std::optional<domain::Variant> variant, domain::seconds since_hold) {
  confirmations_.with({label_of(variant)}).add();
  hold_to_confirm_.with({label_of(variant)}).observe(static_cast<double>(since_hold.count()));
}

void FunnelMetrics::conflict(domain::Refusal why) { conflicts_.with({domain::code_of(why)}).add(); }

}  // namespace salon::edge
