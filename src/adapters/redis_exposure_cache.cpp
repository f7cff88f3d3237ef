#include "adapters/redis_exposure_cache.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "domain/policy.hpp"
#include "domain/put_text.hpp"

namespace salon::adapters {
namespace {

namespace policy = domain::policy;

constexpr std::string_view since_key = "exposures:since";
// What is shown again from a sticky set is not written again: its first showing is remembered for as much longer.
constexpr std::chrono::seconds shown_memory = policy::exposure_remembered + policy::exposure_sticky;
// A viewer who leafs through everything must not fill Redis: the oldest ids are forgotten beyond this.
constexpr int most_shown = 10'000;

std::string seconds_text(std::chrono::seconds length) { return std::to_string(length.count()); }

std::int64_t epoch_seconds(domain::Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

std::string shown_key(const std::string& subject) { return "shown:" + subject; }

void append_id(std::string& out, const domain::Uuid& id) {
  const std::size_t size = out.size();
  out.resize(size + domain::uuid_length);
  domain::put_uuid(out.data() + size, id);
}

std::string sticky_key(const std::string& subject, const ports::ExposurePlace& place) {
  std::string key;
  key.reserve(subject.size() + 3 * domain::uuid_length + domain::date_length + 16);
  key.append("expose:").append(subject).push_back(':');
  append_id(key, place.location_id.uuid);
  key.append(":").append(domain::format_date(place.date)).push_back(':');
  append_id(key, place.service_id.uuid);
  key.push_back(':');
  if (place.stylist_id) {
    append_id(key, place.stylist_id->uuid);
  } else {
    key.append("all");
  }
  return key;
}

// "control|2|495912|<id>,<id>"
std::string sticky_text(const domain::StickyExposure& exposure) {
  std::string out(domain::text_of(exposure.variant));
  out += "|" + std::to_string(exposure.reveal) + "|" + std::to_string(exposure.epoch_hour) + "|";
  for (std::size_t i = 0; i < exposure.shown.size(); ++i) {
    if (i > 0) out.push_back(',');
    out += exposure.shown[i].text();
  }
  return out;
}

std::string_view take_field(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const auto field = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return field;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<domain::StickyExposure> parse_sticky(std::string_view text) {
  const auto variant = domain::parse_variant(take_field(text, '|'));
  const auto reveal = parse_number(take_field(text, '|'));
  const auto epoch_hour = parse_number(take_field(text, '|'));
  if (!variant || !reveal || !epoch_hour || *reveal < 1 || *reveal > policy::largest_reveal) return std::nullopt;
  domain::StickyExposure out;
  out.variant = *variant;
  out.reveal = static_cast<int>(*reveal);
  out.epoch_hour = *epoch_hour;
  out.shown.reserve(text.size() / domain::uuid_length);
  while (!text.empty()) {
    const auto id = domain::SlotId::parse(take_field(text, ','));
    if (!id) return std::nullopt;
    out.shown.push_back(*id);
  }
  return out;
}

RedisCommand keep_sticky(const std::string& key, const domain::StickyExposure& exposure, bool is_new) {
  if (is_new) return {"SET", key, sticky_text(exposure), "EX", seconds_text(policy::exposure_sticky)};
  // XX: one that ran out in between must not come back, and without an end at that.
  return {"SET", key, sticky_text(exposure), "XX", "KEEPTTL"};
}

RedisCommand keep_since(std::int64_t now, bool has_gap) {
  RedisCommand command{"SET", std::string(since_key), std::to_string(now)};
  if (!has_gap) command.push_back("NX");
  return command;
}

// A slot is a member for each variant that it was shown in, so that the last one can be told.
std::string member_of(domain::SlotId slot, domain::Variant variant) {
  const std::string id = slot.text();
  return variant == domain::Variant::control ? id : id + "/" + std::string(domain::text_of(variant));
}

void add_shown(std::vector<RedisCommand>& commands, const std::string& key, const domain::StickyExposure& exposure,
               std::int64_t now) {
  if (exposure.shown.empty()) return;
  const std::string until = std::to_string(now + shown_memory.count());
  RedisCommand add{"ZADD", key};
  for (const domain::SlotId& slot : exposure.shown) {
    add.push_back(until);
    add.push_back(member_of(slot, exposure.variant));
  }
  commands.push_back(std::move(add));
  commands.push_back({"ZREMRANGEBYSCORE", key, "-inf", std::to_string(now)});
  commands.push_back({"ZREMRANGEBYRANK", key, "0", std::to_string(-most_shown - 1)});
  commands.push_back({"EXPIRE", key, seconds_text(shown_memory)});
}

RedisCommand ask_until(const std::string& subject, domain::SlotId slot) {
  return {"ZMSCORE", shown_key(subject), member_of(slot, domain::Variant::control),
          member_of(slot, domain::Variant::compact)};
}

// Until when the slot counts as shown in each variant, in the order asked; 0: not shown.
std::array<std::int64_t, 2> until_of(const RedisReply& reply) {
  std::array<std::int64_t, 2> until{};
  for (std::size_t i = 0; i < until.size() && i < reply.items.size(); ++i) {
    if (reply.items[i].is_text()) until[i] = parse_number(reply.items[i].text).value_or(0);
  }
  return until;
}

bool all_done(const std::optional<std::vector<RedisReply>>& replies) {
  return replies && std::ranges::none_of(*replies, &RedisReply::is_error);
}

// "No" may only be said by a memory that has been complete for as long as it has to reach back.
bool reaches_back(const RedisReply& since, std::int64_t now) {
  const auto began = since.is_text() ? parse_number(since.text) : std::nullopt;
  return began && now - *began >= std::chrono::seconds(policy::exposure_remembered).count();
}

}  // namespace

Task<std::optional<domain::StickyExposure>> RedisExposureCache::sticky(ports::ExposurePlace place) {
  auto asking = redis_.get(sticky_key(place.subject, place));
  const auto reply = co_await asking;
  if (!reply || !reply->is_text()) co_return std::nullopt;
  co_return parse_sticky(reply->text);
}

Task<void> RedisExposureCache::remember(ports::ExposurePlace place, domain::StickyExposure exposure, bool is_new) {
  const std::int64_t now = epoch_seconds(clock_.now());
  std::vector<RedisCommand> commands;
  const std::uint64_t gaps = gaps_;
  // In this order, so that what a sticky set holds is remembered as shown, even if the connection ends in between.
  commands.push_back(keep_since(now, gaps != closed_gaps_));
  add_shown(commands, shown_key(place.subject), exposure, now);
  commands.push_back(keep_sticky(sticky_key(place.subject, place), exposure, is_new));
  auto keeping = redis_.call_all(std::move(commands));
  const auto replies = co_await keeping;
  if (all_done(replies)) {
    closed_gaps_ = std::max(closed_gaps_, gaps);
  } else {
    ++gaps_;
  }
}

Task<ports::Showing> RedisExposureCache::was_shown(std::string subject, domain::SlotId slot) {
  const std::int64_t now = epoch_seconds(clock_.now());
  std::vector<RedisCommand> commands;
  commands.push_back(ask_until(subject, slot));
  commands.push_back({"GET", std::string(since_key)});
  auto asking = redis_.call_all(std::move(commands));
  const auto replies = co_await asking;
  ports::Showing showing;
  if (!all_done(replies)) co_return showing;
  const auto [control, compact] = until_of(replies->front());
  if (std::max(control, compact) > now) {
    showing.is = ports::Shown::yes;
    showing.in = compact > control ? domain::Variant::compact : domain::Variant::control;
  } else if (gaps_ == closed_gaps_ && reaches_back(replies->back(), now)) {
    showing.is = ports::Shown::no;
  }
  co_return showing;
}

Task<void> RedisExposureCache::carry_over(std::string from_subject, ports::ExposurePlace to) {
  const std::string target = shown_key(to.subject);
  std::vector<RedisCommand> commands;
  commands.push_back({"ZUNIONSTORE", target, "2", target, shown_key(from_subject), "AGGREGATE", "MAX"});
  commands.push_back({"EXPIRE", target, seconds_text(shown_memory)});
  // COPY keeps the time that is left, and leaves a set alone that is there already.
  commands.push_back({"COPY", sticky_key(from_subject, to), sticky_key(to.subject, to)});
  auto copying = redis_.call_all(std::move(commands));
  const auto replies = co_await copying;
  if (!all_done(replies)) ++gaps_;
}

}  // namespace salon::adapters
