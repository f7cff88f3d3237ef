#include "script.hpp"

#include <algorithm>
#include <array>

#include "replies.hpp"
#include "script_world.hpp"

namespace salon::contract {

using domain::Answer;
using domain::Booking;
using domain::OnceKey;
using domain::Result;
using domain::SlotInstance;
using std::chrono::minutes;

namespace {

std::string subject_of(const domain::BookingOwner& owner) {
  if (owner.user) return "user:" + owner.user->text();
  if (owner.session) return "session:" + owner.session->text();
  return someone().subject;
}

const Booking* some_booking(ScriptWorld& world) {
  if (world.bookings.empty()) return nullptr;
  // What was made last is what people come back to.
  const std::size_t recent = std::min<std::size_t>(world.bookings.size(), 8);
  const std::size_t from = world.happens(80) ? world.bookings.size() - recent : 0;
  return &world.bookings.at(from + world.chance.below(world.bookings.size() - from));
}

const SlotInstance* some_slot(ScriptWorld& world, std::optional<domain::ServiceId> service = {}) {
  std::vector<const SlotInstance*> possible;
  for (const SlotInstance& slot : world.slots) {
    if (!service || slot.service_id == *service) possible.push_back(&slot);
  }
  if (possible.empty()) return nullptr;
  return world.any_of(possible);
}

domain::CustomerDetails some_customer(ScriptWorld& world, std::uint64_t percent) {
  domain::CustomerDetails customer;
  if (world.happens(percent)) customer.name = domain::PersonName("Lena Weiss");
  if (world.happens(percent)) customer.phone = world.any_of(world.phones);
  if (world.happens(20)) customer.email = domain::EmailAddress("lena@example.org");
  return customer;
}

std::optional<ports::PlaceHold> some_hold(ScriptWorld& world, std::string& what) {
  ports::PlaceHold hold;
  domain::HoldWish& wish = hold.wish;
  wish.visit_id = world.new_visit();
  const bool is_staff = world.happens(20);
  wish.viewer = is_staff ? domain::Viewer::staff : domain::Viewer::customer;
  wish.source = is_staff ? domain::BookingSource::desk : domain::BookingSource::web;
  if (!is_staff) wish.owner = world.any_of(world.owners);
  wish.confirm_at_once = is_staff && world.happens(50);
  wish.customer = some_customer(world, is_staff ? 90 : 50);
  if (world.happens(10)) wish.hold_for = std::chrono::seconds{90};
  what += " " + subject_of(wish.owner) + (wish.confirm_at_once ? " books" : " holds");
  const int items = world.happens(15) ? 2 : 1;
  for (int i = 0; i < items; ++i) {
    const SlotInstance* slot = some_slot(world);
    if (slot == nullptr) return std::nullopt;
    const bool is_nowhere = world.happens(2);
    wish.items.push_back({world.new_booking(), is_nowhere ? world.ids.next_id<domain::SlotId>() : slot->id});
    ports::TokenHash token{};
    world.ids.random(token);
    hold.tokens.push_back(token);
    what += " " + wish.items.back().booking_id.text() + " at " + slot->id.text();
  }
  hold.once = just_once<std::vector<Booking>>(world.new_key(subject_of(wish.owner)));
  return hold;
}

PastRequest request_of(ScriptWorld& world, const ports::PlaceHold& hold) {
  PastRequest request;
  request.key = *hold.once.key;
  request.at = world.now();
  request.send = [&world, hold](const OnceKey& key) -> Result<Answer> {
    ports::PlaceHold again = hold;
    again.once.key = key;
    std::vector<ports::PlaceHold> one{again};
    return world.fixture.wait(world.stores.bookings.place_holds(one)).front();
  };
  return request;
}

// Several people at once, now and then one of them twice.
void place_holds(ScriptWorld& world) {
  std::vector<ports::PlaceHold> holds;
  std::string what = "hold";
  const int people = world.happens(60) ? 1 : 2 + static_cast<int>(world.chance.below(3));
  for (int i = 0; i < people; ++i) {
    auto hold = some_hold(world, what);
    if (!hold) return;
    holds.push_back(*hold);
    if (world.happens(8)) holds.push_back(*hold);
  }
  world.say("> " + what);
  const auto answers = world.fixture.wait(world.stores.bookings.place_holds(holds));
  for (const auto& answer : answers) world.say("< " + text_of(answer));
  for (const ports::PlaceHold& hold : holds) world.past.push_back(request_of(world, hold));
}

// `send` is called with the store, the booking and what is asked once.
template <class Send>
void ask_about(ScriptWorld& world, const std::string& verb, domain::BookingId id, Send send) {
  PastRequest request;
  request.key = world.new_key(someone().subject);
  request.send = [&world, id, send](const OnceKey& key) {
    return world.fixture.wait(send(world.stores.bookings, id, just_once<Booking>(key)));
  };
  world.ask(verb + " " + id.text(), std::move(request));
}

using OnceBooking = ports::Once<Booking>;
using Store = ports::BookingStore;

domain::Viewer some_viewer(ScriptWorld& world) {
  return world.happens(30) ? domain::Viewer::staff : domain::Viewer::customer;
}

void confirm(ScriptWorld& world) {
  const Booking* booking = some_booking(world);
  if (booking == nullptr) return;
  domain::ConfirmWish wish;
  wish.customer = some_customer(world, 75);
  wish.viewer = some_viewer(world);
  if (world.happens(20)) wish.payment_reference = "payment-1";
  ask_about(world, "confirm", booking->id,
            [wish](Store& store, domain::BookingId id, OnceBooking once) { return store.confirm(id, wish, once); });
}

void cancel(ScriptWorld& world) {
  const Booking* booking = some_booking(world);
  if (booking == nullptr) return;
  const domain::Viewer viewer = some_viewer(world);
  ask_about(world, "cancel", booking->id, [viewer](Store& store, domain::BookingId id, OnceBooking once) {
    return store.cancel(id, viewer, "ill", once);
  });
}

void reschedule(ScriptWorld& world) {
  const Booking* booking = some_booking(world);
  if (booking == nullptr) return;
  std::optional<domain::ServiceId> service;
  if (world.happens(90)) service = booking->service_id;
  const SlotInstance* slot = some_slot(world, service);
  if (slot == nullptr) return;
  domain::RescheduleWish wish;
  wish.viewer = some_viewer(world);
  const domain::SlotId target = slot->id;
  ask_about(world, "reschedule to " + target.text(), booking->id,
            [wish, target](Store& store, domain::BookingId id, OnceBooking once) {
              return store.reschedule(id, target, wish, once);
            });
}

void attend(ScriptWorld& world) {
  const Booking* booking = some_booking(world);
  if (booking == nullptr) return;
  const bool comes = world.happens(70);
  const auto attendance = comes ? domain::Attendance::arrived : domain::Attendance::no_show;
  ask_about(world, "attendance", booking->id, [attendance](Store& store, domain::BookingId id, OnceBooking once) {
    return store.set_attendance(id, attendance, once);
  });
}

void note(ScriptWorld& world) {
  const Booking* booking = some_booking(world);
  if (booking == nullptr || booking->status() != domain::BookingStatus::confirmed) return;
  std::optional<domain::Notes> notes;
  if (world.happens(70)) notes = domain::Notes("likes tea");
  ask_about(world, "notes", booking->id,
            [notes](Store& store, domain::BookingId id, OnceBooking once) { return store.set_notes(id, notes, once); });
}

// Somebody's finger slips, or a reply was lost.
void ask_again(ScriptWorld& world) {
  if (world.past.empty()) return;
  const PastRequest request = world.any_of(world.past);
  if (world.now() - request.at > std::chrono::hours{23}) return;
  world.say("> again " + request.key.key);
  world.say("< " + text_of(request.send(request.key)));
}

void reuse_key(ScriptWorld& world) {
  if (world.past.empty()) return;
  PastRequest request = world.any_of(world.past);
  if (world.now() - request.at > std::chrono::hours{23}) return;
  // A key that was never remembered may be used for anything, and what would follow is not what this is about.
  const auto before = request.send(request.key);
  world.say("> again " + request.key.key);
  world.say("< " + text_of(before));
  if (!before || !before->replayed) return;
  request.key.fingerprint.front() ^= 1;
  world.say("> other payload with " + request.key.key);
  world.say("< " + text_of(request.send(request.key)));
}

void let_time_pass(ScriptWorld& world) {
  const bool long_time = world.happens(6);
  const auto length = minutes{long_time ? 200 : 1 + static_cast<int>(world.chance.below(6))};
  world.advance(length);
  world.say("> it is " + domain::format_instant(world.now()));
}

void expire(ScriptWorld& world) {
  const int limit = 1 + static_cast<int>(world.chance.below(4));
  // How many are left to expire depends on what other requests have tidied up already.
  world.fixture.wait(world.stores.bookings.expire_due(limit));
  world.say("> the worker expires holds");
}

void look_at_offer(ScriptWorld& world) {
  const SlotInstance* slot = some_slot(world);
  if (slot == nullptr) return;
  ports::OfferQuery query;
  query.location_id = slot->location_id;
  query.service_id = slot->service_id;
  if (world.happens(30)) query.stylist_id = slot->stylist_id;
  query.from = first_script_day();
  query.to = query.from + std::chrono::days{script_days - 1};
  const auto offer = world.fixture.wait(world.stores.slots.offer(query));
  world.say("> offer of " + query.service_id.text());
  if (!offer) return world.say("< refused " + std::string(domain::code_of(offer.error().why)));
  std::vector<std::string> lines;
  for (const ports::OfferedSlot& offered : offer->slots) {
    const auto why =
        domain::why_ineligible(offered.slot, offered.situation, offer->busy, domain::Viewer::customer, offer->now);
    lines.push_back(offered.slot.id.text() + " " + std::to_string(offered.price.minor) + offered.price.currency.text() +
                    " " + (why ? std::string(domain::text_of(why->why)) : "eligible"));
  }
  world.say_sorted(std::move(lines));
}

void look_for_own_hold(ScriptWorld& world) {
  const domain::BookingOwner owner = world.any_of(world.owners);
  const Booking* booking = some_booking(world);
  if (booking == nullptr) return;
  const auto found =
      world.fixture.wait(world.stores.bookings.live_hold(owner, booking->service_id, first_script_day()));
  world.say("> live hold of " + subject_of(owner) + ": " + (found ? "one" : "none"));
}

struct Operation {
  int weight;
  void (*perform)(ScriptWorld&);
};
constexpr std::array operations_of_a_day{
    Operation{28, place_holds},   Operation{18, confirm},       Operation{8, cancel},
    Operation{12, reschedule},    Operation{4, attend},         Operation{3, note},
    Operation{12, let_time_pass}, Operation{4, expire},         Operation{8, ask_again},
    Operation{3, reuse_key},      Operation{3, look_at_offer},  Operation{2, look_for_own_hold},
    Operation{6, change_hours},   Operation{4, change_catalog},
};

void perform_one(ScriptWorld& world) {
  int sum = 0;
  for (const Operation& operation : operations_of_a_day) sum += operation.weight;
  int draw = static_cast<int>(world.chance.below(static_cast<std::uint64_t>(sum)));
  for (const Operation& operation : operations_of_a_day) {
    draw -= operation.weight;
    if (draw < 0) return operation.perform(world);
  }
}

}  // namespace

std::vector<std::string> run_script(StoreFixture& fixture, std::uint64_t seed, int operations) {
  ScriptWorld world(fixture, seed);
  for (int i = 0; i < operations; ++i) {
    perform_one(world);
    world.look();
  }
  world.tell_history();
  return std::move(world.transcript);
}

void watch_script(StoreFixture& fixture, std::uint64_t seed, const std::function<void(ScriptWorld&)>& look) {
  ScriptWorld world(fixture, seed);
  look(world);
  for (int i = 0; i < script_operations; ++i) {
    perform_one(world);
    world.look();
    look(world);
  }
}

std::string first_difference(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  const auto [here, there] = std::ranges::mismatch(one, other);
  if (here == one.end() && there == other.end()) return "";
  std::string text = "line " + std::to_string(here - one.begin() + 1) + "\n";
  const auto begin = here - std::min<std::ptrdiff_t>(here - one.begin(), 6);
  for (auto line = begin; line != here; ++line) text += "  " + *line + "\n";
  text += "- " + (here == one.end() ? "(end)" : *here) + "\n";
  return text + "+ " + (there == other.end() ? "(end)" : *there) + "\n";
}

}  // namespace salon::contract
