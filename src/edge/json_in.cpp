#include "edge/json_in.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "domain/policy.hpp"
#include "edge/json_out.hpp"

namespace salon::edge {

namespace json = boost::json;
using domain::FieldProblem;
using domain::Refusal;
using domain::Refused;

namespace {

// Members as they are written, twice named ones counted twice: in valid JSON, the colons outside of texts.
std::size_t members_written(std::string_view text) {
  std::size_t count = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_text && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_text = !in_text;
    } else if (!in_text && text[i] == ':') {
      ++count;
    }
  }
  return count;
}

std::size_t members_kept(const json::value& value) {
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    count = object->size();
    for (const auto& member : *object) count += members_kept(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const json::value& item : *array) count += members_kept(item);
  }
  return count;
}

void append_canonical(std::string& out, const json::value& value) {
  JsonWriter writer(out);
  if (const auto* object = value.if_object()) {
    std::vector<json::string_view> names;
    for (const auto& member : *object) names.push_back(member.key());
    std::ranges::sort(names);
    writer.begin_object();
    for (const json::string_view name : names) {
      writer.foreign_key({name.data(), name.size()});
      append_canonical(out, object->at(name));
    }
    writer.end_object();
  } else if (const auto* array = value.if_array()) {
    writer.begin_array();
    for (const json::value& item : *array) append_canonical(out, item);
    writer.end_array();
  } else if (const auto* text = value.if_string()) {
    writer.value(std::string_view(text->data(), text->size()));
  } else {
    writer.raw(json::serialize(value));
  }
}

// Line breaks are for notes; which texts may have them is for who reads the text. The others belong into none.
bool has_forbidden_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
  });
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_one_of(std::string_view name, std::string_view names) {
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(' '), names.size());
    if (names.substr(0, end) == name) return true;
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return false;
}

std::optional<Refused> refused_for(std::vector<FieldProblem> faults) {
  if (faults.empty()) return std::nullopt;
  const FieldProblem& first = faults.front();
  const bool is_single = faults.size() == 1;
  std::string summary = first.pointer.empty() ? first.detail : first.pointer + " " + first.detail;
  if (!is_single) summary = std::to_string(faults.size()) + " fields are wrong.";
  Refused refused(Refusal::validation_failed, std::move(summary));
  refused.fields = std::move(faults);
  return refused;
}

// A member of a small object that has nothing else.
const json::value* member(const json::object& object, std::string_view name, std::size_t& seen) {
  const json::value* found = object.if_contains({name.data(), name.size()});
  if (found) ++seen;
  return found;
}

}  // namespace

domain::Result<json::value> parse_body(std::string_view text) {
  if (text.empty()) return json::object{};
  json::parse_options strict;
  strict.max_depth = deepest_json;
  json::error_code error;
  json::value value = json::parse({text.data(), text.size()}, error, {}, strict);
  if (error) return domain::refuse(Refusal::malformed_json, "The body is not valid JSON in UTF-8.");
  if (members_written(text) != members_kept(value)) {
    return domain::refuse(Refusal::malformed_json, "The body names a member twice.");
  }
  return value;
}

