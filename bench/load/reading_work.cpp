#include "load/reading_work.hpp"

#include <algorithm>

namespace salon::bench {
namespace {

// How many of the latest looks may be repeated: what a busy salon's viewers do within the minutes of a sticky list.
constexpr std::size_t recent_looks = 4096;

}  // namespace

FixedWork::FixedWork(std::string target, std::string body) : body_(std::move(body)) {
  append_get(request_, target, {});
}

bool FixedWork::next(std::size_t, std::string& out) {
  out += request_;
  return true;
}

Fault FixedWork::check(std::size_t, const Reply& reply) {
  if (reply.status == 200 && reply.body == body_) return std::nullopt;
  return told(reply);
}

SlotsWork::SlotsWork(Viewers viewers, std::size_t clients, Mix mix)
    : viewers_(viewers), mix_(mix), chance_(mix.seed), asked_(clients) {}

// A pair is a number; consecutive ones are other viewers at other places.
std::size_t SlotsWork::choose() {
  const bool is_first = looked_at_ == 0 || chance_.below(100) < static_cast<std::uint64_t>(mix_.first_percent);
  if (is_first) return looked_at_++;
  return looked_at_ - 1 - chance_.below(std::min(looked_at_, recent_looks));
}

bool SlotsWork::next(std::size_t client, std::string& out) {
  const std::size_t pair = mix_.first_pair + choose() * mix_.step;
  const std::size_t viewer = pair % viewers_.sessions.size();
  // Each time all viewers have had their turn, they move on by one place.
  const std::size_t place = (pair + pair / viewers_.sessions.size()) % viewers_.places.size();
  asked_[client] = &viewers_.places[place];
  append_get(out, asked_[client]->target, viewers_.sessions[viewer]);
  return true;
}

Fault SlotsWork::check(std::size_t client, const Reply& reply) {
  return check_slots(reply, {.date = asked_[client]->date, .total = asked_[client]->total});
}

DatesWork::DatesWork(Viewers viewers, std::size_t clients, Range range)
    : viewers_(viewers), range_(range), chance_(range.seed), asked_(clients) {}

bool DatesWork::next(std::size_t client, std::string& out) {
  asked_[client] = &viewers_.places[chance_.below(viewers_.places.size())];
  append_get(out, asked_[client]->target, viewers_.sessions[chance_.below(viewers_.sessions.size())]);
  return true;
}

Fault DatesWork::check(std::size_t client, const Reply& reply) {
  const Place& place = *asked_[client];
  return check_dates(reply, {.from = place.date, .days = range_.days, .available = place.total});
}

SessionsWork::SessionsWork(std::string target, std::size_t wanted) : wanted_(wanted) {
  append_get(request_, target, {});
}

bool SessionsWork::next(std::size_t, std::string& out) {
  if (asked_ == wanted_) return false;
  ++asked_;
  out += request_;
  return true;
}

Fault SessionsWork::check(std::size_t, const Reply& reply) {
  const std::string_view session = reply.field("x-session-id");
  if (reply.status != 200 || session.empty()) return told(reply);
  sessions_.emplace_back(session);
  return std::nullopt;
}

void SessionsWork::write_ledger(std::string& out) const {
  for (const std::string& session : sessions_) out.append(session).append("\n");
}

}  // namespace salon::bench
