#include "testing/memory_exposure_cache.hpp"

#include "domain/policy.hpp"

namespace salon::testing {

using domain::SlotId;
using domain::StickyExposure;
using ports::ExposurePlace;
using ports::Showing;
using ports::Shown;

namespace {

std::string key_of(const std::string& subject, const ExposurePlace& place) {
  return subject + ":" + place.location_id.text() + ":" + domain::format_date(place.date) + ":" +
         place.service_id.text() + ":" + (place.stylist_id ? place.stylist_id->text() : "all");
}

}  // namespace

MemoryExposureCache::Kept* MemoryExposureCache::live(const std::string& key) {
  const auto found = sticky_.find(key);
  const bool is_live = found != sticky_.end() && found->second.ends_at > clock_.now();
  return is_live ? &found->second : nullptr;
}

void MemoryExposureCache::show(const std::string& subject, const StickyExposure& exposure) {
  for (const SlotId slot : exposure.shown)
    shown_[{subject, slot}] = {exposure.variant,
                               clock_.now() + domain::policy::exposure_remembered + domain::policy::exposure_sticky};
}

void MemoryExposureCache::flush() {
  sticky_.clear();
  shown_.clear();
  began_ = clock_.now();
}

auto MemoryExposureCache::sticky(ExposurePlace place) -> Task<std::optional<StickyExposure>> {
  const Kept* kept = is_gone_ ? nullptr : live(key_of(place.subject, place));
  if (kept == nullptr) co_return std::nullopt;
  co_return kept->exposure;
}

auto MemoryExposureCache::remember(ExposurePlace place, StickyExposure exposure, bool is_new) -> Task<void> {
  if (is_gone_) co_return;
  const std::string key = key_of(place.subject, place);
  const Kept* before = live(key);
  const bool runs_on = before != nullptr && !is_new;
  const auto ends_at = runs_on ? before->ends_at : clock_.now() + domain::policy::exposure_sticky;
  show(place.subject, exposure);
  sticky_[key] = {std::move(exposure), ends_at};
}

auto MemoryExposureCache::was_shown(std::string subject, SlotId slot) -> Task<Showing> {
  Showing showing;
  if (is_gone_) co_return showing;
  const auto found = shown_.find({subject, slot});
  const bool is_first_hour = clock_.now() < began_ + domain::policy::exposure_remembered;
  if (found != shown_.end() && found->second.until > clock_.now()) {
    showing = {.is = Shown::yes, .in = found->second.variant};
  } else if (!is_first_hour) {
    showing.is = Shown::no;
  }
  co_return showing;
}

auto MemoryExposureCache::carry_over(std::string from_subject, ExposurePlace to) -> Task<void> {
  if (is_gone_) co_return;
  const std::string key = key_of(to.subject, to);
  const Kept* from = live(key_of(from_subject, to));
  if (from == nullptr || live(key) != nullptr) co_return;
  const Kept kept = *from;
  show(to.subject, kept.exposure);
  sticky_[key] = kept;
}

}  // namespace salon::testing
