#include "storage/pg_value.hpp"

#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using testing::at;

// What is sent comes back.
class PgValue : public StorageTest {
 protected:
  template <class T>
  T echo(Statement statement, const T& sent) {
    const Params params = Params::of(sent);
    const Rows rows = run(read(stores->database, statement, params));
    RowReader row = rows.row(0);
    return row.get<T>();
  }
};

TEST_F(PgValue, texts_come_back_with_quotes_backslashes_commas_braces_and_blanks) {
  const std::vector<std::string> awkward{"",     " ",    "a\"b", "a\\b",      "\\",          "\"",  "{,}",
                                         "NULL", "null", "it's", "tab\there", "line\nbreak", "سارة"};
  EXPECT_EQ(echo({"SELECT $1::text[]"}, awkward), awkward);
  for (const std::string& text : awkward) EXPECT_EQ(echo({"SELECT $1::text"}, text), text);
  EXPECT_EQ(echo({"SELECT $1::text[]"}, std::vector<std::string>{}), std::vector<std::string>{});
}

TEST_F(PgValue, a_missing_value_in_an_array_is_NULL_and_the_text_NULL_is_not) {
  const std::vector<std::optional<std::string>> sent{"NULL", std::nullopt, ""};
  const Params params = Params::of(sent);
  const Rows rows = run(read(stores->database, {"SELECT ($1::text[])[1], ($1::text[])[2], ($1::text[])[3]"}, params));
  RowReader row = rows.row(0);
  EXPECT_EQ(row.get<std::optional<std::string>>(), "NULL");
  EXPECT_EQ(row.get<std::optional<std::string>>(), std::nullopt);
  EXPECT_EQ(row.get<std::optional<std::string>>(), "");
}

TEST_F(PgValue, every_byte_survives_alone_and_in_arrays) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(echo({"SELECT $1::bytea"}, Bytes{all}).bytes, all);
  EXPECT_EQ(echo({"SELECT $1::bytea"}, Bytes{}).bytes, "");
  const Params params = Params::of(std::vector<Bytes>{Bytes{all}, Bytes{}});
  const Rows rows = run(read(
      stores->database, {"SELECT item FROM unnest($1::bytea[]) WITH ORDINALITY AS t(item, n) ORDER BY n"}, params));
  ASSERT_EQ(rows.size(), 2);
  RowReader row = rows.row(0);
  EXPECT_EQ(row.get<Bytes>().bytes, all);
}

TEST_F(PgValue, instants_keep_their_microseconds) {
  for (const char* text : {"2027-03-01T06:00:00Z", "2027-03-01T06:00:00.5Z", "2027-03-01T06:00:00.000001Z",
                           "1970-01-01T00:00:00Z", "2199-12-31T23:59:59.999999Z"}) {
    EXPECT_EQ(echo({"SELECT $1::timestamptz"}, at(text)), at(text)) << text;
  }
}

TEST_F(PgValue, ranges_dates_and_times_of_day_come_back_midnight_at_the_end_too) {
  const domain::TimeRange range{at("2027-03-01T06:00:00Z"), at("2027-03-01T06:30:00.25Z")};
  EXPECT_EQ(echo({"SELECT $1::tstzrange"}, range), range);
  EXPECT_EQ(echo({"SELECT $1::date"}, testing::date("2028-02-29")), testing::date("2028-02-29"));
  for (const domain::WallTime time : {domain::start_of_day, domain::end_of_day, testing::wall("09:05")}) {
    EXPECT_EQ(echo({"SELECT $1::time"}, time), time) << time.text();
  }
}

TEST_F(PgValue, numbers_truths_and_ids_come_back) {
  EXPECT_EQ(echo({"SELECT $1::bigint"}, std::int64_t{-9'000'000'000}), -9'000'000'000);
  EXPECT_EQ(echo({"SELECT $1::smallint[]"}, std::vector<int>{-30, 0, 45}), (std::vector<int>{-30, 0, 45}));
  EXPECT_TRUE(echo({"SELECT $1::boolean"}, true));
  EXPECT_FALSE(echo({"SELECT $1::boolean"}, false));
  const std::vector<domain::SlotId> ids{testing::slot_id(1), testing::slot_id(2)};
  EXPECT_EQ(echo({"SELECT $1::uuid[]"}, ids), ids);
}

TEST_F(PgValue, a_row_that_is_not_what_the_program_expects_is_a_bug_and_not_a_value) {
  const Rows rows = run(read(stores->database, {"SELECT NULL::text, 'ten'"}, Params()));
  RowReader row = rows.row(0);
  EXPECT_THROW((void)row.get<std::string>(), RowShape);
  EXPECT_EQ(row.get<std::optional<std::string>>(), std::nullopt);
  EXPECT_THROW((void)row.get<int>(), RowShape);
  RowReader again = rows.row(0);
  (void)again.get<std::optional<std::string>>();
  EXPECT_EQ(again.get<std::string>(), "ten");
  EXPECT_THROW((void)again.get<std::string>(), RowShape);
}

}  // namespace
}  // namespace salon::storage
