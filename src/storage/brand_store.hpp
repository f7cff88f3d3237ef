// ports::BrandStore on PostgreSQL.
#pragma once

#include "ports/brand_store.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

class PgBrandStore : public ports::BrandStore {
 public:
  explicit PgBrandStore(Database& database) : database_(database) {}

  Task<domain::Brand> brand() override;
  Task<domain::Result<domain::Answer>> change(ports::Change<domain::Brand> change,
                                              ports::Once<domain::Brand> once) override;

 private:
  Database& database_;
};

}  // namespace salon::storage
