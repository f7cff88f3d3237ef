#include "storage/once_table.hpp"

#include <algorithm>
#include <cstring>

namespace salon::storage {
namespace {

constexpr Statement lock_statement{"SELECT pg_advisory_xact_lock(number) FROM unnest($1::bigint[]) AS number"};

constexpr Statement find_statement{R"sql(
  SELECT k.actor, k.key, k.fingerprint, k.created_at, k.status, k.reply
    FROM unnest($1::text[], $2::text[]) AS asked(actor, key)
    JOIN idempotency_keys k ON k.actor = asked.actor AND k.key = asked.key
)sql"};

constexpr Statement write_statement{R"sql(
  INSERT INTO idempotency_keys (actor, key, fingerprint, status, reply, booking_id, created_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::smallint[], $5::bytea[], $6::uuid[], $7::timestamptz[])
  ON CONFLICT (actor, key) DO UPDATE SET fingerprint = EXCLUDED.fingerprint, status = EXCLUDED.status, reply = EXCLUDED.reply,
    booking_id = EXCLUDED.booking_id, created_at = EXCLUDED.created_at
)sql"};

constexpr std::string_view place_column = "idempotency_keys.reply";

std::string row_name(const std::string& actor, const std::string& key) { return actor + '\x1f' + key; }

void put_text(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xff);
  out += text;
}

std::string take_text(std::string_view& in) {
  if (in.size() < 4) throw RowShape("a remembered reply is cut short");
  std::uint32_t size = 0;
  for (int i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(in[static_cast<std::size_t>(i)]);
  in.remove_prefix(4);
  if (in.size() < size) throw RowShape("a remembered reply is cut short");
  std::string out(in.substr(0, size));
  in.remove_prefix(size);
  return out;
}

std::string packed(const domain::Reply& reply) {
  std::string out;
  put_text(out, reply.location);
  put_text(out, reply.session_id);
  put_text(out, reply.etag);
  put_text(out, reply.body);
  return out;
}

domain::Reply unpacked(int status, std::string_view packed_reply) {
  domain::Reply reply;
  reply.status = status;
  reply.location = take_text(packed_reply);
  reply.session_id = take_text(packed_reply);
  reply.etag = take_text(packed_reply);
  reply.body = take_text(packed_reply);
  return reply;
}

domain::RememberedReply read_one(RowReader& row, const ports::SecretBox& secrets, const std::string& place) {
  domain::RememberedReply out;
  const Bytes fingerprint = row.get<Bytes>();
  if (fingerprint.bytes.size() != out.fingerprint.size()) throw RowShape("a fingerprint has 32 bytes");
  std::memcpy(out.fingerprint.data(), fingerprint.bytes.data(), out.fingerprint.size());
  out.created_at = row.get<domain::Instant>();
  const int status = row.get<int>();
  const Bytes sealed = row.get<Bytes>();
  const auto plain = secrets.open(sealed.bytes, {place_column, place});
  if (!plain) throw RowShape("a remembered reply does not open");
  out.reply = unpacked(status, *plain);
  return out;
}

std::optional<domain::RememberedReply> only(const Rows& rows, const ports::SecretBox& secrets) {
  const auto replies = read_remembered(rows, secrets);
  return replies.empty() ? std::nullopt : std::optional(replies.begin()->second);
}

}  // namespace

// FNV-1a: which number it is does not matter, only that every replica finds the same; a collision makes two wait,
// nothing worse.
std::int64_t lock_number(std::string_view kind, std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto mix = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  };
  mix(kind);
  mix("/");
  mix(name);
  return static_cast<std::int64_t>(hash);
}

std::string once_name(const domain::OnceKey& key) { return row_name(key.actor, key.key); }

Query recall_query(const std::vector<domain::OnceKey>& keys) {
  std::vector<std::string> actors;
  std::vector<std::string> names;
  for (const domain::OnceKey& key : keys) {
    actors.push_back(key.actor);
    names.push_back(key.key);
  }
  return {find_statement, Params::of(actors, names)};
}

