#include "edge/admin_bookings_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"
#include "edge/routes.hpp"

namespace salon::edge {
namespace {

std::string customer_json(const usecases::CustomerView& view) {
  std::string out;
  JsonWriter json(out);
  const domain::CustomerCard& card = view.card;
  const auto text = [&json](std::string_view name, const auto& known) {
    json.field(name, known ? std::optional(known->reveal()) : std::nullopt);
  };
  json.begin_object();
  text("name", card.customer.name);
  text("phone", card.customer.phone);
  text("email", card.customer.email);
  json.field("visits", card.visits).field("no_shows", card.no_shows).field("cancelled", card.cancelled);
  json.field("first_visit_at", card.first_visit_at).field("last_visit_at", card.last_visit_at);
  json.key("bookings").begin_array();
  for (const domain::Booking& booking : view.bookings) {
    const domain::Zone zone = zone_or_utc(booking.timezone);
    write(json, BookingShape{.booking = booking, .server_now = view.server_now, .zone = zone});
  }
  json.end_array().end_object();
  return out;
}

}  // namespace

Task<HttpResponse> list_bookings(const Services& services, Call& call) {
  usecases::BookingsQuery wanted;
  std::optional<std::string> timezone;
  QueryReader query(call.query, call.route->query);
  query.optional("location_id", wanted.location_id);
  query.optional("stylist_id", wanted.stylist_id);
  query.optional("service_id", wanted.service_id);
  query.optional("status", wanted.status);
  query.optional("from", wanted.from);
  query.optional("to", wanted.to);
  query.optional("phone", wanted.phone);
  query.optional("q", wanted.q);
  query.optional("timezone", timezone);
  query.page(wanted.page);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);
  const auto zone = read_zone(timezone);
  if (!zone) co_return refuse(call, zone.error());

  auto listing = services.list_bookings.run(call.actor, wanted);
  const auto found = co_await listing;

  if (!found) co_return refuse(call, found.error());
  const domain::Instant now = found->server_now;
  const auto write_booking = [&zone, now](JsonWriter& json, const domain::Booking& booking) {
    const domain::Zone local = zone->of(booking.timezone);
    write(json, BookingShape{.booking = booking, .server_now = now, .zone = local});
  };
  co_return json_response(200, page_json(found->page, write_booking));
}

Task<HttpResponse> place_staff_booking(const Services& services, Call& call) {
  usecases::StaffBookingRequest request;
  BodyReader body(call.body);
  body.required("slot_id", request.slot_id);
  read_customer(body, request.customer);
  body.optional("confirm", request.confirm);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto rendering = render<usecases::PlacedHold>(call, [now = call.now](const usecases::PlacedHold& placed) {
    const domain::Zone zone = zone_or_utc(placed.booking.timezone);
    const BookingShape shape{.booking = placed.booking, .server_now = now, .zone = zone, .token = &placed.token};
    return Rendered{.status = 201,
                    .location = location_of("/admin/v1/bookings", placed.booking.id.text()),
                    .etag = version_etag(placed.booking.version),
                    .body = to_json(shape)};
  });
  auto placing = services.place_staff_booking.run(call.actor, request, call.ask(), rendering);
  auto answer = co_await placing;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> view_booking_as_staff(const Services& services, Call& call) {
  const auto id = path_id<domain::BookingId>(call);
  std::optional<std::string> timezone;
  QueryReader query(call.query, call.route->query);
  query.optional("timezone", timezone);

  if (!id) co_return not_found(call);
  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);
  const auto zone = read_zone(timezone);
  if (!zone) co_return refuse(call, zone.error());

  auto viewing = services.view_booking_as_staff.run(call.actor, *id);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  const domain::Zone local = zone->of(found->booking.timezone);
  const BookingShape shape{.booking = found->booking, .server_now = found->server_now, .zone = local};
  HttpResponse response = json_response(200, to_json(shape));
  // For If-Match only: the reply tells the time, so that no two are the same bytes and none may be answered with 304.
  response.headers.push_back({"etag", version_etag(found->booking.version)});
  co_return response;
}

Task<HttpResponse> view_customer(const Services& services, Call& call) {
  const auto id = path_id<domain::BookingId>(call);
  if (!id) co_return not_found(call);

  auto viewing = services.view_customer.run(call.actor, *id);
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  co_return json_response(200, customer_json(*found));
}

Task<HttpResponse> change_booking(const Services& services, Call& call) {
  const auto id = path_id<domain::BookingId>(call);
  usecases::BookingPatch patch;
  BodyReader body(call.body);
  body.optional("status", patch.status);
  body.nullable("reason", patch.reason);
  body.optional("slot_id", patch.slot_id);
  body.optional("attendance", patch.attendance);
  body.clearable("notes", patch.notes);

  if (!id) co_return not_found(call);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  patch.if_version = if_match(call);

  auto rendering = render<domain::Booking>(call, [now = call.now](const domain::Booking& booking) {
    const domain::Zone zone = zone_or_utc(booking.timezone);
    return Rendered{.etag = version_etag(booking.version),
                    .body = to_json(BookingShape{.booking = booking, .server_now = now, .zone = zone})};
  });
  auto changing = services.change_booking.run(call.actor, *id, patch, call.ask(), rendering);
  auto answer = co_await changing;

  co_return answered(call, std::move(answer));
}

}  // namespace salon::edge
