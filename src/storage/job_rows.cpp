#include "storage/job_rows.hpp"

#include <boost/json.hpp>

namespace salon::storage {

using domain::GenerationReport;
using ports::Job;
using ports::JobState;

namespace {

JobState state_of(const std::string& text) {
  for (const JobState state : {JobState::waiting, JobState::running, JobState::done, JobState::failed}) {
    if (ports::text_of(state) == text) return state;
  }
  throw RowShape("a job's state: " + text);
}

std::string text_at(const boost::json::object& object, std::string_view name) {
  const boost::json::string& text = object.at(name).as_string();
  return {text.data(), text.size()};
}

template <class SomeId>
SomeId id_at(const boost::json::object& object, std::string_view name) {
  return SomeId::parse(text_at(object, name)).value();
}

domain::DayOfChanges day_of(const boost::json::object& day) {
  const auto number = [&day](std::string_view name) { return day.at(name).to_number<int>(); };
  return {.date = domain::parse_date(text_at(day, "date")).value(),
          .created = number("created"),
          .updated = number("updated"),
          .blocked = number("blocked"),
          .removed = number("removed")};
}

GenerationReport report_of(const std::string& json) {
  const boost::json::value value = boost::json::parse(json);
  const boost::json::object& object = value.as_object();
  const auto number = [&object](std::string_view name) { return object.at(name).to_number<int>(); };
  GenerationReport report{
      number("created"), number("kept"), number("updated"), number("blocked"), number("removed"), {}, {}};
  for (const boost::json::value& item : object.at("conflicts").as_array()) {
    const boost::json::object& conflict = item.as_object();
    report.conflicts.push_back({id_at<domain::BookingId>(conflict, "booking_id"),
                                id_at<domain::SlotId>(conflict, "slot_id"), text_at(conflict, "reason")});
  }
  // A job of before days were told has none.
  const boost::json::value* days = object.if_contains("days");
  if (days == nullptr) return report;
  for (const boost::json::value& item : days->as_array()) report.days.push_back(day_of(item.as_object()));
  return report;
}

}  // namespace

Job read_job(RowReader& row) {
  Job job;
  job.id = row.get<domain::JobId>();
  job.state = state_of(row.get<std::string>());
  job.done = row.get<int>();
  job.total = row.get<int>();
  job.what.location_id = row.get<domain::LocationId>();
  job.what.from = row.get<domain::Date>();
  job.what.to = row.get<domain::Date>();
  job.what.service_id = row.get<std::optional<domain::ServiceId>>();
  job.what.stylist_id = row.get<std::optional<domain::StylistId>>();
  job.what.dry_run = row.get<bool>();
  const auto result = row.get<std::optional<std::string>>();
  if (result) job.result = report_of(*result);
  job.error = row.get<std::string>();
  job.created_at = row.get<domain::Instant>();
  return job;
}

std::string result_json(const GenerationReport& report) {
  boost::json::array conflicts;
  for (const domain::GenerationConflict& conflict : report.conflicts) {
    conflicts.push_back(boost::json::object{
        {"booking_id", conflict.booking_id.text()}, {"slot_id", conflict.slot_id.text()}, {"reason", conflict.reason}});
  }
  boost::json::array days;
  for (const domain::DayOfChanges& day : report.days) {
    days.push_back(boost::json::object{{"date", domain::format_date(day.date)},
                                       {"created", day.created},
                                       {"updated", day.updated},
                                       {"blocked", day.blocked},
                                       {"removed", day.removed}});
  }
  const boost::json::object object{{"created", report.created}, {"kept", report.kept},
                                   {"updated", report.updated}, {"blocked", report.blocked},
                                   {"removed", report.removed}, {"conflicts", std::move(conflicts)},
                                   {"days", std::move(days)}};
  return boost::json::serialize(object);
}

}  // namespace salon::storage
