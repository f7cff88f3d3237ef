// A bus that keeps what is published, and can be told to fail.
#pragma once

#include <string>
#include <vector>

#include "ports/event_bus.hpp"

namespace salon::testing {

class MemoryBus final : public ports::EventBus {
 public:
  enum class Mood : std::uint8_t {
    works,
    is_down,        // takes nothing and says so
    loses_replies,  // takes all and says it may not have
  };

  ports::Task<bool> publish(std::vector<domain::Event> events) override;

  void set_mood(Mood mood) { mood_ = mood; }
  // In the order of arrival, doubles included.
  [[nodiscard]] const std::vector<domain::Event>& published() const { return published_; }

 private:
  Mood mood_ = Mood::works;
  std::vector<domain::Event> published_;
};

}  // namespace salon::testing
