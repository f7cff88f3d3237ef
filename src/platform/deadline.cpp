#include "platform/deadline.hpp"

#include <boost/asio/steady_timer.hpp>

namespace salon::platform {

using Clock = std::chrono::steady_clock;

struct Deadline::State {
  State(boost::asio::io_context& io, std::function<void()> callback) : timer(io), on_expiry(std::move(callback)) {}

  boost::asio::steady_timer timer;
  std::function<void()> on_expiry;
  Clock::time_point due = Clock::time_point::max();
  Clock::time_point fires = Clock::time_point::max();  // max: not armed
  bool is_expired = false;

  static void arm(const std::shared_ptr<State>& self) {
    self->fires = self->due;
    self->timer.expires_at(self->due);
    self->timer.async_wait([weak = std::weak_ptr<State>(self)](const boost::system::error_code& error) {
      if (const auto state = weak.lock(); state && !error) fired(state);
    });
  }

  static void fired(const std::shared_ptr<State>& self) {
    self->fires = Clock::time_point::max();
    if (self->due == Clock::time_point::max()) return;
    if (Clock::now() < self->due) return arm(self);
    self->due = Clock::time_point::max();
    self->is_expired = true;
    self->on_expiry();
  }
};

Deadline::Deadline(boost::asio::io_context& io, std::function<void()> on_expiry)
    : state_(std::make_shared<State>(io, std::move(on_expiry))) {}

Deadline::~Deadline() { state_->timer.cancel(); }

void Deadline::set(Clock::duration length) { set_at(Clock::now() + length); }

void Deadline::set_at(Clock::time_point due) {
  state_->is_expired = false;
  state_->due = due;
  if (state_->due < state_->fires) State::arm(state_);
}

void Deadline::clear() { state_->due = Clock::time_point::max(); }

bool Deadline::is_expired() const { return state_->is_expired; }

std::chrono::steady_clock::time_point from_now(std::chrono::steady_clock::duration length) {
  return std::chrono::steady_clock::now() + length;
}

}  // namespace salon::platform
