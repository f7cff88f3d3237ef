// ports::Health on PostgreSQL.
#pragma once

#include "ports/health.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

class PgHealth final : public ports::Health {
 public:
  struct Options {
    // Look only at what has changed in this time (the minutely check); nothing: at everything (`salon verify`).
    std::optional<std::chrono::minutes> look_back;
  };
  explicit PgHealth(Database& database) : PgHealth(database, Options{}) {}
  PgHealth(Database& database, Options options) : database_(database), options_(options) {}

  Task<std::optional<std::string>> why_not_ready() override;
  Task<std::vector<ports::Violation>> violations() override;

 private:
  Database& database_;
  Options options_;
};

}  // namespace salon::storage
