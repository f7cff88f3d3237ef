#include "domain/slot_expansion.hpp"

#include <algorithm>
#include <utility>

namespace salon::domain {
namespace {

using std::chrono::days;
using Ranges = std::vector<TimeRange>;

// Empty when daylight saving swallowed all of it (D14).
TimeRange time_of(const Rule& rule, const Zone& zone, Date date) {
  return {zone.instant_of(date, rule.start_time), zone.instant_of(date + days{rule.end_day_offset}, rule.end_time)};
}

struct Window {
  TimeRange time;
  const Rule* rule;
};

bool begins_on(const Rule& rule, Date date) { return rule.in_force_on(date) && rule.has_weekday_of(date); }

void add_common(Ranges& out, const TimeRange& one, const TimeRange& other) {
  const TimeRange common{std::max(one.start, other.start), std::min(one.end, other.end)};
  if (!common.is_empty()) out.push_back(common);
}

// By start; what touches or overlaps becomes one.
Ranges joined(Ranges ranges) {
  std::ranges::sort(ranges);
  Ranges out;
  for (const TimeRange& range : ranges) {
    if (!out.empty() && range.start <= out.back().end) {
      out.back().end = std::max(out.back().end, range.end);
    } else {
      out.push_back(range);
    }
  }
  return out;
}

Ranges without(const Ranges& pieces, const TimeRange& closure) {
  Ranges out;
  for (const TimeRange& piece : pieces) {
    const TimeRange before{piece.start, std::min(piece.end, closure.start)};
    const TimeRange after{std::max(piece.start, closure.end), piece.end};
    if (!before.is_empty()) out.push_back(before);
    if (!after.is_empty()) out.push_back(after);
  }
  return out;
}

bool is_own(RuleScope scope) { return scope >= RuleScope::stylist; }

std::optional<std::string_view> why_not(const Service* service, const Stylist* stylist, const ExpansionInput& input) {
  if (service == nullptr || !service->active) return "service_inactive";
  if (!service->requires_stylist) return std::nullopt;
  if (stylist == nullptr || !stylist->active || !stylist->works_at(input.location->id)) return "stylist_inactive";
  if (!stylist->can_do(*service)) return "skill_missing";
  return std::nullopt;
}

template <class Thing, class ThingId>
const Thing* find_by_id(std::span<const Thing> things, ThingId id) {
  const auto found = std::ranges::find(things, id, &Thing::id);
  return found == things.end() ? nullptr : &*found;
}

template <class Thing>
std::vector<const Thing*> by_id(std::span<const Thing> things) {
  std::vector<const Thing*> out;
  out.reserve(things.size());
  for (const Thing& thing : things) out.push_back(&thing);
  std::ranges::sort(out, {}, [](const Thing* thing) { return thing->id; });
  return out;
}

struct Start {
  Instant at;
  std::size_t turn;  // earlier windows speak first
  int capacity;
  bool is_asked;  // a window of the days asked for has it
};

void add_starts(std::vector<Start>& out, const OpenPiece& open, minutes length, bool is_asked) {
  const minutes step{open.granularity_minutes};
  const auto before_piece = open.piece.start - open.anchor;
  const auto steps = (before_piece + step - Instant::duration{1}) / step;
  for (Instant at = open.anchor + steps * step; at + length <= open.piece.end; at += step) {
    out.push_back({at, out.size(), open.capacity, is_asked});
  }
}

// One start each, by time: of several windows with the same start the first has the say.
std::vector<Start> distinct(std::vector<Start> starts) {
  std::ranges::sort(starts, {}, [](const Start& start) { return std::pair(start.at, start.turn); });
  std::vector<Start> out;
  for (const Start& start : starts) {
    if (!out.empty() && out.back().at == start.at) {
      out.back().is_asked = out.back().is_asked || start.is_asked;
    } else {
      out.push_back(start);
    }
  }
  return out;
}

void expand_offer(const ExpansionInput& input, const Zone& zone, const Service& service, const Stylist* stylist,
                  std::vector<SlotDraft>& out) {
  const OfferKey offer{service.id, stylist ? std::optional(stylist->id) : std::nullopt};
  const StylistTerms* terms = stylist ? stylist->terms_for(service.id) : nullptr;
  const std::optional<int> own_duration = terms ? terms->duration_minutes : std::nullopt;
  const minutes length{duration_with(service, own_duration)};
  const OfferHours hours(input.rules, zone, offer);
  std::vector<Start> starts;
  for (Date date = input.from - days{1}; date <= input.to; date += days{1}) {
    for (const OpenPiece& open : hours.pieces_of(date)) add_starts(starts, open, length, date >= input.from);
  }
  const auto active = active_offsets(service, own_duration);
  for (const Start& start : distinct(std::move(starts))) {
    if (!start.is_asked) continue;
    out.push_back({.service_id = service.id,
                   .stylist_id = offer.stylist_id,
                   .date = zone.date_of(start.at),
                   .start_at = start.at,
                   .end_at = start.at + length,
                   .capacity = start.capacity,
                   .active = active});
  }
}

}  // namespace

OfferHours::OfferHours(std::span<const Rule> rules, const Zone& zone, OfferKey offer) : zone_(&zone) {
  for (const Rule& rule : rules) {
    if (rule.applies_to(offer.service_id, offer.stylist_id)) rules_.push_back(&rule);
  }
  std::ranges::sort(rules_, {}, [](const Rule* rule) { return rule->id; });
}

// D11: the most specific scope with an open rule of the kind in force, whatever the rule's weekdays.
std::optional<RuleScope> OfferHours::deciding_scope(RuleKind kind, Date date, RuleScope least) const {
  std::optional<RuleScope> out;
  for (const Rule* rule : rules_) {
    if (rule->is_closed || rule->kind != kind || rule->scope() < least || !rule->in_force_on(date)) continue;
    if (!out || rule->scope() > *out) out = rule->scope();
  }
  return out;
}

std::vector<const Rule*> OfferHours::beginning(RuleKind kind, RuleScope scope, Date date) const {
  std::vector<const Rule*> out;
  for (const Rule* rule : rules_) {
    if (!rule->is_closed && rule->kind == kind && rule->scope() == scope && begins_on(*rule, date)) out.push_back(rule);
  }
  return out;
}

// D11: the first kind that has anything in force decides, even when what it decides is that this weekday is closed.
std::vector<const Rule*> OfferHours::windows_of(Date date) const {
  for (const RuleKind kind : {RuleKind::exception, RuleKind::date_range, RuleKind::weekly}) {
    if (const auto scope = deciding_scope(kind, date, RuleScope::location)) return beginning(kind, *scope, date);
  }
  return {};
}

// What of a window lies in the stylist's own weekly hours. Each day's part is asked of the own rules in force on that
// day: those windows that begin on it, and those of the day before that run past midnight. Without own rules in force
// the stylist follows the location.
std::vector<TimeRange> OfferHours::within_own_hours(TimeRange window, Date date) const {
  Ranges out;
  for (const Date day : {date, date + days{1}}) {
    Ranges part;
    add_common(part, window, zone_->day(day));
    if (part.empty()) continue;
    if (!deciding_scope(RuleKind::weekly, day, RuleScope::stylist)) {
      out.push_back(part.front());
      continue;
    }
    for (const Date begin : {day - days{1}, day}) {
      const auto scope = deciding_scope(RuleKind::weekly, begin, RuleScope::stylist);
      if (!scope) continue;
      for (const Rule* own : beginning(RuleKind::weekly, *scope, begin)) {
        add_common(out, part.front(), time_of(*own, *zone_, begin));
      }
    }
  }
  return joined(std::move(out));
}

// D12: whatever may close a part of a window that begins on the date, wherever the window ends.
std::vector<TimeRange> OfferHours::closures_around(Date date) const {
  Ranges out;
  for (const Rule* rule : rules_) {
    if (!rule->is_closed) continue;
    for (const Date begin : {date - days{1}, date, date + days{1}}) {
      if (!begins_on(*rule, begin)) continue;
      const TimeRange closure = time_of(*rule, *zone_, begin);
      if (!closure.is_empty()) out.push_back(closure);
    }
  }
  return out;
}

std::vector<OpenPiece> OfferHours::pieces_of(Date date) const {
  std::vector<OpenPiece> out;
  std::vector<Window> windows;
  for (const Rule* rule : windows_of(date)) {
    const TimeRange time = time_of(*rule, *zone_, date);
    if (!time.is_empty()) windows.push_back({time, rule});
  }
  if (windows.empty()) return out;
  std::ranges::sort(windows, {}, [](const Window& window) { return std::pair(window.time.start, window.rule->id); });
  const Ranges closures = closures_around(date);
  for (const auto& [time, rule] : windows) {
    const bool bends_to_own_hours = rule->kind != RuleKind::weekly && !is_own(rule->scope());
    Ranges pieces = bends_to_own_hours ? within_own_hours(time, date) : Ranges{time};
    for (const TimeRange& closure : closures) pieces = without(pieces, closure);
    for (const TimeRange& piece : pieces) {
      out.push_back({piece, time.start, rule->slot_granularity_minutes, rule->slot_capacity});
    }
  }
  return out;
}

std::vector<OpenPiece> open_pieces(std::span<const Rule> rules, const Zone& zone, OfferKey offer, Date date) {
  return OfferHours(rules, zone, offer).pieces_of(date);
}

const Rule* closing_rule(std::span<const Rule> rules, const Zone& zone, OfferKey offer, TimeRange time) {
  const Rule* out = nullptr;
  Instant since;
  for (const Rule& rule : rules) {
    if (!rule.is_closed || !rule.applies_to(offer.service_id, offer.stylist_id)) continue;
    for (Date date = zone.date_of(time.start) - days{1}; date <= zone.date_of(time.end); date += days{1}) {
      if (!begins_on(rule, date)) continue;
      const TimeRange closure = time_of(rule, zone, date);
      if (closure.is_empty() || !closure.overlaps(time)) continue;
      if (out != nullptr && std::pair(closure.start, rule.id) >= std::pair(since, out->id)) continue;
      out = &rule;
      since = closure.start;
    }
  }
  return out;
}

std::optional<std::string_view> why_not_offered(const ExpansionInput& input, OfferKey offer) {
  const Service* service = find_by_id(input.services, offer.service_id);
  const Stylist* stylist = offer.stylist_id ? find_by_id(input.stylists, *offer.stylist_id) : nullptr;
  if (const auto why = why_not(service, stylist, input)) {
    const bool needs_one = service != nullptr && service->active && !offer.stylist_id;
    return needs_one ? "stylist_required" : why;
  }
  if (!service->requires_stylist && offer.stylist_id) return "stylist_not_needed";
  return std::nullopt;
}

std::vector<SlotDraft> expand(const ExpansionInput& input, const Zone& zone) {
  std::vector<SlotDraft> out;
  const auto stylists = by_id(input.stylists);
  for (const Service* service : by_id(input.services)) {
    if (input.only_service && *input.only_service != service->id) continue;
    if (!service->requires_stylist) {
      const bool is_asked = !input.only_stylist && !why_not(service, nullptr, input);
      if (is_asked) expand_offer(input, zone, *service, nullptr, out);
      continue;
    }
    for (const Stylist* stylist : stylists) {
      const bool is_asked = !input.only_stylist || *input.only_stylist == stylist->id;
      if (is_asked && !why_not(service, stylist, input)) expand_offer(input, zone, *service, stylist, out);
    }
  }
  return out;
}

}  // namespace salon::domain
