// What the dashboard and the customer card count, whoever keeps the book.
#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::Attendance;
using domain::Booking;
using domain::BookingId;
using domain::DayTally;
using domain::Variant;
using std::chrono::minutes;
using testing::at;
using testing::date;

const domain::DateSpan two_days{date("2027-03-01"), date("2027-03-02")};

// Three holds of the first of March: one confirmed and kept, one confirmed and called off, one that runs out.
class Counted {
 public:
  explicit Counted(StoreFixture& fixture) : salon(fixture), zone(testing::zone("Asia/Dubai")) {
    kept = hold("06:00", Variant::control, 1);
    EXPECT_EQ(salon.confirm(kept, {}), "");
    off = hold("07:00", Variant::compact, 2);
    EXPECT_EQ(salon.confirm(off, {}), "");
    EXPECT_EQ(salon.cancel(off, domain::Viewer::staff), "");
    lapsed = hold("07:30", Variant::compact, 3);
    salon.advance(minutes{10});
  }

  BookingId hold(std::string_view start, std::optional<Variant> variant, int guest) {
    ports::PlaceHold wish =
        salon.wish({.slot = salon.slot(salon.noor, start).id, .guest = guest, .customer = lena(guest)});
    wish.wish.variant = variant;
    EXPECT_EQ(code_of(salon.hold(wish)), "");
    return wish.wish.items.front().booking_id;
  }
  void attend(BookingId id, Attendance attendance) {
    EXPECT_EQ(code_of(salon.wait(salon.stores.bookings.set_attendance(id, attendance, just_once<Booking>()))), "");
  }
  std::vector<DayTally> days(domain::LocationId location) {
    return salon.wait(salon.stores.analytics.days(location, domain::midnights_of(two_days, zone)));
  }
  std::vector<domain::VariantFunnel> funnel() {
    const domain::TimeRange made{zone.day(two_days.from).start, zone.day(two_days.to).end};
    return salon.wait(salon.stores.analytics.funnel(salon.location, two_days, made));
  }

  SmallSalon salon;
  domain::Zone zone;
  BookingId kept;
  BookingId off;
  BookingId lapsed;
};

TEST_P(StoreContract, UI_25_bookings_are_counted_on_the_day_they_were_made_and_visits_on_theirs) {
  Counted book(fixture());
  book.attend(book.kept, Attendance::completed);
  const DayTally first{
      .held = 3, .confirmed = 2, .cancelled = 1, .expired = 1, .completed = 1, .no_shows = 0, .revenue_minor = 15000};
  EXPECT_EQ(book.days(book.salon.location), (std::vector{first, DayTally{}}));
  EXPECT_EQ(book.days(testing::location_id(9)), std::vector<DayTally>(2));
  book.attend(book.kept, Attendance::no_show);
  EXPECT_EQ(book.days(book.salon.location).front().no_shows, 1);
  EXPECT_EQ(book.days(book.salon.location).front().revenue_minor, 0);
}

TEST_P(StoreContract, UI_25_a_hold_that_is_over_counts_as_expired_noticed_or_not) {
  Counted book(fixture());
  EXPECT_EQ(book.days(book.salon.location).front().expired, 1);
  EXPECT_EQ(book.salon.wait(book.salon.stores.bookings.expire_due(10)), 1);
  EXPECT_EQ(book.days(book.salon.location).front().expired, 1);
}

TEST_P(StoreContract, UI_25_a_day_is_the_salons_and_not_the_worlds) {
  SmallSalon salon(fixture());
  // Around midnight in Dubai; in Greenwich it is the evening of one day.
  salon.set_now(at("2027-02-28T19:59:59Z"));
  (void)salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  salon.set_now(at("2027-02-28T20:00:00Z"));
  (void)salon.must_hold({.slot = salon.slot(salon.noor, "07:00").id});
  const domain::DateSpan span{date("2027-02-28"), date("2027-03-01")};
  const auto days =
      salon.wait(salon.stores.analytics.days(salon.location, domain::midnights_of(span, testing::zone("Asia/Dubai"))));
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days.at(0).held, 1);
  EXPECT_EQ(days.at(1).held, 1);
}

TEST_P(StoreContract, UI_25_the_funnel_tells_variants_apart_and_leaves_out_what_was_not_chosen_from_a_list) {
  Counted book(fixture());
  (void)book.hold("05:00", std::nullopt, 4);
  const auto funnel = book.funnel();
  ASSERT_EQ(funnel.size(), 2U);
  EXPECT_EQ(funnel.at(0), (domain::VariantFunnel{.variant = Variant::control, .held = 1, .confirmed = 1}));
  EXPECT_EQ(funnel.at(1),
            (domain::VariantFunnel{.variant = Variant::compact, .held = 2, .confirmed = 1, .expired = 1}));
}

TEST_P(StoreContract, UI_25_what_was_shown_is_added_up_by_place_day_and_variant) {
  Counted book(fixture());
  const auto location = book.salon.location;
  const auto add = [&book](std::vector<ports::ShownCount> counts) {
    book.salon.wait(book.salon.stores.analytics.add_shown(std::move(counts)));
  };
  add({{location, two_days.from, Variant::control, 2, 6}, {location, two_days.to, Variant::control, 1, 5}});
  add({{location, two_days.from, Variant::control, 1, 3}, {location, two_days.from, Variant::compact, 4, 8}});
  add({{location, date("2027-03-03"), Variant::control, 9, 9}});
  add({{testing::location_id(9), two_days.from, Variant::control, 9, 9}});
  add({});
  const auto funnel = book.funnel();
  EXPECT_EQ(funnel.at(0).lists_shown, 4);
  EXPECT_EQ(funnel.at(0).times_shown, 14);
  EXPECT_EQ(funnel.at(1).lists_shown, 4);
  EXPECT_EQ(funnel.at(1).times_shown, 8);
}

