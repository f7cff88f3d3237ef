// The brand as the slot target tells it: for a gateway that has no database. Throws Unavailable when nobody tells.
#pragma once

#include <functional>

#include "platform/http_client.hpp"
#include "platform/trace.hpp"
#include "ports/brand_store.hpp"

namespace salon::adapters {

class HttpBrandSource final : public ports::BrandSource {
 public:
  // One after the other is asked until one answers.
  HttpBrandSource(std::vector<platform::HttpClient*> targets, platform::RandomBytes random)
      : targets_(std::move(targets)), random_(std::move(random)) {}

  ports::Task<domain::Brand> brand() override;

 private:
  [[nodiscard]] ports::Task<std::optional<domain::Brand>> ask(platform::HttpClient& target);

  std::vector<platform::HttpClient*> targets_;
  platform::RandomBytes random_;
};

// Nothing: no brand.
[[nodiscard]] std::optional<domain::Brand> parse_brand(std::string_view text);

}  // namespace salon::adapters
