#include "edge/analytics_api.hpp"

#include <fmt/format.h>

#include "edge/json_in.hpp"
#include "edge/json_out.hpp"
#include "edge/routes.hpp"

namespace salon::edge {
namespace {

std::optional<Refused> read_query(const Call& call, usecases::AnalyticsQuery& wanted) {
  QueryReader query(call.query, call.route->query);
  query.required("location_id", wanted.location_id);
  query.required("from", wanted.from);
  query.required("to", wanted.to);
  return query.refusal();
}

void write_share(JsonWriter& json, std::string_view name, std::optional<double> share) {
  json.key(name);
  share ? json.raw(fmt::format("{:.4f}", *share)) : json.null();
}

std::string summary_json(const usecases::SummaryView& view) {
  std::string out;
  JsonWriter json(out);
  const domain::DayTally& all = view.total;
  json.begin_object().field("held", all.held).field("confirmed", all.confirmed).field("cancelled", all.cancelled);
  json.field("expired", all.expired).field("completed", all.completed).field("no_shows", all.no_shows);
  write_share(json, "conversion", domain::conversion_of(all));
  json.field("revenue_minor", all.revenue_minor).field("currency", view.currency.text()).key("days").begin_array();
  domain::Date date = view.span.from;
  for (const domain::DayTally& day : view.days) {
    json.begin_object().field("date", date).field("held", day.held).field("confirmed", day.confirmed);
    json.field("cancelled", day.cancelled).field("expired", day.expired).field("no_shows", day.no_shows).end_object();
    date += std::chrono::days{1};
  }
  json.end_array().end_object();
  return out;
}

std::string funnel_json(const std::vector<domain::VariantFunnel>& variants) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("variants").begin_array();
  for (const domain::VariantFunnel& one : variants) {
    json.begin_object().field("variant", domain::text_of(one.variant)).field("lists_shown", one.lists_shown);
    json.field("times_shown", one.times_shown).field("held", one.held).field("confirmed", one.confirmed);
    json.field("expired", one.expired).end_object();
  }
  json.end_array().end_object();
  return out;
}

std::string cells_json(const std::vector<domain::HourCell>& cells) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("cells").begin_array();
  for (const domain::HourCell& cell : cells) {
    json.begin_object().field("weekday", cell.weekday).field("hour", cell.hour);
    json.field("open_minutes", cell.open_minutes).field("booked_minutes", cell.booked_minutes).end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace

Task<HttpResponse> view_summary(const Services& services, Call& call) {
  usecases::AnalyticsQuery wanted;
  if (auto wrong = read_query(call, wanted)) co_return refuse(call, *wrong);

  auto viewing = services.view_summary.run(call.actor, wanted);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  co_return json_response(200, summary_json(*found));
}

Task<HttpResponse> view_funnel(const Services& services, Call& call) {
  usecases::AnalyticsQuery wanted;
  if (auto wrong = read_query(call, wanted)) co_return refuse(call, *wrong);

  auto viewing = services.view_funnel.run(call.actor, wanted);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  co_return json_response(200, funnel_json(*found));
}

Task<HttpResponse> view_utilisation(const Services& services, Call& call) {
  usecases::AnalyticsQuery wanted;
  if (auto wrong = read_query(call, wanted)) co_return refuse(call, *wrong);

  auto viewing = services.view_utilisation.run(call.actor, wanted);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  co_return json_response(200, cells_json(*found));
}

}  // namespace salon::edge
