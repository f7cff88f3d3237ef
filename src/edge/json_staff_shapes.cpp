// The shapes of json_shapes.hpp that only staff and account holders see.
#include "edge/json_shapes.hpp"

namespace salon::edge {

void write(JsonWriter& json, const domain::GenerationReport& report) {
  json.begin_object().field("created", report.created).field("kept", report.kept).field("updated", report.updated);
  json.field("blocked", report.blocked).field("removed", report.removed).key("conflicts").begin_array();
  for (const domain::GenerationConflict& conflict : report.conflicts) {
    json.begin_object().field("booking_id", conflict.booking_id).field("slot_id", conflict.slot_id);
    json.field("reason", conflict.reason).end_object();
  }
  json.end_array().key("days").begin_array();
  for (const domain::DayOfChanges& day : report.days) {
    json.begin_object().field("date", day.date).field("created", day.created).field("updated", day.updated);
    json.field("blocked", day.blocked).field("removed", day.removed).end_object();
  }
  json.end_array().end_object();
}

void write(JsonWriter& json, const ports::Job& job) {
  json.begin_object().field("id", job.id).field("state", ports::text_of(job.state));
  json.field("done", job.done).field("total", job.total).field("location_id", job.what.location_id);
  json.field("from", job.what.from).field("to", job.what.to).field("created_at", job.created_at).key("result");
  if (job.state == ports::JobState::done) {
    write(json, job.result);
  } else {
    json.null();
  }
  json.field("error", job.error.empty() ? std::nullopt : std::optional(job.error)).end_object();
}

void write(JsonWriter& json, const ports::Account& account) {
  json.begin_object().field("id", account.id).field("email", account.email.reveal());
  json.field("role", domain::text_of(account.role)).key("location_ids").begin_array();
  for (const domain::LocationId& id : account.location_ids) json.value(id);
  json.end_array().field("stylist_id", account.stylist_id).field("active", account.active);
  json.field("created_at", account.created_at).field("version", account.version).end_object();
}

void write(JsonWriter& json, const usecases::SignedIn& signed_in) {
  json.begin_object().field("access_token", signed_in.access_token).field("refresh_token", signed_in.refresh_token);
  json.field("token_type", "Bearer").field("expires_in", signed_in.expires_in.count()).end_object();
}

void write(JsonWriter& json, const domain::Brand& brand) {
  json.begin_object().field("name", brand.name).key("widget_origins").begin_array();
  for (const std::string& origin : brand.widget_origins) json.value(origin);
  json.end_array().field("version", brand.version).end_object();
}

void write(JsonWriter& json, const ports::AuditRow& row) {
  const auto raw_or_null = [&json](std::string_view name, const std::string& text) {
    json.key(name).raw(text.empty() ? "null" : text);
  };
  json.begin_object().field("position", row.position).field("id", row.id).field("at", row.at);
  json.field("subject", row.subject).field("role", row.role).field("request_id", row.request_id);
  json.field("action", row.action).field("location_id", row.location_id);
  json.field("entity", row.entity).field("entity_id", row.entity_id);
  raw_or_null("before", row.before);
  raw_or_null("after", row.after);
  json.field("hash", row.hash.empty() ? std::nullopt : std::optional(row.hash)).end_object();
}

void write(JsonWriter& json, const domain::Event& event) {
  json.begin_object().field("id", event.id).field("type", domain::text_of(event.type));
  json.field("location_id", event.location_id).field("booking_id", event.booking_id);
  json.field("version", event.version).field("at", event.at);
  json.key("data").raw(event.data.empty() ? "{}" : event.data).end_object();
}

}  // namespace salon::edge
