#include "usecases/import_visits.hpp"

#include <algorithm>
#include <map>

namespace salon::usecases {
namespace {

// One transaction each: small enough to be short, large enough to be quick.
constexpr std::size_t visits_in_a_batch = 500;

domain::Refused at_place(domain::Refused refused, std::size_t place) {
  for (domain::FieldProblem& problem : refused.fields) problem.pointer = "/" + std::to_string(place) + problem.pointer;
  return refused;
}

}  // namespace

Task<Result<std::vector<ports::ImportVisit>>> ImportVisits::read(std::vector<VisitRecord> records) {
  std::map<domain::LocationId, domain::Region> regions;
  std::vector<ports::ImportVisit> visits;
  for (std::size_t i = 0; i < records.size(); ++i) {
    ports::ImportVisit visit = std::move(records[i].visit);
    if (!regions.contains(visit.location_id)) {
      const auto location = co_await catalog_.location(visit.location_id);
      if (!location)
        co_return std::unexpected(at_place(domain::Refused::field("/location_id", "is no salon of ours"), i));
      regions.emplace(visit.location_id, location->region);
    }
    if (visit.end_at <= visit.start_at) {
      co_return std::unexpected(at_place(domain::Refused::field("/end_at", "must be after start_at"), i));
    }
    auto customer = read_customer(records[i].customer, regions.at(visit.location_id));
    if (!customer) co_return std::unexpected(at_place(std::move(customer.error()), i));
    visit.customer = *std::move(customer);
    visits.push_back(std::move(visit));
  }
  co_return visits;
}

Task<Result<int>> ImportVisits::run(domain::Actor actor, std::vector<VisitRecord> visits, std::string request_id) {
  auto allowed = domain::check_access(actor, domain::Action::manage_locations);
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  auto read_all = co_await read(std::move(visits));
  if (!read_all) co_return std::unexpected(std::move(read_all.error()));
  const ports::Requester by{.subject = actor.subject(), .role = actor.role, .request_id = std::move(request_id)};
  const auto count = read_all->size();
  for (std::size_t from = 0; from < count; from += visits_in_a_batch) {
    const auto begin = read_all->begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = read_all->begin() + static_cast<std::ptrdiff_t>(std::min(count, from + visits_in_a_batch));
    std::vector<ports::ImportVisit> batch(std::make_move_iterator(begin), std::make_move_iterator(end));
    auto imported = co_await bookings_.import_visits(std::move(batch), by);
    if (!imported) co_return std::unexpected(std::move(imported.error()));
  }
  co_return static_cast<int>(count);
}

}  // namespace salon::usecases
