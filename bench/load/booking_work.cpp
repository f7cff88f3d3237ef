#include "load/booking_work.hpp"

namespace salon::bench {
namespace {

void append_post(std::string& out, std::string_view target, std::string_view more_fields, std::string_view body) {
  out.append("POST ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n");
  out.append(more_fields)
      .append("Content-Length: ")
      .append(std::to_string(body.size()))
      .append("\r\n\r\n")
      .append(body);
}

}  // namespace

void Ledger::add(std::string_view booking, std::string_view slot, std::string_view status) {
  lines_.append(booking).append(" ").append(slot).append(" ").append(status).append("\n");
}

// A mobile number of the Emirates, where the salons of the load are.
std::string phone_of(std::uint64_t number) {
  const std::string digits = std::to_string(number % 10'000'000);
  return "+97150" + std::string(7 - digits.size(), '0') + digits;
}

void append_hold(std::string& out, std::string_view slot, std::string_view run, std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string body = R"({"slot_id":")";
  body.append(slot).append(R"(","customer_name":"Guest )").append(digits);
  body.append(R"(","customer_phone":")").append(phone_of(number)).append(R"("})");
  std::string fields = "Idempotency-Key: ";
  fields.append(run).append("-hold-").append(std::string(10 - digits.size(), '0')).append(digits).append("\r\n");
  append_post(out, "/v1/bookings", fields, body);
}

HoldWork::HoldWork(SlotShare share, std::size_t clients, std::string run)
    : share_(share), run_(std::move(run)), at_(share.first), asked_(clients) {}

bool HoldWork::next(std::size_t client, std::string& out) {
  if (at_ >= share_.end) return false;
  append_hold(out, share_.slots[at_ % share_.slots.size()], run_, at_);
  asked_[client] = at_;
  at_ += share_.step;
  return true;
}

Fault HoldWork::check(std::size_t client, const Reply& reply) {
  const std::string& slot = share_.slots[asked_[client] % share_.slots.size()];
  const std::string phone = phone_of(asked_[client]);
  BookingSeen seen;
  Fault fault = check_booking(
      reply, {.http_status = 201, .status = "held", .slot_id = slot, .booking_id = {}, .phone = phone}, seen);
  if (!fault) ledger_.add(seen.id, slot, "held");
  return fault;
}

RaceWork::RaceWork(SlotShare share, std::size_t clients, std::string run)
    : share_(share), run_(std::move(run)), clients_(clients), at_(share.first) {}

bool RaceWork::next(std::size_t, std::string& out) {
  if (at_ >= share_.end || asked_ == clients_) return false;
  append_hold(out, share_.slots[at_], run_, at_ * clients_ + asked_);
  ++asked_;
  return true;
}

Fault RaceWork::check(std::size_t, const Reply& reply) {
  ++answered_;
  if (reply.status == 201) {
    ++winners_;
    BookingSeen seen;
    Fault fault = check_booking(
        reply, {.http_status = 201, .status = "held", .slot_id = share_.slots[at_], .booking_id = {}, .phone = {}},
        seen);
    if (fault) return fault;
    ledger_.add(seen.id, share_.slots[at_], "held");
  } else if (Fault fault = check_problem(reply, 409, "SLOT_FULL")) {
    return fault;
  }
  if (answered_ == clients_ && winners_ != 1) return "one time was won by " + std::to_string(winners_) + " people";
  return std::nullopt;
}

bool RaceWork::begins_anew() {
  if (answered_ < clients_) return false;
  answered_ = winners_ = asked_ = 0;
  at_ += share_.step;
  return true;
}

CycleWork::CycleWork(SlotShare share, std::size_t clients, std::string run)
    : share_(share), run_(std::move(run)), at_(share.first), ways_(clients) {}

void CycleWork::append_act(std::string& out, const Way& way, std::string_view verb) const {
  const std::string target = "/v1/bookings/" + way.booking + "/" + std::string(verb);
  std::string fields = "X-Session-Id: ";
  fields.append(way.session).append("\r\nIdempotency-Key: ").append(run_).append("-").append(verb).append("-");
  fields.append(std::to_string(way.slot)).append("\r\n");
  append_post(out, target, fields, "{}");
}

bool CycleWork::next(std::size_t client, std::string& out) {
  Way& way = ways_[client];
  switch (way.step) {
    case Step::hold:
      if (at_ >= share_.end) return false;
      way.slot = at_;
      at_ += share_.step;
      append_hold(out, share_.slots[way.slot], run_, way.slot);
      break;
    case Step::confirm:
      append_act(out, way, "confirm");
      break;
    case Step::cancel:
      append_act(out, way, "cancel");
      break;
  }
  return true;
}

Fault CycleWork::check(std::size_t client, const Reply& reply) {
  Way& way = ways_[client];
  has_finished_ = way.step == Step::cancel;
  const std::string& slot = share_.slots[way.slot];
  BookingWanted wanted{.http_status = 200, .status = {}, .slot_id = slot, .booking_id = way.booking, .phone = {}};
  BookingSeen seen;
  if (way.step == Step::hold) {
    wanted.http_status = 201;
    wanted.status = "held";
    wanted.booking_id = {};
    if (Fault fault = check_booking(reply, wanted, seen)) return fault;
    way.booking = seen.id;
    way.session = reply.field("x-session-id");
    ledger_.add(way.booking, slot, "held");
    way.step = Step::confirm;
    return std::nullopt;
  }
  const bool is_confirm = way.step == Step::confirm;
  wanted.status = is_confirm ? "confirmed" : "cancelled";
  if (Fault fault = check_booking(reply, wanted, seen)) return fault;
  ledger_.add(way.booking, slot, wanted.status);
  way.step = is_confirm ? Step::cancel : Step::hold;
  return std::nullopt;
}

}  // namespace salon::bench
