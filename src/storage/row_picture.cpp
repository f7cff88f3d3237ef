#include "storage/row_picture.hpp"

namespace salon::storage {
namespace {

constexpr Statement location_statement{"SELECT to_jsonb(l)::text FROM locations l WHERE l.id = $1"};
constexpr Statement service_statement{"SELECT to_jsonb(v)::text FROM services v WHERE v.id = $1"};
constexpr Statement rule_statement{"SELECT to_jsonb(r)::text FROM availability_rules r WHERE r.id = $1"};

constexpr Statement stylist_statement{R"sql(
  SELECT (to_jsonb(y) || jsonb_build_object(
           'location_ids', ARRAY(SELECT p.location_id FROM stylist_locations p WHERE p.stylist_id = y.id ORDER BY p.location_id),
           'services', ARRAY(SELECT to_jsonb(t) - 'stylist_id' FROM stylist_services t WHERE t.stylist_id = y.id ORDER BY t.service_id)))::text
    FROM stylists y WHERE y.id = $1
)sql"};

constexpr Statement account_statement{R"sql(
  SELECT jsonb_build_object('role', a.role, 'location_ids', a.location_ids, 'stylist_id', a.stylist_id, 'active', a.active,
                            'version', a.version)::text
    FROM accounts a WHERE a.id = $1
)sql"};

Task<std::string> draw(Transaction& transaction, Statement statement, Params id) {
  auto asking = transaction.run(statement, std::move(id));
  const Rows rows = co_await asking;
  if (rows.empty()) co_return std::string();
  RowReader row = rows.row(0);
  co_return row.get<std::string>();
}

}  // namespace

Task<std::string> picture_of(Transaction& transaction, domain::LocationId id) {
  return draw(transaction, location_statement, Params::of(id));
}
Task<std::string> picture_of(Transaction& transaction, domain::ServiceId id) {
  return draw(transaction, service_statement, Params::of(id));
}
Task<std::string> picture_of(Transaction& transaction, domain::StylistId id) {
  return draw(transaction, stylist_statement, Params::of(id));
}
Task<std::string> picture_of(Transaction& transaction, domain::RuleId id) {
  return draw(transaction, rule_statement, Params::of(id));
}
Task<std::string> picture_of(Transaction& transaction, domain::AccountId id) {
  return draw(transaction, account_statement, Params::of(id));
}

}  // namespace salon::storage
