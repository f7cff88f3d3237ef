// The schema, brought up to date: the migrations that this program carries, in order, each in a transaction of its own,
// one program at a time. What was applied is never changed afterwards: another text under a known version is an error.
#pragma once

#include <boost/asio/io_context.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/task.hpp"

namespace salon::storage {

using platform::Task;

struct Migration {
  int version;
  std::string_view name;
  std::string_view sha256;  // of the text, hex
  std::string_view sql;
};
// What is in the migrations folder, as it was when the program was built.
[[nodiscard]] std::span<const Migration> migrations();

// The database and the program have different histories; nothing was done.
class MigrationMismatch : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct AppliedMigration {
  int version = 0;
  std::string sha256;
};
// Nothing: the applied ones are the first of the known ones. Otherwise a sentence.
[[nodiscard]] std::optional<std::string> why_histories_differ(std::span<const Migration> known,
                                                              const std::vector<AppliedMigration>& applied);

struct MigrateOptions {
  std::string url;
  std::span<const Migration> migrations = storage::migrations();
};
// How many were applied. PgLost, PgRefused: one of them did not go through; those before it stay.
Task<int> migrate(boost::asio::io_context& io, MigrateOptions options);

}  // namespace salon::storage