TEST_P(StoreContract, UI_25_booked_times_are_those_of_confirmed_bookings_with_a_stylist_or_without) {
  Counted book(fixture());
  const auto seat = book.salon.must_hold({.slot = book.salon.class_slot("07:00").id, .guest = 5, .customer = lena(5)});
  EXPECT_EQ(book.salon.confirm(seat, {}), "");
  const auto other = book.salon.must_hold({.slot = book.salon.class_slot("07:00").id, .guest = 6, .customer = lena(6)});
  EXPECT_EQ(book.salon.confirm(other, {}), "");
  const auto found = [&book](const char* from, const char* to) {
    std::string text;
    const auto during = domain::TimeRange{at(from), at(to)};
    for (const auto& time : book.salon.wait(book.salon.stores.analytics.booked_times(book.salon.location, during))) {
      text += domain::format_instant(time.during.start).substr(11, 5) + "-" +
              domain::format_instant(time.during.end).substr(11, 5) + " x" + std::to_string(time.times) + " ";
    }
    return text;
  };
  EXPECT_EQ(found("2027-02-28T20:00:00Z", "2027-03-01T20:00:00Z"), "06:00-06:30 x1 07:00-07:30 x2 ");
  EXPECT_EQ(found("2027-03-01T06:15:00Z", "2027-03-01T07:00:00Z"), "06:00-06:30 x1 ");
  EXPECT_EQ(found("2027-03-01T07:30:00Z", "2027-03-02T07:00:00Z"), "");
}

TEST_P(StoreContract, the_bookings_of_a_person_are_found_by_phone_or_account_newest_first) {
  Counted book(fixture());
  auto& salon = book.salon;
  const auto later = salon.must_hold({.slot = salon.slot(salon.sara, "06:30").id, .guest = 0, .customer = lena(1)});
  const auto ids_of = [&salon](ports::PersonFilter person, int limit = 10) {
    std::vector<BookingId> ids;
    for (const Booking& one : salon.wait(salon.stores.bookings.of_person(std::move(person), limit)))
      ids.push_back(one.id);
    return ids;
  };
  using Ids = std::vector<BookingId>;
  ports::PersonFilter person;
  person.phone = lena(1).phone;
  EXPECT_EQ(ids_of(person), (Ids{later, book.kept}));
  EXPECT_EQ(ids_of(person, 1), Ids{later});
  person.location_ids = {testing::location_id(9)};
  EXPECT_EQ(ids_of(person), Ids{});
  person.location_ids.push_back(salon.location);
  EXPECT_EQ(ids_of(person).size(), 2U);
  ports::PersonFilter account;
  account.user = testing::account_id(1);
  EXPECT_EQ(ids_of(account), Ids{});
  EXPECT_EQ(ids_of({}), Ids{}) << "nobody is not everybody";
}

TEST_P(StoreContract, a_booking_keeps_the_variant_it_was_chosen_in) {
  Counted book(fixture());
  EXPECT_EQ(book.salon.booking(book.kept).variant, Variant::control);
  EXPECT_EQ(book.salon.booking(book.off).variant, Variant::compact);
  EXPECT_EQ(book.salon.reschedule(book.kept, book.salon.slot(book.salon.sara, "07:00").id, domain::Viewer::staff), "");
  EXPECT_EQ(book.salon.booking(book.kept).variant, Variant::control);
}

TEST_P(StoreContract, the_brand_is_what_an_admin_says_and_every_change_is_audited) {
  SmallSalon salon(fixture());
  auto& brands = salon.stores.brand;
  EXPECT_EQ(salon.wait(brands.brand()), domain::Brand{});
  const auto call_it = [&salon, &brands](std::string name, domain::IfVersion seen = {}) {
    ports::Change<domain::Brand> change;
    change.if_version = std::move(seen);
    change.edit = [name](domain::Brand brand) {
      brand.name = name;
      brand.widget_origins = {"https://a.test", "https://b.test:8443"};
      return domain::Result<domain::Brand>(brand);
    };
    return code_of(salon.wait(brands.change(std::move(change), just_once<domain::Brand>())));
  };
  EXPECT_EQ(call_it("Noor"), "");
  const domain::Brand first = salon.wait(brands.brand());
  EXPECT_EQ(first.name, "Noor");
  EXPECT_EQ(first.widget_origins, (std::vector<std::string>{"https://a.test", "https://b.test:8443"}));
  EXPECT_EQ(first.version, 2);
  EXPECT_EQ(call_it("Nour", domain::IfVersion(std::vector<std::int64_t>{1})), "VERSION_MISMATCH");
  EXPECT_EQ(call_it("Noor"), "") << "the same again changes nothing";
  EXPECT_EQ(salon.wait(brands.brand()).version, 2);
  EXPECT_EQ(call_it("Nour", domain::IfVersion(std::vector<std::int64_t>{2})), "");
  EXPECT_EQ(salon.wait(brands.brand()).name, "Nour");
  EXPECT_EQ(salon.audit_of("brand").size(), 2U);
}

}  // namespace
}  // namespace salon::contract
