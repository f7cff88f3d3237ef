#include "storage/analytics_store.hpp"

#include <algorithm>
#include <tuple>

namespace salon::storage {

using domain::DayTally;
using domain::VariantFunnel;

namespace {

constexpr Statement made_statement{R"sql(
  SELECT width_bucket(b.created_at, $2::timestamptz[]), count(*), count(b.confirmed_at), count(*) FILTER (WHERE b.status = 'cancelled'),
         count(*) FILTER (WHERE b.status = 'expired'
                             OR (b.status = 'held' AND b.hold_expires_at <= coalesce($5::timestamptz, statement_timestamp())))
    FROM bookings b
   WHERE b.location_id = $1 AND b.created_at >= $3 AND b.created_at < $4
   GROUP BY 1
)sql"};

constexpr Statement visits_statement{R"sql(
  SELECT width_bucket(b.start_at, $2::timestamptz[]), count(*) FILTER (WHERE b.attendance = 'completed'),
         count(*) FILTER (WHERE b.attendance = 'no_show'), coalesce(sum(b.price_minor) FILTER (WHERE b.attendance = 'completed'), 0)::bigint
    FROM bookings b
   WHERE b.location_id = $1 AND b.start_at >= $3 AND b.start_at < $4 AND b.status = 'confirmed'
   GROUP BY 1
)sql"};

constexpr Statement shown_statement{R"sql(
  SELECT variant, sum(lists_shown)::bigint, sum(times_shown)::bigint
    FROM shown_counts WHERE location_id = $1 AND date BETWEEN $2 AND $3
   GROUP BY variant
)sql"};

constexpr Statement by_variant_statement{R"sql(
  SELECT b.variant, count(*), count(b.confirmed_at),
         count(*) FILTER (WHERE b.status = 'expired'
                             OR (b.status = 'held' AND b.hold_expires_at <= coalesce($4::timestamptz, statement_timestamp())))
    FROM bookings b
   WHERE b.location_id = $1 AND b.created_at >= $2 AND b.created_at < $3 AND b.variant IS NOT NULL
   GROUP BY b.variant
)sql"};

// A busy stretch may begin before its booking and end after it by no more than a day.
constexpr Statement booked_statement{R"sql(
  SELECT t.during, count(*)
    FROM (SELECT a.during
            FROM bookings b JOIN allocations a ON a.booking_id = b.id
           WHERE b.location_id = $1 AND b.start_at >= $2::timestamptz - interval '1 day' AND b.start_at < $3::timestamptz + interval '1 day'
             AND b.status = 'confirmed' AND a.live
          UNION ALL
          SELECT tstzrange(b.start_at, b.end_at)
            FROM bookings b
           WHERE b.location_id = $1 AND b.start_at >= $2::timestamptz - interval '1 day' AND b.start_at < $3::timestamptz
             AND b.status = 'confirmed' AND b.stylist_id IS NULL) AS t
   WHERE t.during && tstzrange($2::timestamptz, $3::timestamptz)
   GROUP BY t.during
   ORDER BY t.during
)sql"};

constexpr Statement add_shown_statement{R"sql(
  INSERT INTO shown_counts AS c (location_id, date, variant, lists_shown, times_shown)
  SELECT * FROM unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[], $5::bigint[])
  ON CONFLICT (location_id, date, variant)
  DO UPDATE SET lists_shown = c.lists_shown + EXCLUDED.lists_shown, times_shown = c.times_shown + EXCLUDED.times_shown
)sql"};

struct Days {
  domain::LocationId location;
  std::vector<domain::Instant> midnights;
};

void read_made(const Rows& rows, std::vector<DayTally>& days) {
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    DayTally& day = days.at(static_cast<std::size_t>(row.get<int>() - 1));
    day.held = row.get<int>();
    day.confirmed = row.get<int>();
    day.cancelled = row.get<int>();
    day.expired = row.get<int>();
  }
}

void read_visits(const Rows& rows, std::vector<DayTally>& days) {
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    DayTally& day = days.at(static_cast<std::size_t>(row.get<int>() - 1));
    day.completed = row.get<int>();
    day.no_shows = row.get<int>();
    day.revenue_minor = row.get<std::int64_t>();
  }
}