std::string canonical_json(const json::value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

Flaw read_value(const json::value& value, std::string& out) {
  const auto* text = value.if_string();
  if (!text) return "must be a string";
  const std::string_view plain(text->data(), text->size());
  if (has_forbidden_character(plain)) return "must not hold control characters";
  out = plain;
  return {};
}

Flaw read_value(const json::value& value, bool& out) {
  if (!value.is_bool()) return "must be true or false";
  out = value.get_bool();
  return {};
}

Flaw read_value(const json::value& value, std::int64_t& out) {
  if (!value.is_int64()) return value.is_number() ? "must be a whole number in range" : "must be a whole number";
  out = value.get_int64();
  return {};
}

Flaw read_value(const json::value& value, domain::Date& out) {
  const auto* text = value.if_string();
  const auto date = text ? domain::parse_date({text->data(), text->size()}) : std::nullopt;
  if (!date) return "must be a date, YYYY-MM-DD";
  out = *date;
  return {};
}

Flaw read_value(const json::value& value, domain::Uuid& out) {
  const auto* text = value.if_string();
  const auto uuid = text ? domain::Uuid::parse({text->data(), text->size()}) : std::nullopt;
  if (!uuid) return "must be an id (UUID)";
  out = *uuid;
  return {};
}

Flaw read_value(const json::value& value, domain::Phase& out) {
  const auto* phase = value.if_object();
  std::size_t seen = 0;
  std::int64_t length = 0;
  if (!phase) return "must be an object of minutes and active";
  const json::value* minutes = member(*phase, "minutes", seen);
  const json::value* active = member(*phase, "active", seen);
  if (seen != phase->size()) return "has a member that is not known";
  if (!minutes || read_value(*minutes, length) || length < 1 || length > domain::policy::longest_service_minutes) {
    return "needs whole minutes, more than none";
  }
  if (!active || read_value(*active, out.active)) return "needs active, true or false";
  out.minutes = static_cast<int>(length);
  return {};
}

Flaw read_value(const json::value& value, domain::StylistTerms& out) {
  const auto* terms = value.if_object();
  std::size_t seen = 0;
  if (!terms) return "must be an object of service_id, duration_minutes and price_minor";
  const json::value* service = member(*terms, "service_id", seen);
  const json::value* duration = member(*terms, "duration_minutes", seen);
  const json::value* price = member(*terms, "price_minor", seen);
  if (seen != terms->size()) return "has a member that is not known";
  if (!service || read_value(*service, out.service_id)) return "needs service_id";
  std::int64_t number = 0;
  if (duration && !duration->is_null()) {
    if (read_value(*duration, number) || number < 1 || number > domain::policy::longest_service_minutes) {
      return "has a duration_minutes that is none";
    }
    out.duration_minutes = static_cast<int>(number);
  }
  if (price && !price->is_null()) {
    if (read_value(*price, number) || number < 0) return "has a price_minor that is none";
    out.price_minor = number;
  }
  return {};
}

BodyReader::BodyReader(const json::value& body) : body_(body.if_object()) {
  if (!body_) fault("", "must be an object");
}

const json::value* BodyReader::take(std::string_view name) {
  known_.emplace(name);
  return body_ ? body_->if_contains({name.data(), name.size()}) : nullptr;
}

const json::value* BodyReader::object(std::string_view name) {
  const json::value* value = take(name);
  return value && value->is_null() ? nullptr : value;
}

// RFC 6901: "~" and "/" in a name are escaped.
std::string BodyReader::pointer(std::string_view name) {
  std::string out = "/";
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

void BodyReader::fault(std::string where, std::string what) {
  // A body that is no object has one fault, not one for each field it could not have.
  if (!body_ && !faults_.empty()) return;
  faults_.push_back({std::move(where), std::move(what)});
}

std::optional<Refused> BodyReader::refusal() {
  if (body_) {
    for (const auto& given : *body_) {
      const std::string_view name(given.key().data(), given.key().size());
      if (!known_.contains(name)) fault(pointer(name), "is not known here");
    }
  }
  return refused_for(std::move(faults_));
}

QueryReader::QueryReader(const std::vector<platform::QueryParameter>& parameters, std::string_view known)
    : parameters_(parameters) {
  std::vector<std::string_view> seen;  // known names only: they are few
  seen.reserve(parameters.size());
  for (const auto& parameter : parameters) {
    if (!is_one_of(parameter.name, known)) {
      fault(parameter.name, "is not known here");
    } else if (std::ranges::find(seen, parameter.name) != seen.end()) {
      fault(parameter.name, "is given twice");
    } else {
      seen.push_back(parameter.name);
    }
  }
}

void QueryReader::page(ports::PageRequest& out) {
  optional("limit", out.limit);
  optional("cursor", out.cursor);
  if (out.limit < 1 || out.limit > domain::policy::largest_page) {
    fault("limit", "must be 1 to " + std::to_string(domain::policy::largest_page));
    out.limit = domain::policy::default_page;
  }
}

std::optional<Refused> QueryReader::refusal() { return refused_for(std::move(faults_)); }

Flaw QueryReader::read_text(const std::string& text, std::string& out) {
  if (has_forbidden_character(text)) return "must not hold control characters";
  out = text;
  return {};
}

Flaw QueryReader::read_text(const std::string& text, std::int64_t& out) {
  const auto number = whole_number(text);
  if (!number) return "must be a whole number";
  out = *number;
  return {};
}

Flaw QueryReader::read_text(const std::string& text, int& out) {
  const auto number = whole_number(text);
  if (!number || *number < INT32_MIN || *number > INT32_MAX) return "must be a whole number";
  out = static_cast<int>(*number);
  return {};
}

Flaw QueryReader::read_text(const std::string& text, domain::Date& out) {
  const auto date = domain::parse_date(text);
  if (!date) return "must be a date, YYYY-MM-DD";
  out = *date;
  return {};
}

Flaw QueryReader::read_text(const std::string& text, domain::Instant& out) {
  const auto instant = domain::parse_instant(text);
  if (!instant) return "must be an instant (RFC 3339)";
  out = *instant;
  return {};
}

Flaw QueryReader::read_text(const std::string& text, domain::Uuid& out) {
  const auto uuid = domain::Uuid::parse(text);
  if (!uuid) return "must be an id (UUID)";
  out = *uuid;
  return {};
}

const std::string* QueryReader::find(std::string_view name) const {
  const auto found = std::ranges::find(parameters_, name, &platform::QueryParameter::name);
  return found == parameters_.end() ? nullptr : &found->value;
}

void QueryReader::fault(std::string_view name, std::string what) {
  faults_.push_back({"?" + std::string(name), std::move(what)});
}

}  // namespace salon::edge
