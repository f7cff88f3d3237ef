#include "replies.hpp"

namespace salon::contract {

using domain::Answer;
using domain::Booking;
using domain::Result;

namespace {

std::string text_of_state(const domain::BookingState& state) {
  if (const auto* held = std::get_if<domain::Held>(&state))
    return "held until " + domain::format_instant(held->expires_at);
  if (const auto* confirmed = std::get_if<domain::Confirmed>(&state)) {
    return "confirmed at " + domain::format_instant(confirmed->confirmed_at);
  }
  if (const auto* cancelled = std::get_if<domain::Cancelled>(&state)) {
    std::string text = "cancelled at " + domain::format_instant(cancelled->cancelled_at);
    if (cancelled->confirmed_at) text += " confirmed at " + domain::format_instant(*cancelled->confirmed_at);
    return text;
  }
  return "expired at " + domain::format_instant(std::get<domain::Expired>(state).expired_at);
}

template <class Text>
std::string revealed(const std::optional<Text>& text) {
  return text ? text->reveal() : "-";
}

template <class SomeId>
std::string maybe(const std::optional<SomeId>& id) {
  return id ? id->text() : "-";
}

std::string number(std::int64_t value) { return std::to_string(value); }

}  // namespace

std::string text_of(const Booking& booking) {
  const domain::CustomerDetails& customer = booking.customer;
  std::string text =
      "booking " + booking.id.text() + " visit " + booking.visit_id.text() + " slot " + booking.slot_id.text();
  text += " service " + booking.service_id.text() + " stylist " + maybe(booking.stylist_id);
  text += " from " + domain::format_instant(booking.start_at) + " to " + domain::format_instant(booking.end_at);
  text += " in " + booking.timezone + " is " + text_of_state(booking.state);
  text += " attendance " + std::string(domain::text_of(booking.attendance));
  text += " source " + std::string(domain::text_of(booking.source));
  text += " owner " + maybe(booking.owner.user) + "/" + maybe(booking.owner.session);
  text += " name " + revealed(customer.name) + " phone " + revealed(customer.phone);
  text += " email " + revealed(customer.email) + " notes " + revealed(customer.notes);
  text += " price " + number(booking.price.minor) + booking.price.currency.text();
  text += " paid by " + booking.payment_reference.value_or("-");
  text += " created " + domain::format_instant(booking.created_at);
  return text + " version " + number(booking.version) + " sequence " + number(booking.sequence);
}

std::string text_of(const std::vector<Booking>& bookings) {
  std::string text;
  for (const Booking& booking : bookings) text += (text.empty() ? "" : "; ") + text_of(booking);
  return text;
}

std::string text_of(const domain::Location& row) {
  return "location " + row.id.text() + " " + row.name + " hold " + number(row.hold.count()) + " version " +
         number(row.version) + (row.active ? "" : " closed");
}

std::string text_of(const domain::Service& row) {
  return "service " + row.id.text() + " " + row.name + " " + number(row.duration_minutes) + " min price " +
         number(row.price_minor) + " version " + number(row.version) + (row.active ? "" : " inactive");
}

std::string text_of(const domain::Stylist& row) {
  return "stylist " + row.id.text() + " " + row.name + " version " + number(row.version) +
         (row.active ? "" : " inactive");
}

std::string text_of(const domain::Rule& rule) {
  return "rule " + rule.id.text() + " " + std::string(domain::text_of(rule.kind)) + " " + rule.start_time.text() + "-" +
         rule.end_time.text() + " capacity " + number(rule.slot_capacity) + " version " + number(rule.version) +
         (rule.is_closed ? " closed" : "");
}

std::string text_of(const ports::Job& job) {
  return "job " + job.id.text() + " " + std::string(ports::text_of(job.state));
}

std::string text_of(const ports::Account& account) {
  return "account " + account.id.text() + " " + std::string(domain::text_of(account.role)) + " version " +
         number(account.version);
}

std::string text_of(const domain::Brand& brand) { return "brand " + brand.name + " version " + number(brand.version); }

std::string text_of(ports::Removed removed) { return removed == ports::Removed::deleted ? "deleted" : "deactivated"; }

domain::Reply refusal_reply(const domain::Refused& refused) {
  domain::Reply reply;
  reply.status = domain::is_decided_under_locks(refused.why) ? 409 : 422;
  reply.body = "REFUSED " + std::string(domain::code_of(refused.why));
  for (const domain::FieldProblem& field : refused.fields) reply.body += " " + field.pointer;
  return reply;
}

std::string text_of(const Result<Answer>& answer) {
  if (!answer) return "refused " + refusal_reply(answer.error()).body;
  const domain::Reply& reply = answer->reply;
  return std::to_string(reply.status) + (answer->replayed ? " replayed " : " ") + reply.body;
}

std::string code_of(const Result<Answer>& answer) {
  if (!answer) return std::string(domain::code_of(answer.error().why));
  constexpr std::string_view mark = "REFUSED ";
  const std::string& body = answer->reply.body;
  if (!body.starts_with(mark)) return "";
  return body.substr(mark.size(), body.find(' ', mark.size()) - mark.size());
}

}  // namespace salon::contract
