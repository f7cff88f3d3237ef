// What the handlers work with: every use case, by reference, made by whoever wires the program.
#pragma once

#include <chrono>
#include <functional>

#include "platform/task.hpp"
#include "ports/access_tokens.hpp"
#include "ports/clock.hpp"
#include "ports/rate_limiter.hpp"
#include "ports/secret_box.hpp"
#include "usecases/browse_catalog.hpp"
#include "usecases/cancel_booking.hpp"
#include "usecases/change_booking.hpp"
#include "usecases/confirm_booking.hpp"
#include "usecases/explain_exposure.hpp"
#include "usecases/follow_events.hpp"
#include "usecases/generate_slots.hpp"
#include "usecases/list_audit.hpp"
#include "usecases/list_bookings.hpp"
#include "usecases/list_dates.hpp"
#include "usecases/list_day_slots.hpp"
#include "usecases/list_own_bookings.hpp"
#include "usecases/list_slots.hpp"
#include "usecases/login.hpp"
#include "usecases/logout.hpp"
#include "usecases/manage_brand.hpp"
#include "usecases/manage_locations.hpp"
#include "usecases/manage_rules.hpp"
#include "usecases/manage_services.hpp"
#include "usecases/manage_staff.hpp"
#include "usecases/manage_stylists.hpp"
#include "usecases/place_hold.hpp"
#include "usecases/place_staff_booking.hpp"
#include "usecases/refresh_session.hpp"
#include "usecases/register_account.hpp"
#include "usecases/reschedule_booking.hpp"
#include "usecases/stylist_day.hpp"
#include "usecases/view_booking.hpp"
#include "usecases/view_booking_as_staff.hpp"
#include "usecases/view_calendar_entry.hpp"
#include "usecases/view_customer.hpp"
#include "usecases/view_funnel.hpp"
#include "usecases/view_job.hpp"
#include "usecases/view_me.hpp"
#include "usecases/view_summary.hpp"
#include "usecases/view_utilisation.hpp"

namespace salon::edge {

class Operations;
class PageSession;

// Waits that long on the loop of whoever waits.
using Pause = std::function<platform::Task<void>(std::chrono::milliseconds)>;

struct Services {
  usecases::BrowseCatalog& browse_catalog;
  usecases::ListDates& list_dates;
  usecases::ListSlots& list_slots;
  usecases::PlaceHold& place_hold;
  usecases::ViewBooking& view_booking;
  usecases::ConfirmBooking& confirm_booking;
  usecases::CancelBooking& cancel_booking;
  usecases::RescheduleBooking& reschedule_booking;
  usecases::ViewCalendarEntry& view_calendar_entry;
  usecases::ListOwnBookings& list_own_bookings;
  usecases::StylistDay& stylist_day;

  usecases::ManageRules& manage_rules;
  usecases::GenerateSlots& generate_slots;
  usecases::ViewJob& view_job;
  usecases::ListDaySlots& list_day_slots;
  usecases::ListBookings& list_bookings;
  usecases::ViewBookingAsStaff& view_booking_as_staff;
  usecases::ChangeBooking& change_booking;
  usecases::PlaceStaffBooking& place_staff_booking;
  usecases::ManageLocations& manage_locations;
  usecases::ManageServices& manage_services;
  usecases::ManageStylists& manage_stylists;
  usecases::ExplainExposure& explain_exposure;
  usecases::FollowEvents& follow_events;
  usecases::ListAudit& list_audit;
  usecases::ViewCustomer& view_customer;
  usecases::ViewSummary& view_summary;
  usecases::ViewFunnel& view_funnel;
  usecases::ViewUtilisation& view_utilisation;
  usecases::ManageBrand& manage_brand;

  usecases::RegisterAccount& register_account;
  usecases::Login& login;
  usecases::RefreshSession& refresh_session;
  usecases::Logout& logout;
  usecases::ViewMe& view_me;
  usecases::ManageStaff& manage_staff;
  ports::KeySource& keys;
  const PageSession& page_session;

  Operations& operations;
  Pause pause;
};

}  // namespace salon::edge
