#include "usecases/view_customer.hpp"

#include "domain/policy.hpp"

namespace salon::usecases {

namespace policy = domain::policy;

Task<std::vector<domain::Booking>> ViewCustomer::theirs(domain::Actor actor, domain::Booking asked) {
  const bool is_known = asked.customer.phone || asked.owner.user;
  if (!is_known) co_return std::vector{std::move(asked)};
  ports::PersonFilter person;
  person.phone = asked.customer.phone;
  if (!person.phone) person.user = asked.owner.user;
  if (actor.role != domain::Role::admin) person.location_ids = actor.locations;
  auto found = co_await bookings_.of_person(std::move(person), policy::most_bookings_of_a_person);
  co_return found;
}

Task<Result<CustomerView>> ViewCustomer::run(domain::Actor actor, domain::BookingId booking) {
  constexpr auto action = domain::Action::manage_bookings;
  if (auto allowed = domain::check_access(actor, action); !allowed) co_return std::unexpected(allowed.error());
  const auto asked = co_await bookings_.find(booking);
  if (!asked) co_return domain::refuse(domain::Refusal::not_found, "There is no such booking.");
  if (auto here = domain::check_access(actor, action, asked->location_id); !here)
    co_return std::unexpected(here.error());
  auto looking = theirs(actor, *asked);
  auto bookings = co_await looking;
  const auto now = co_await bookings_.now();
  for (domain::Booking& one : bookings) one = as_of(std::move(one), now);
  CustomerView view{
      .card = domain::customer_card(*asked, bookings, now), .bookings = std::move(bookings), .server_now = now};
  if (view.bookings.size() > policy::shown_bookings_of_a_person)
    view.bookings.erase(view.bookings.begin() + policy::shown_bookings_of_a_person, view.bookings.end());
  co_return view;
}

}  // namespace salon::usecases