std::map<std::string, domain::RememberedReply> read_remembered(const Rows& rows, const ports::SecretBox& secrets) {
  std::map<std::string, domain::RememberedReply> replies;
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    const auto actor = row.get<std::string>();
    const std::string place = row_name(actor, row.get<std::string>());
    replies.emplace(place, read_one(row, secrets, place));
  }
  return replies;
}

std::int64_t key_lock(const domain::OnceKey& key) { return lock_number("key", row_name(key.actor, key.key)); }

Task<void> take_locks(Transaction& transaction, std::vector<std::int64_t> numbers) {
  if (numbers.empty()) co_return;
  std::ranges::sort(numbers);
  const auto repeated = std::ranges::unique(numbers);
  numbers.erase(repeated.begin(), repeated.end());
  const Params params = Params::of(numbers);
  auto locking = transaction.run(lock_statement, params);
  co_await locking;
}

Task<domain::Result<std::optional<domain::Answer>>> look_up(Transaction& transaction, const domain::OnceKey& key) {
  bool is_locked = true;
  try {
    std::vector<std::int64_t> numbers{key_lock(key)};
    auto locking = take_locks(transaction, std::move(numbers));
    co_await locking;
  } catch (const PgRefused& refused) {
    if (refused.sqlstate != "55P03") throw;
    is_locked = false;
  }
  if (!is_locked) {
    domain::Refused busy(domain::Refusal::request_in_progress, "A request with this Idempotency-Key is still running.");
    busy.retry_after = domain::seconds{1};
    co_return std::unexpected(std::move(busy));
  }
  const Query query = recall_query({key});
  auto finding = transaction.run(query.statement, query.params);
  const Rows rows = co_await finding;
  auto asking = transaction.now();
  const domain::Instant now = co_await asking;
  co_return domain::decide_replay(key, only(rows, transaction.secrets()), now);
}

Query remember_query(const Transaction& transaction, const std::vector<Remember>& replies, domain::Instant now) {
  std::vector<std::string> actors;
  std::vector<std::string> keys;
  std::vector<Bytes> fingerprints;
  std::vector<int> statuses;
  std::vector<Bytes> sealed;
  std::vector<std::optional<domain::BookingId>> bookings;
  std::vector<domain::Instant> times;
  for (const Remember& entry : replies) {
    actors.push_back(entry.key.actor);
    keys.push_back(entry.key.key);
    fingerprints.push_back(bytes_of(entry.key.fingerprint));
    statuses.push_back(entry.reply.status);
    const std::string place = once_name(entry.key);
    sealed.push_back({transaction.secrets().seal(packed(entry.reply), {place_column, place})});
    bookings.push_back(entry.booking_id);
    times.push_back(now);
  }
  return {write_statement, Params::of(actors, keys, fingerprints, statuses, sealed, bookings, times)};
}

Task<void> remember(Transaction& transaction, std::vector<Remember> replies, domain::Instant now) {
  if (replies.empty()) co_return;
  const Query query = remember_query(transaction, replies, now);
  auto writing = transaction.run(query.statement, query.params);
  co_await writing;
}

Task<domain::Result<std::optional<domain::Answer>>> recall(Database& database, const domain::OnceKey& key,
                                                           domain::Instant now) {
  const Query query = recall_query({key});
  auto finding = read(database, query.statement, query.params);
  const Rows rows = co_await finding;
  co_return domain::decide_replay(key, only(rows, database.secrets), now);
}

Task<std::optional<domain::Answer>> outcome_of(Database& database, const domain::OnceKey& key) {
  const Query query = recall_query({key});
  auto finding = read(database, query.statement, query.params);
  const Rows rows = co_await finding;
  const auto before = only(rows, database.secrets);
  if (!before || before->fingerprint != key.fingerprint) co_return std::nullopt;
  co_return domain::Answer{before->reply, false};
}

}  // namespace salon::storage
