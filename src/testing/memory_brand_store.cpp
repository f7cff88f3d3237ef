#include "testing/memory_brand_store.hpp"

#include "testing/memory_change.hpp"

namespace salon::testing {

using domain::Brand;

namespace {

std::string picture_of(const Brand& brand) {
  return R"({"name": ")" + brand.name + R"(", "version": )" + std::to_string(brand.version) + "}";
}

Decided<Brand> decide_brand(MemoryBrand& brand, const ports::Change<Brand>& change, const ports::Requester& by) {
  const auto is_same = [](const Brand& one, const Brand& other) { return one == other; };
  const auto all_good = [](const Brand&) { return domain::Result<void>{}; };
  auto after = edited(brand.itself, change.if_version, change.edit, is_same, all_good);
  if (!after) return refused<Brand>(std::move(after.error()));
  if (!*after) return {brand.itself, {}};
  return {**after, [&brand, &by, row = **after] {
            const std::string before = brand.itself.version > 1 ? picture_of(brand.itself) : std::string();
            note_in_audit(brand, by,
                          {.action = "brand.changed",
                           .location_id = std::nullopt,
                           .entity = "brand",
                           .entity_id = "brand",
                           .before = before,
                           .after = picture_of(row)});
            brand.itself = row;
          }};
}

}  // namespace

ports::Task<Brand> MemoryBrandStore::brand() { co_return brand_.itself; }

auto MemoryBrandStore::change(ports::Change<Brand> change, ports::Once<Brand> once)
    -> ports::Task<domain::Result<domain::Answer>> {
  co_return do_once(brand_, once,
                    [this, &change, &once](domain::Instant) { return decide_brand(brand_, change, once.by); });
}

}  // namespace salon::testing
