#include "storage/brand_store.hpp"

#include "storage/ledger.hpp"
#include "storage/once_table.hpp"
#include "storage/row_change.hpp"

namespace salon::storage {

using domain::Brand;
using domain::Result;

namespace {

constexpr Statement find_statement{"SELECT name, widget_origins, version FROM brand"};

constexpr Statement write_statement{R"sql(
  INSERT INTO brand (name, widget_origins, version) VALUES ($1, $2, $3)
  ON CONFLICT (only_one) DO UPDATE SET name = EXCLUDED.name, widget_origins = EXCLUDED.widget_origins, version = EXCLUDED.version
)sql"};

constexpr Statement picture_statement{"SELECT (to_jsonb(b) - 'only_one')::text FROM brand b"};

Brand first_of(const Rows& rows) {
  Brand brand;
  if (rows.empty()) return brand;
  RowReader row = rows.row(0);
  brand.name = row.get<std::string>();
  brand.widget_origins = row.get<std::vector<std::string>>();
  brand.version = row.get<std::int64_t>();
  return brand;
}

Task<std::string> picture_of_brand(Transaction& transaction) {
  const Params nothing;
  auto asking = transaction.run(picture_statement, nothing);
  const Rows rows = co_await asking;
  if (rows.empty()) co_return std::string();
  RowReader row = rows.row(0);
  co_return row.get<std::string>();
}

bool is_same_brand(const Brand& one, const Brand& other) { return one == other; }

Task<Result<Brand>> change_in(Transaction& transaction, const ports::Change<Brand>& change,
                              const ports::Requester& by) {
  std::vector<std::int64_t> numbers{lock_number("brand", "")};
  auto locking = take_locks(transaction, std::move(numbers));
  co_await locking;
  const Params nothing;
  auto looking = transaction.run(find_statement, nothing);
  const Rows rows = co_await looking;
  const Brand before = first_of(rows);
  Result<std::optional<Brand>> after = edited(before, change.if_version, change.edit, is_same_brand);
  if (!after) co_return std::unexpected(std::move(after.error()));
  if (!*after) co_return before;
  const Brand& row = **after;
  AuditNote note;
  auto drawing = picture_of_brand(transaction);
  note.before = co_await drawing;
  const Params params = Params::of(row.name, row.widget_origins, row.version);
  auto writing = transaction.run(write_statement, params);
  co_await writing;
  auto drawing_again = picture_of_brand(transaction);
  note.after = co_await drawing_again;
  auto asking = transaction.now();
  note.at = co_await asking;
  note.action = "brand.changed";
  note.entity = "brand";
  note.entity_id = "brand";
  note.version = row.version;
  auto noting = note_in_audit(transaction, std::move(note), by);
  co_await noting;
  co_return row;
}

}  // namespace

Task<Brand> PgBrandStore::brand() {
  const Params nothing;
  auto asking = read(database_, find_statement, nothing);
  const Rows rows = co_await asking;
  co_return first_of(rows);
}

auto PgBrandStore::change(ports::Change<Brand> change, ports::Once<Brand> once) -> Task<Result<domain::Answer>> {
  const auto work = [&change, &once](Transaction& transaction) { return change_in(transaction, change, once.by); };
  auto doing = transact_once(database_, once, work);
  co_return co_await doing;
}

}  // namespace salon::storage
