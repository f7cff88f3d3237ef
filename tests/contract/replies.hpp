// What the tests' callers answer: a text of all that a booking, a rule or a refusal says, the same in every run.
#pragma once

#include <string>
#include <vector>

#include "domain/booking.hpp"
#include "domain/brand.hpp"
#include "domain/rule.hpp"
#include "ports/account_store.hpp"
#include "ports/catalog_store.hpp"
#include "ports/job_store.hpp"
#include "ports/store.hpp"

namespace salon::contract {

[[nodiscard]] std::string text_of(const domain::Booking& booking);
[[nodiscard]] std::string text_of(const std::vector<domain::Booking>& bookings);
[[nodiscard]] std::string text_of(const domain::Location& row);
[[nodiscard]] std::string text_of(const domain::Service& row);
[[nodiscard]] std::string text_of(const domain::Stylist& row);
[[nodiscard]] std::string text_of(const domain::Rule& rule);
[[nodiscard]] std::string text_of(const ports::Job& job);
[[nodiscard]] std::string text_of(const ports::Account& account);
[[nodiscard]] std::string text_of(const domain::Brand& brand);
[[nodiscard]] std::string text_of(ports::Removed removed);

// "REFUSED <code> <pointers>" with a status that tells 409 from the rest.
[[nodiscard]] domain::Reply refusal_reply(const domain::Refused& refused);

template <class Outcome>
domain::Reply reply_to(const domain::Result<Outcome>& outcome) {
  if (!outcome) return refusal_reply(outcome.error());
  domain::Reply reply;
  reply.status = 200;
  reply.body = text_of(*outcome);
  return reply;
}

// The one who asks in these tests, unless it matters who does.
[[nodiscard]] inline ports::Requester someone() {
  return {"user:00000000-0000-7000-8000-00000000000a", domain::Role::admin, "request-1"};
}

// A request that is answered by reply_to; remembered if it has a key.
template <class Outcome>
ports::Once<Outcome> just_once(std::optional<domain::OnceKey> key = {}) {
  ports::Once<Outcome> once;
  once.key = std::move(key);
  once.by = someone();
  once.reply = [](const domain::Result<Outcome>& outcome) { return reply_to(outcome); };
  return once;
}

// One line about an answer: status, body, whether it was a replay; or the code of a refusal.
[[nodiscard]] std::string text_of(const domain::Result<domain::Answer>& answer);
// The code of what was refused, remembered or not; empty when it was done.
[[nodiscard]] std::string code_of(const domain::Result<domain::Answer>& answer);

}  // namespace salon::contract