Task<std::vector<DayTally>> count_days(Transaction& transaction, const Days& wanted) {
  const auto& midnights = wanted.midnights;
  std::vector<Query> queries;
  queries.push_back({made_statement, Params::of(wanted.location, midnights, midnights.front(), midnights.back(),
                                                transaction.database().clock.fixed())});
  queries.push_back({visits_statement, Params::of(wanted.location, midnights, midnights.front(), midnights.back())});
  auto asking = transaction.run_all(std::move(queries));
  const std::vector<Rows> answers = co_await asking;
  std::vector<DayTally> days(midnights.size() - 1);
  read_made(answers.at(0), days);
  read_visits(answers.at(1), days);
  co_return days;
}

struct FunnelWish {
  domain::LocationId location;
  domain::DateSpan span;
  domain::TimeRange made;
};

VariantFunnel& funnel_of(RowReader& row, std::vector<VariantFunnel>& all) {
  const auto variant = domain::parse_variant(row.get<std::string>());
  return *std::ranges::find(all, variant.value(), &VariantFunnel::variant);
}

Task<std::vector<VariantFunnel>> count_variants(Transaction& transaction, const FunnelWish& wish) {
  std::vector<Query> queries;
  queries.push_back({shown_statement, Params::of(wish.location, wish.span.from, wish.span.to)});
  queries.push_back({by_variant_statement,
                     Params::of(wish.location, wish.made.start, wish.made.end, transaction.database().clock.fixed())});
  auto asking = transaction.run_all(std::move(queries));
  const std::vector<Rows> answers = co_await asking;
  std::vector<VariantFunnel> all{{.variant = domain::Variant::control}, {.variant = domain::Variant::compact}};
  for (int i = 0; i < answers.at(0).size(); ++i) {
    RowReader row = answers.at(0).row(i);
    VariantFunnel& funnel = funnel_of(row, all);
    funnel.lists_shown = row.get<std::int64_t>();
    funnel.times_shown = row.get<std::int64_t>();
  }
  for (int i = 0; i < answers.at(1).size(); ++i) {
    RowReader row = answers.at(1).row(i);
    VariantFunnel& funnel = funnel_of(row, all);
    funnel.held = row.get<int>();
    funnel.confirmed = row.get<int>();
    funnel.expired = row.get<int>();
  }
  co_return all;
}

// Rows in one order, whoever writes them.
Params shown_params(std::vector<ports::ShownCount> counts) {
  std::ranges::sort(counts, {},
                    [](const ports::ShownCount& one) { return std::tuple(one.location_id, one.date, one.variant); });
  std::vector<domain::LocationId> locations;
  std::vector<domain::Date> dates;
  std::vector<std::string> variants;
  std::vector<std::int64_t> lists;
  std::vector<std::int64_t> times;
  for (const ports::ShownCount& one : counts) {
    locations.push_back(one.location_id);
    dates.push_back(one.date);
    variants.emplace_back(domain::text_of(one.variant));
    lists.push_back(one.lists);
    times.push_back(one.times);
  }
  return Params::of(locations, dates, variants, lists, times);
}

Task<void> add_in(Transaction& transaction, const Params& params) {
  auto adding = transaction.run(add_shown_statement, params);
  co_await adding;
}

}  // namespace

Task<std::vector<DayTally>> PgAnalyticsStore::days(domain::LocationId location,
                                                   std::vector<domain::Instant> midnights) {
  const Days wanted{location, std::move(midnights)};
  const auto work = [&wanted](Transaction& transaction) { return count_days(transaction, wanted); };
  auto doing = transact(database_, work, View::one_snapshot);
  co_return co_await doing;
}

Task<std::vector<VariantFunnel>> PgAnalyticsStore::funnel(domain::LocationId location, domain::DateSpan span,
                                                          domain::TimeRange made) {
  const FunnelWish wish{location, span, made};
  const auto work = [&wish](Transaction& transaction) { return count_variants(transaction, wish); };
  auto doing = transact(database_, work, View::one_snapshot);
  co_return co_await doing;
}

Task<std::vector<domain::WeighedTime>> PgAnalyticsStore::booked_times(domain::LocationId location,
                                                                      domain::TimeRange during) {
  const Params params = Params::of(location, during.start, during.end);
  auto asking = read(database_, booked_statement, params);
  const Rows rows = co_await asking;
  co_return rows.map([](RowReader& row) {
    domain::WeighedTime time;
    time.during = row.get<domain::TimeRange>();
    time.times = row.get<int>();
    return time;
  });
}

Task<void> PgAnalyticsStore::add_shown(std::vector<ports::ShownCount> counts) {
  if (counts.empty()) co_return;
  const Params params = shown_params(std::move(counts));
  const auto work = [&params](Transaction& transaction) { return add_in(transaction, params); };
  auto doing = transact(database_, work);
  co_await doing;
}

}  // namespace salon::storage
