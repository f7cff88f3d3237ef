#include "adapters/redis_exposure_cache.hpp"

#include <algorithm>
#include <charconv>

#include "domain/policy.hpp"

namespace salon::adapters {
namespace {

namespace policy = domain::policy;

constexpr std::string_view since_key = "exposures:since";
// A viewer who leafs through everything must not fill Redis: the oldest ids are forgotten beyond this.
constexpr int most_shown = 10'000;

std::string seconds_text(std::chrono::seconds length) { return std::to_string(length.count()); }

std::int64_t epoch_seconds(domain::Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

std::string shown_key(const std::string& subject) { return "shown:" + subject; }

std::string sticky_key(const std::string& subject, const ports::ExposurePlace& place) {
  const std::string stylist = place.stylist_id ? place.stylist_id->text() : "all";
  return "expose:" + subject + ":" + place.location_id.text() + ":" + domain::format_date(place.date) + ":" +
         place.service_id.text() + ":" + stylist;
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

void add_shown(std::vector<RedisCommand>& commands, const std::string& key, const domain::StickyExposure& exposure,
               std::int64_t now) {
  if (exposure.shown.empty()) return;
  const std::string until = std::to_string(now + std::chrono::seconds(policy::exposure_remembered).count());
  RedisCommand add{"ZADD", key};
  for (const domain::SlotId& slot : exposure.shown) {
    add.push_back(until);
    add.push_back(slot.text());
  }
  commands.push_back(std::move(add));
  commands.push_back({"ZREMRANGEBYSCORE", key, "-inf", std::to_string(now)});
  commands.push_back({"ZREMRANGEBYRANK", key, "0", std::to_string(-most_shown - 1)});
  commands.push_back({"EXPIRE", key, seconds_text(policy::exposure_remembered)});
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
  auto asking = redis_.call({"GET", sticky_key(place.subject, place)});
  const auto reply = co_await asking;
  if (!reply || !reply->is_text()) co_return std::nullopt;
  co_return parse_sticky(reply->text);
}

Task<void> RedisExposureCache::remember(ports::ExposurePlace place, domain::StickyExposure exposure, bool is_new) {
  const std::int64_t now = epoch_seconds(clock_.now());
  std::vector<RedisCommand> commands;
  const std::uint64_t gaps = gaps_;
  commands.push_back(keep_since(now, gaps != closed_gaps_));
  commands.push_back(keep_sticky(sticky_key(place.subject, place), exposure, is_new));
  add_shown(commands, shown_key(place.subject), exposure, now);
  auto keeping = redis_.call_all(std::move(commands));
  const auto replies = co_await keeping;
  if (all_done(replies)) {
    closed_gaps_ = std::max(closed_gaps_, gaps);
  } else {
    ++gaps_;
  }
}

Task<ports::Shown> RedisExposureCache::was_shown(std::string subject, domain::SlotId slot) {
  const std::int64_t now = epoch_seconds(clock_.now());
  std::vector<RedisCommand> commands;
  commands.push_back({"ZSCORE", shown_key(subject), slot.text()});
  commands.push_back({"GET", std::string(since_key)});
  auto asking = redis_.call_all(std::move(commands));
  const auto replies = co_await asking;
  if (!all_done(replies)) co_return ports::Shown::unknown;
  const RedisReply& until = replies->front();
  if (until.is_text() && parse_number(until.text).value_or(0) > now) co_return ports::Shown::yes;
  const bool is_certain = gaps_ == closed_gaps_ && reaches_back(replies->back(), now);
  co_return is_certain ? ports::Shown::no : ports::Shown::unknown;
}

Task<void> RedisExposureCache::carry_over(std::string from_subject, ports::ExposurePlace to) {
  const std::string target = shown_key(to.subject);
  std::vector<RedisCommand> commands;
  // COPY keeps the time that is left, and leaves a set alone that is there already.
  commands.push_back({"COPY", sticky_key(from_subject, to), sticky_key(to.subject, to)});
  commands.push_back({"ZUNIONSTORE", target, "2", target, shown_key(from_subject), "AGGREGATE", "MAX"});
  commands.push_back({"EXPIRE", target, seconds_text(policy::exposure_remembered)});
  auto copying = redis_.call_all(std::move(commands));
  const auto replies = co_await copying;
  if (!all_done(replies)) ++gaps_;
}

}  // namespace salon::adapters
