#include "load/checks.hpp"

#include <algorithm>
#include <array>

#include "load/json_reader.hpp"

namespace salon::bench {
namespace {

constexpr std::size_t id_size = 36;

struct Shown {
  std::string_view start_at;
  std::string_view id;
  auto operator<=>(const Shown&) const = default;
};

struct SlotsReply {
  std::array<Shown, 5> shown;
  std::size_t count = 0;
  std::int64_t total = -1;
  std::string_view date;
  std::string_view variant;
  bool has_more = false;
  bool holds_nothing = false;
  bool is_whole = true;  // no time lacks what a page needs, and none is beyond the fifth
};

void read_slot(JsonReader& json, SlotsReply& out) {
  Shown slot;
  std::string_view end_at;
  std::string_view currency;
  std::int64_t price = -1;
  json.object([&](std::string_view key) {
    if (key == "id") {
      slot.id = json.text();
    } else if (key == "start_at") {
      slot.start_at = json.text();
    } else if (key == "end_at") {
      end_at = json.text();
    } else if (key == "price_minor") {
      price = json.integer();
    } else if (key == "currency") {
      currency = json.text();
    } else {
      json.skip();
    }
  });
  const bool is_good = slot.id.size() == id_size && slot.start_at < end_at && currency.size() == 3 && price >= 0;
  out.is_whole = out.is_whole && is_good && out.count < out.shown.size();
  if (out.is_whole) out.shown[out.count++] = slot;
}

bool read_slots(std::string_view body, SlotsReply& out) {
  JsonReader json(body);
  json.object([&](std::string_view key) {
    if (key == "slots") {
      json.array([&] { read_slot(json, out); });
    } else if (key == "total") {
      out.total = json.integer();
    } else if (key == "has_more") {
      out.has_more = json.boolean();
    } else if (key == "date") {
      out.date = json.text();
    } else if (key == "variant") {
      out.variant = json.text();
    } else if (key == "held") {
      out.holds_nothing = json.skip_null();
    } else {
      json.skip();
    }
  });
  return json.is_good();
}

int two_digits(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

// Whether `after` is the day after `before`, as far as a load has to know: the next of the month, or the first.
bool follows(std::string_view before, std::string_view after) {
  if (before.size() != 10 || after.size() != 10) return false;
  if (before.substr(0, 8) == after.substr(0, 8)) return two_digits(after.substr(8)) == two_digits(before.substr(8)) + 1;
  return before < after && after.substr(8) == "01" && two_digits(before.substr(8)) >= 28;
}

}  // namespace

std::string told(const Reply& reply) {
  return "it said " + std::to_string(reply.status) + " " + std::string(reply.body.substr(0, 300));
}

Fault check_slots(const Reply& reply, DayAsked asked) {
  if (reply.status != 200) return told(reply);
  SlotsReply got;
  if (!read_slots(reply.body, got)) return "not the JSON of a list of times; " + told(reply);
  if (!got.is_whole) return "a time lacks something, or there are more than five; " + told(reply);
  if (got.date != asked.date) return "another day than was asked for; " + told(reply);
  if (asked.total >= 0 && got.total != asked.total)
    return "the total is not " + std::to_string(asked.total) + "; " + told(reply);
  const std::size_t least = std::min<std::size_t>(2, static_cast<std::size_t>(std::max<std::int64_t>(got.total, 0)));
  if (got.count < least) return "fewer than two times; " + told(reply);
  if (got.has_more != (got.total > static_cast<std::int64_t>(got.count))) return "has_more is wrong; " + told(reply);
  if (got.variant.empty() || !got.holds_nothing) return "no variant, or a hold from nowhere; " + told(reply);
  for (std::size_t i = 1; i < got.count; ++i) {
    if (!(got.shown[i - 1] < got.shown[i])) return "the times are not in order; " + told(reply);
  }
  return std::nullopt;
}

Fault check_dates(const Reply& reply, RangeAsked asked) {
  if (reply.status != 200) return told(reply);
  std::string_view last;
  std::int64_t days = 0;
  bool is_in_order = true;
  bool is_counted = true;
  bool has_next = false;
  JsonReader json(reply.body);
  const auto read_day = [&] {
    std::string_view date;
    std::int64_t available = -1;
    json.object([&](std::string_view key) {
      if (key == "date") {
        date = json.text();
      } else if (key == "available") {
        available = json.integer();
      } else {
        json.skip();
      }
    });
    is_in_order = is_in_order && (days == 0 ? date == asked.from : follows(last, date));
    is_counted = is_counted && available >= 0 && (asked.available < 0 || available == asked.available);
    last = date;
    ++days;
  };
  json.object([&](std::string_view key) {
    if (key == "dates") {
      json.array(read_day);
    } else if (key == "next_available") {
      has_next = json.text_or_null().has_value();
    } else {
      json.skip();
    }
  });
  if (!json.is_good()) return "not the JSON of a list of days; " + told(reply);
  if (!is_in_order || days != asked.days) return "not every day of the range in order; " + told(reply);
  if (!is_counted || !has_next) return "a day's count is wrong; " + told(reply);
  return std::nullopt;
}

Fault check_booking(const Reply& reply, const BookingWanted& wanted, BookingSeen& seen) {
  if (reply.status != wanted.http_status) return told(reply);
  std::string_view status;
  std::string_view slot_id;
  std::optional<std::string_view> phone;
  std::optional<std::string_view> hold_expires_at;
  std::int64_t version = 0;
  JsonReader json(reply.body);
  json.object([&](std::string_view key) {
    if (key == "id") {
      seen.id = json.text();
    } else if (key == "status") {
      status = json.text();
    } else if (key == "slot_id") {
      slot_id = json.text();
    } else if (key == "customer_phone") {
      phone = json.text_or_null();
    } else if (key == "hold_expires_at") {
      hold_expires_at = json.text_or_null();
    } else if (key == "booking_token") {
      seen.token = json.text();
    } else if (key == "version") {
      version = json.integer();
    } else {
      json.skip();
    }
  });
  if (!json.is_good()) return "not the JSON of a booking; " + told(reply);
  const bool is_new = wanted.booking_id.empty();
  if (seen.id.size() != id_size || version < 1) return "a booking without id or version; " + told(reply);
  if (is_new ? seen.token.empty() || !hold_expires_at : seen.id != wanted.booking_id)
    return "not the booking that was meant; " + told(reply);
  if (status != wanted.status) return "its status is not " + std::string(wanted.status) + "; " + told(reply);
  if (slot_id != wanted.slot_id) return "another time than was asked for; " + told(reply);
  if (!wanted.phone.empty() && phone != wanted.phone) return "another phone than was given; " + told(reply);
  return std::nullopt;
}

Fault check_problem(const Reply& reply, int status, std::string_view code) {
  if (reply.status != status) return told(reply);
  std::string_view got;
  JsonReader json(reply.body);
  json.object([&](std::string_view key) {
    if (key == "code") {
      got = json.text();
    } else {
      json.skip();
    }
  });
  if (!json.is_good() || got != code) return "the code is not " + std::string(code) + "; " + told(reply);
  return std::nullopt;
}

}  // namespace salon::bench
