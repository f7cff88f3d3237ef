#include "edge/bookings_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"
#include "edge/routes.hpp"

namespace salon::edge {
namespace {

// A change of a booking is answered with the booking.
usecases::Render<domain::Booking> booking_render(const Call& call) {
  return render<domain::Booking>(call, [now = call.now](const domain::Booking& booking) {
    const domain::Zone zone = zone_or_utc(booking.timezone);
    return Rendered{.etag = version_etag(booking.version),
                    .body = to_json(BookingShape{.booking = booking, .server_now = now, .zone = zone})};
  });
}

usecases::BookingKey key_of(const Call& call, domain::BookingId id) { return {.id = id, .token = call.booking_token}; }

}  // namespace

Task<HttpResponse> place_hold(const Services& services, Call& call) {
  usecases::HoldRequest request;
  BodyReader body(call.body);
  body.required("slot_id", request.slot_id);
  read_customer(body, request.customer);

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  request.variant = variant_header(call);

  auto rendering = render<usecases::PlacedHold>(call, [now = call.now](const usecases::PlacedHold& placed) {
    const domain::Zone zone = zone_or_utc(placed.booking.timezone);
    const BookingShape shape{.booking = placed.booking, .server_now = now, .zone = zone, .token = &placed.token};
    return Rendered{.status = 201,
                    .location = location_of("/v1/bookings", placed.booking.id.text()),
                    .etag = version_etag(placed.booking.version),
                    .body = to_json(shape)};
  });
  auto placing = services.place_hold.run(call.actor, request, call.ask(), rendering);
  auto answer = co_await placing;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> list_own_bookings(const Services& services, Call& call) {
  ports::PageRequest page;
  std::optional<std::string> timezone;
  QueryReader query(call.query, call.route->query);
  query.optional("timezone", timezone);
  query.page(page);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);
  const auto zone = read_zone(timezone);
  if (!zone) co_return refuse(call, zone.error());

  auto listing = services.list_own_bookings.run(call.actor, page);
  const auto found = co_await listing;

  if (!found) co_return refuse(call, found.error());
  const domain::Instant now = found->server_now;
  const auto write_booking = [&zone, now](JsonWriter& json, const domain::Booking& booking) {
    const domain::Zone local = zone->of(booking.timezone);
    write(json, BookingShape{.booking = booking, .server_now = now, .zone = local});
  };
  co_return json_response(200, page_json(found->page, write_booking));
}

Task<HttpResponse> view_booking(const Services& services, Call& call) {
  const auto id = path_id<domain::BookingId>(call);
  std::optional<std::string> timezone;
  QueryReader query(call.query, call.route->query);
  query.optional("timezone", timezone);

  if (!id) co_return not_found(call);
  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);
  const auto zone = read_zone(timezone);
  if (!zone) co_return refuse(call, zone.error());

  auto viewing = services.view_booking.run(call.actor, key_of(call, *id));
  const auto found = co_await viewing;

  if (!found) co_return refuse(call, found.error());
  const domain::Zone local = zone->of(found->booking.timezone);
  const BookingShape shape{.booking = found->booking, .server_now = found->server_now, .zone = local};
  co_return json_response(200, to_json(shape));
}

Task<HttpResponse> confirm_booking(const Services& services, Call& call) {
  const auto id = path_id<domain::BookingId>(call);
  usecases::ConfirmRequest request;
  BodyReader body(call.body);
  read_customer(body, request.customer);
  body.nullable("payment_reference", request.payment_reference);

  if (!id) co_return not_found(call);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  request.variant = variant_header(call);

  auto confirming =
      services.confirm_booking.run(call.actor, key_of(call, *id), request, call.ask(), booking_render(call));
  auto answer = co_await confirming;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> cancel_booking(const Services& services, Call& call) {
  const auto id = path_id<domain::BookingId>(call);
  usecases::CancelRequest request;
  BodyReader body(call.body);
  body.nullable("reason", request.reason);

  if (!id) co_return not_found(call);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto cancelling =
      services.cancel_booking.run(call.actor, key_of(call, *id), request, call.ask(), booking_render(call));
  auto answer = co_await cancelling;

  co_return answered(call, std::move(answer));
}

Task<HttpResponse> reschedule_booking(const Services& services, Call& call) {
  const auto id = path_id<domain::BookingId>(call);
  usecases::RescheduleRequest request;
  BodyReader body(call.body);
  body.required("slot_id", request.slot_id);

  if (!id) co_return not_found(call);
  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);

  auto moving =
      services.reschedule_booking.run(call.actor, key_of(call, *id), request, call.ask(), booking_render(call));
  auto answer = co_await moving;

  co_return answered(call, std::move(answer));
}

}  // namespace salon::edge
