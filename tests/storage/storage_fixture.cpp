#include "storage_fixture.hpp"

#include "storage/migrator.hpp"

namespace salon::storage {
namespace {

void fail_on(std::exception_ptr error) { std::rethrow_exception(error); }

// What a fresh database has in its tables is kept beside them.
constexpr const char* keep_what_is_fresh = R"sql(
  DO $$ DECLARE name text; has_rows boolean; BEGIN
    CREATE SCHEMA fresh;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO has_rows;
      IF has_rows THEN EXECUTE format('CREATE TABLE fresh.%I AS TABLE public.%I', name, name); END IF;
    END LOOP;
  END $$
)sql";

constexpr const char* leave_only_what_is_fresh = R"sql(
  DO $$ DECLARE name text; BEGIN
    EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('public.%I', tablename), ', ') || ' RESTART IDENTITY' FROM pg_tables
              WHERE schemaname = 'public');
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'fresh' LOOP
      EXECUTE format('INSERT INTO public.%I SELECT * FROM fresh.%I', name, name);
    END LOOP;
  END $$
)sql";

constexpr const char* end_other_sessions =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    "pg_backend_pid()";

Task<void> run_script(boost::asio::io_context& io, std::string url, std::string sql) {
  PgConnection connection(io, std::move(url));
  auto connecting = connection.connect();
  co_await connecting;
  auto running = connection.script(std::move(sql));
  co_await running;
}

void migrate_template(const std::string& url) {
  platform::Loop loop(fail_on);
  MigrateOptions options;
  options.url = url;
  platform::run_on(loop, migrate(loop.io(), options));
  platform::run_on(loop, run_script(loop.io(), url, keep_what_is_fresh));
}

std::vector<std::string>& left_databases() {
  static std::vector<std::string> names;
  return names;
}

[[maybe_unused]] const bool is_template_known = (testing::PrivatePostgres::fill_template_by(migrate_template), true);

adapters::SecretKey key_of(std::uint8_t byte) {
  std::array<std::uint8_t, adapters::SecretKey::size> bytes{};
  bytes.fill(byte);
  return adapters::SecretKey(bytes);
}

adapters::KeyRing test_keys() {
  std::map<std::uint8_t, adapters::SecretKey> seal;
  seal.emplace(std::uint8_t{1}, key_of(1));
  return {std::move(seal), key_of(2), key_of(3), key_of(4)};
}

PoolOptions at(PoolOptions options, std::string url) {
  options.url = std::move(url);
  return options;
}

}  // namespace

BorrowedDatabase::BorrowedDatabase() {
  testing::PrivatePostgres& postgres = testing::PrivatePostgres::shared();
  std::vector<std::string>& left = left_databases();
  if (left.empty()) {
    url_ = postgres.new_database();
    const auto name = url_.find("dbname=") + 7;
    name_ = url_.substr(name, url_.find(' ', name) - name);
    return;
  }
  name_ = left.back();
  left.pop_back();
  url_ = postgres.url(name_);
  postgres.run(name_, end_other_sessions);
  postgres.run(name_, leave_only_what_is_fresh);
}

BorrowedDatabase::~BorrowedDatabase() {
  if (!is_spoiled_) left_databases().push_back(name_);
}

Stores::Stores(std::string url, std::uint8_t id_stream, PoolOptions options)
    : loop(fail_on),
      secrets(test_keys()),
      ids(id_stream),
      pool(loop.io(), at(std::move(options), std::move(url))),
      database{pool, secrets, ids, clock} {}

void Stores::settle() {
  loop.io().restart();
  loop.io().run_for(std::chrono::minutes(1));
  EXPECT_TRUE(loop.io().stopped()) << "something goes on for ever";
}

void StorageTest::SetUp() {
  stores = std::make_unique<Stores>(url, std::uint8_t{1});
  set_now("2027-03-01T00:00:00Z");
}

void StorageTest::TearDown() {
  if (!is_broken_on_purpose) {
    for (const ports::Violation& violation : run(stores->health.violations())) {
      ADD_FAILURE() << "violated: " << violation.invariant << " " << violation.detail;
    }
  }
  stores.reset();
  if (is_broken_on_purpose) database.spoil();
}

testing::PrivatePostgres::Table StorageTest::sql(const std::string& statement) {
  return testing::PrivatePostgres::shared().run(database.name(), statement);
}

