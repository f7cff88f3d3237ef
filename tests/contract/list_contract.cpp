// Finding bookings, whoever keeps them.
#include <algorithm>

#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::Booking;
using domain::BookingId;

class Book {
 public:
  explicit Book(StoreFixture& fixture) : salon(fixture) {
    lena_id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id, .customer = lena()});
    auto other = lena(2);
    other.name = domain::PersonName("Omar Haddad");
    other.email = domain::EmailAddress("Omar@example.org");
    omar_id = salon.must_hold({.slot = salon.slot(salon.sara, "05:00").id, .guest = 2, .customer = other});
    class_id = salon.must_hold({.slot = salon.class_slot("07:00").id, .guest = 0});
    EXPECT_EQ(salon.confirm(omar_id, {}), "");
  }

  std::vector<BookingId> find(const ports::BookingFilter& filter) {
    std::vector<BookingId> ids;
    const auto found = salon.wait(salon.stores.bookings.list(filter, {})).value();
    for (const Booking& booking : found.items) ids.push_back(booking.id);
    return ids;
  }
  std::vector<BookingId> search(const std::string& text) {
    ports::BookingFilter filter;
    filter.q = text;
    return find(filter);
  }

  SmallSalon salon;
  BookingId lena_id;
  BookingId omar_id;
  BookingId class_id;
};
using Ids = std::vector<BookingId>;

TEST_P(StoreContract, bookings_are_listed_by_start) {
  Book book(fixture());
  EXPECT_EQ(book.find({}), (Ids{book.omar_id, book.lena_id, book.class_id}));
}

TEST_P(StoreContract, bookings_are_found_by_each_filter) {
  Book book(fixture());
  ports::BookingFilter filter;
  filter.stylist_id = book.salon.noor;
  EXPECT_EQ(book.find(filter), Ids{book.lena_id});
  filter = {};
  filter.service_id = book.salon.class_of_three;
  EXPECT_EQ(book.find(filter), Ids{book.class_id});
  filter = {};
  filter.status = {domain::BookingStatus::confirmed, book.salon.now()};
  EXPECT_EQ(book.find(filter), Ids{book.omar_id});
  filter = {};
  filter.from = testing::at("2027-03-01T06:00:00Z");
  filter.to = testing::at("2027-03-01T07:00:00Z");
  EXPECT_EQ(book.find(filter), Ids{book.lena_id});
  filter = {};
  filter.phone = lena().phone;
  EXPECT_EQ(book.find(filter), Ids{book.lena_id});
  filter = {};
  filter.location_ids = {testing::location_id(9)};
  EXPECT_EQ(book.find(filter), Ids{});
  filter.location_ids.push_back(book.salon.location);
  EXPECT_EQ(book.find(filter).size(), 3U);
  filter = {};
  filter.user = testing::account_id(1);
  EXPECT_EQ(book.find(filter), Ids{});
}

TEST_P(StoreContract, bookings_are_found_by_id_phone_address_and_the_beginnings_of_names) {
  Book book(fixture());
  EXPECT_EQ(book.search(book.lena_id.text()), Ids{book.lena_id});
  EXPECT_EQ(book.search("+971501234561"), Ids{book.lena_id});
  EXPECT_EQ(book.search("omar@EXAMPLE.org"), Ids{book.omar_id});
  EXPECT_EQ(book.search("lena"), Ids{book.lena_id});
  EXPECT_EQ(book.search("Wei"), Ids{book.lena_id});
  EXPECT_EQ(book.search("haddad oma"), Ids{book.omar_id});
  EXPECT_EQ(book.search("haddad lena"), Ids{});
  EXPECT_EQ(book.search("ena"), Ids{}) << "not the middle of a word";
}

TEST_P(StoreContract, bookings_are_found_page_by_page) {
  Book book(fixture());
  Ids found;
  ports::PageRequest page{2, ""};
  for (int pages = 0; pages < 3; ++pages) {
    const auto some = book.salon.wait(book.salon.stores.bookings.list({}, page)).value();
    for (const Booking& booking : some.items) found.push_back(booking.id);
    if (!some.next_cursor) break;
    page.cursor = *some.next_cursor;
  }
  EXPECT_EQ(found, (Ids{book.omar_id, book.lena_id, book.class_id}));
}

TEST_P(StoreContract, a_page_that_takes_the_last_booking_names_no_next) {
  Book book(fixture());
  const auto page = book.salon.wait(book.salon.stores.bookings.list({}, {3, ""})).value();
  EXPECT_EQ(page.items.size(), 3U);
  EXPECT_FALSE(page.next_cursor);
}

TEST_P(StoreContract, D34_a_hold_that_is_over_is_listed_as_expired_before_anybody_has_tidied_it_up) {
  Book book(fixture());
  const auto of = [&book](domain::BookingStatus status) {
    ports::BookingFilter filter;
    filter.status = {status, book.salon.now()};
    return book.find(filter);
  };
  EXPECT_EQ(of(domain::BookingStatus::held), (Ids{book.lena_id, book.class_id}));
  EXPECT_EQ(of(domain::BookingStatus::expired), Ids{});
  book.salon.advance(std::chrono::minutes{10});
  EXPECT_EQ(of(domain::BookingStatus::held), Ids{});
  EXPECT_EQ(of(domain::BookingStatus::expired), (Ids{book.lena_id, book.class_id}));
  EXPECT_EQ(of(domain::BookingStatus::confirmed), Ids{book.omar_id});
  book.salon.wait(book.salon.stores.bookings.expire_due(10));
  EXPECT_EQ(of(domain::BookingStatus::expired), (Ids{book.lena_id, book.class_id}));
}

template <class Item>
std::string pointer_of(const domain::Result<ports::Page<Item>>& page) {
  return page ? "taken" : page.error().fields.front().pointer;
}

TEST_P(StoreContract, a_cursor_that_no_list_gave_is_refused) {
  Book book(fixture());
  const auto& stores = book.salon.stores;
  const std::string no_rows = testing::booking_id(99).text();
  for (const std::string& garbage : {std::string("x"), std::string(" "), no_rows + "x", std::string("2027-03-01 "),
                                     "2027-03-01T06:00:00Z " + no_rows.substr(1), std::string(300, '9')}) {
    const ports::PageRequest page{10, garbage};
    EXPECT_EQ(pointer_of(book.salon.wait(stores.bookings.list({}, page))), "?cursor") << garbage;
    EXPECT_EQ(pointer_of(book.salon.wait(stores.accounts.staff({}, page))), "?cursor") << garbage;
    EXPECT_EQ(pointer_of(book.salon.wait(stores.events.audit({}, page))), "?cursor") << garbage;
  }
  EXPECT_EQ(pointer_of(book.salon.wait(stores.events.audit({}, {10, no_rows}))), "?cursor") << "of no row here";
}

}  // namespace
}  // namespace salon::contract
