// What stands in for Redis, keys, metrics and argon2 in the tests of the use cases: small, honest, and looked into by
// tests.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/policy.hpp"
#include "ports/access_tokens.hpp"
#include "ports/clock.hpp"
#include "ports/event_bus.hpp"
#include "ports/exposure_cache.hpp"
#include "ports/funnel.hpp"
#include "ports/passwords.hpp"
#include "ports/secret_box.hpp"

namespace salon::testing {

using platform::Task;

class FakeExposures final : public ports::ExposureCache {
 public:
  explicit FakeExposures(ports::Clock& clock) : clock_(clock) {}

  bool is_gone = false;  // as when Redis does not answer
  int writes = 0;

  Task<std::optional<domain::StickyExposure>> sticky(ports::ExposurePlace place) override {
    const auto found = kept_.find(name_of(place));
    const bool is_kept = !is_gone && found != kept_.end() && found->second.until > clock_.now();
    if (!is_kept) co_return std::nullopt;
    co_return found->second.exposure;
  }
  Task<void> remember(ports::ExposurePlace place, domain::StickyExposure exposure, bool is_new) override {
    if (is_gone) co_return;
    ++writes;
    for (const domain::SlotId id : exposure.shown) shown_[{place.subject, id}] = {exposure.variant, clock_.now()};
    Kept& kept = kept_[name_of(place)];
    if (is_new) kept.until = clock_.now() + domain::policy::exposure_sticky;
    kept.exposure = std::move(exposure);
  }
  Task<ports::Showing> was_shown(std::string subject, domain::SlotId slot) override {
    ports::Showing showing;
    if (is_gone) co_return showing;
    const auto found = shown_.find({subject, slot});
    const auto remembered = domain::policy::exposure_remembered + domain::policy::exposure_sticky;
    showing.is = ports::Shown::no;
    if (found != shown_.end() && found->second.at + remembered > clock_.now())
      showing = {.is = ports::Shown::yes, .in = found->second.in};
    co_return showing;
  }
  Task<void> carry_over(std::string from_subject, ports::ExposurePlace to) override {
    ports::ExposurePlace from = to;
    from.subject = from_subject;
    const auto found = kept_.find(name_of(from));
    if (found == kept_.end() || found->second.until <= clock_.now()) co_return;
    kept_[name_of(to)] = found->second;
    const domain::StickyExposure& exposure = found->second.exposure;
    for (const domain::SlotId id : exposure.shown) shown_[{to.subject, id}] = {exposure.variant, clock_.now()};
  }

 private:
  struct Kept {
    domain::StickyExposure exposure;
    domain::Instant until;
  };
  struct ShownAt {
    domain::Variant in;
    domain::Instant at;
  };
  static std::string name_of(const ports::ExposurePlace& place) {
    const std::string stylist = place.stylist_id ? place.stylist_id->text() : "all";
    return place.subject + "/" + place.location_id.text() + "/" + domain::format_date(place.date) + "/" +
           place.service_id.text() + "/" + stylist;
  }

  ports::Clock& clock_;
  std::map<std::string, Kept> kept_;
  std::map<std::pair<std::string, domain::SlotId>, ShownAt> shown_;
};

class FakeSecrets final : public ports::SecretBox {
 public:
  [[nodiscard]] std::string seal(std::string_view plain, ports::SealedPlace) const override {
    return std::string(plain);
  }
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed, ports::SealedPlace) const override {
    return std::string(sealed);
  }
  [[nodiscard]] ports::BlindIndex blind_index(std::string_view, std::string_view) const override { return {}; }
  [[nodiscard]] std::string sign(std::string_view, std::string_view) const override { return {}; }
  [[nodiscard]] bool verify(std::string_view, std::string_view, std::string_view) const override { return false; }
  [[nodiscard]] domain::ExposureKey exposure_key() const override { return {7}; }
};

class FakeFunnel final : public ports::Funnel {
 public:
  void exposed(Exposed what) override { exposures.push_back(what); }
  void held(std::optional<domain::Variant> variant) override { holds.push_back(variant); }
  void confirmed(std::optional<domain::Variant> variant, domain::seconds since_hold) override {
    confirmations.emplace_back(variant, since_hold);
  }
  void conflict(domain::Refusal why) override { conflicts.push_back(why); }

  std::vector<Exposed> exposures;
  std::vector<std::optional<domain::Variant>> holds;
  std::vector<std::pair<std::optional<domain::Variant>, domain::seconds>> confirmations;
  std::vector<domain::Refusal> conflicts;
};

// Counts its work, so that a test can see that an unknown address costs as much as a known one.
class FakePasswords final : public ports::Passwords {
 public:
  Task<std::string> hash(std::string password) override { co_return "hash of " + password; }
  Task<bool> verify(ports::PasswordCheck check) override {
    ++verifications;
    co_return check.hash && *check.hash == "hash of " + check.password;
  }
  int verifications = 0;
};

class FakeSigner final : public ports::TokenSigner {
 public:
  [[nodiscard]] std::string sign(const ports::AccessClaims& claims) override {
    signed_claims.push_back(claims);
    return "access token " + std::to_string(signed_claims.size());
  }
  std::vector<ports::AccessClaims> signed_claims;
};

class FakeBus final : public ports::EventBus {
 public:
  Task<bool> publish(std::vector<domain::Event> events) override {
    if (is_down) co_return false;
    for (domain::Event& event : events) published.push_back(std::move(event));
    co_return true;
  }
  bool is_down = false;
  std::vector<domain::Event> published;
};

}  // namespace salon::testing
