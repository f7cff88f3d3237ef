// What viewers were shown, in memory; can be emptied and taken away (D36).
#pragma once

#include <map>

#include "ports/clock.hpp"
#include "ports/exposure_cache.hpp"

namespace salon::testing {

class MemoryExposureCache final : public ports::ExposureCache {
 public:
  template <class T>
  using Task = ports::Task<T>;

  // `began`: when exposures began; until an hour later nobody can be told that they were not shown a slot.
  MemoryExposureCache(ports::Clock& clock, domain::Instant began) : clock_(clock), began_(began) {}

  Task<std::optional<domain::StickyExposure>> sticky(ports::ExposurePlace place) override;
  Task<void> remember(ports::ExposurePlace place, domain::StickyExposure exposure, bool is_new) override;
  Task<ports::Showing> was_shown(std::string subject, domain::SlotId slot) override;
  Task<void> carry_over(std::string from_subject, ports::ExposurePlace to) override;

  void set_gone(bool is_gone) { is_gone_ = is_gone; }
  void flush();

 private:
  struct Kept {
    domain::StickyExposure exposure;
    domain::Instant ends_at;
  };
  struct ShownUntil {
    domain::Variant variant;
    domain::Instant until;
  };
  [[nodiscard]] Kept* live(const std::string& key);
  void show(const std::string& subject, const domain::StickyExposure& exposure);

  ports::Clock& clock_;
  domain::Instant began_;
  bool is_gone_ = false;
  std::map<std::string, Kept> sticky_;
  std::map<std::pair<std::string, domain::SlotId>, ShownUntil> shown_;
};

}  // namespace salon::testing