std::string StorageTest::value(const std::string& statement) { return sql(statement).at(0).at(0); }

void StorageTest::set_now(const std::string& instant) { stores->clock.fix(testing::at(instant)); }

std::vector<std::string> StorageTest::violated() {
  std::vector<std::string> names;
  for (const auto& row :
       sql("SELECT DISTINCT invariant FROM invariant_violations_at('-infinity', '-infinity') ORDER BY 1"))
    names.push_back(row.at(0));
  return names;
}

void StorageTest::terminate_backends(const std::string& which) {
  sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
      "pg_backend_pid() AND " +
      which);
}

std::string StorageTest::code(const domain::Result<domain::Answer>& answer) {
  return answer ? answer->reply.body : std::string(domain::code_of(answer.error().why));
}

domain::Reply StorageTest::reply_of(bool is_done) {
  domain::Reply reply;
  reply.status = is_done ? 200 : 409;
  reply.body = is_done ? "" : "refused";
  return reply;
}

void StorageTest::open_salon() {
  using testing::a_location, testing::a_service, testing::a_stylist, testing::a_weekly_rule;
  ASSERT_EQ(code(run(stores->catalog.add_location(a_location(), unkeyed<domain::Location>()))), "");
  ASSERT_EQ(code(run(stores->catalog.add_service(a_service(), unkeyed<domain::Service>()))), "");
  const auto class_of_three = a_service({.id = 2, .name = "Class", .requires_stylist = false});
  ASSERT_EQ(code(run(stores->catalog.add_service(class_of_three, unkeyed<domain::Service>()))), "");
  ASSERT_EQ(code(run(stores->catalog.add_stylist(a_stylist(), unkeyed<domain::Stylist>()))), "");
  ASSERT_EQ(code(run(stores->catalog.add_stylist(a_stylist({.id = 2, .name = "Sara"}), unkeyed<domain::Stylist>()))),
            "");
  const auto hours = a_weekly_rule({.end = "12:00", .capacity = 2});
  ASSERT_EQ(code(run(stores->rules.add_rule(hours, unkeyed<domain::Rule>()))), "");
}

domain::GenerationReport StorageTest::generate(const std::string& from, const std::string& to) {
  ports::GenerateSlots what;
  what.location_id = testing::location_id(1);
  what.from = testing::date(from);
  what.to = testing::date(to);
  return run(stores->slots.generate(what, staff())).value();
}

domain::SlotInstance StorageTest::slot_at(const std::string& time, std::optional<std::uint64_t> stylist) {
  ports::SlotQuery query;
  query.location_id = testing::location_id(1);
  query.date = testing::date("2027-03-01");
  const domain::Instant start = testing::at("2027-03-01T" + time + ":00Z");
  for (const domain::SlotInstance& slot : run(stores->slots.slots_of_day(query))) {
    const auto wanted = stylist ? std::optional(testing::stylist_id(*stylist)) : std::nullopt;
    if (slot.start_at == start && slot.stylist_id == wanted) return slot;
  }
  throw std::runtime_error("there is no slot at " + time);
}

domain::BookingId StorageTest::hold(const domain::SlotInstance& slot, int guest) {
  ports::PlaceHold place;
  place.wish.visit_id = stores->ids.next_id<domain::VisitId>();
  const auto booking = stores->ids.next_id<domain::BookingId>();
  place.wish.items = {{booking, slot.id}};
  place.wish.owner.session = testing::session_id(static_cast<std::uint64_t>(guest));
  place.wish.customer.name = domain::parse_name("Sara Khan");
  place.wish.customer.phone = domain::phone_from_e164("+97150123456" + std::to_string(guest));
  place.wish.customer.email = domain::parse_email("sara@example.org");
  place.once = {std::nullopt, staff(), [](const auto& outcome) { return reply_of(outcome.has_value()); }};
  std::vector<ports::PlaceHold> places;
  places.push_back(std::move(place));
  const auto answers = run(stores->bookings.place_holds(std::move(places)));
  if (!answers.at(0)) throw std::runtime_error("not held: " + std::string(domain::code_of(answers.at(0).error().why)));
  return booking;
}

void StorageTest::confirm(domain::BookingId id) {
  const auto answer = run(stores->bookings.confirm(id, {}, unkeyed<domain::Booking>()));
  if (!answer) throw std::runtime_error("not confirmed: " + std::string(domain::code_of(answer.error().why)));
}

}  // namespace salon::storage
