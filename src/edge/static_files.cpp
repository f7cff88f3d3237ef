#include "edge/static_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ranges>

#include "domain/once.hpp"
#include "edge/entity_tags.hpp"

namespace salon::edge {

namespace fs = std::filesystem;
using platform::HttpRequest;
using platform::HttpResponse;

namespace {

struct MediaType {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array media_types{
    MediaType{".html", "text/html; charset=utf-8"},
    MediaType{".js", "text/javascript; charset=utf-8"},
    MediaType{".css", "text/css; charset=utf-8"},
    MediaType{".json", "application/json"},
    MediaType{".svg", "image/svg+xml"},
    MediaType{".png", "image/png"},
    MediaType{".jpg", "image/jpeg"},
    MediaType{".jpeg", "image/jpeg"},
    MediaType{".webp", "image/webp"},
    MediaType{".ico", "image/x-icon"},
    MediaType{".woff2", "font/woff2"},
    MediaType{".txt", "text/plain; charset=utf-8"},
    MediaType{".webmanifest", "application/manifest+json"},
};

constexpr std::string_view desk_page = "/desk";
constexpr std::string_view photos = "/photos/";

// The desk's one page finds its own way by what follows.
bool is_below_desk(std::string_view path) {
  return path.starts_with(desk_page) && path.substr(desk_page.size()).starts_with('/');
}

std::string_view media_type_of(const std::string& name) {
  const auto fits = [&name](const MediaType& one) { return name.ends_with(one.ending); };
  const auto found = std::ranges::find_if(media_types, fits);
  return found == media_types.end() ? "application/octet-stream" : found->type;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string etag_of(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto digest = domain::fingerprint({.method = "", .route = "", .canonical_body = bytes});
  std::string text;
  for (const std::uint8_t byte : std::span(digest).first(12)) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

std::string without_blanks(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\t'; });
  return out;
}

// "0", "0.5", "1.000"; what is none counts as 1, for nobody writes a weight to refuse what they name.
int parse_weight(std::string_view text) {
  if (text.starts_with('1')) return 1000;
  if (!text.starts_with('0')) return 1000;
  int weight = 0;
  int unit = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') break;
    weight += (c - '0') * unit;
    unit /= 10;
  }
  return weight;
}

constexpr std::string_view scripts_of_ours =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
    "'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'";

}  // namespace

int encoding_weight(std::string_view accept_encoding, std::string_view encoding) {
  int of_any = 0;
  for (const auto word : accept_encoding | std::views::split(',')) {
    const std::string item = platform::lower_case(without_blanks(std::string_view(word.begin(), word.end())));
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const std::string_view name = std::string_view(item).substr(0, semicolon);
    const std::size_t q = item.find(";q=");
    const int weight = q == std::string::npos ? 1000 : parse_weight(std::string_view(item).substr(q + 3));
    if (name == encoding) return weight;
    if (name == "*") of_any = weight;
  }
  return of_any;
}

StaticFiles::StaticFiles(Options options) : options_(std::move(options)) {
  if (!options_.folder.empty() && fs::is_directory(options_.folder)) read(options_.folder);
  std::error_code unreadable;
  const fs::path own = options_.photos_folder;
  if (!own.empty() && fs::is_directory(own, unreadable)) read_photos(options_.photos_folder);
}

void StaticFiles::read(const std::string& folder) {
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_compressed = name.ends_with(".br") || name.ends_with(".gz");
    const bool is_hidden = name.starts_with('.');
    if (!entry.is_regular_file() || is_compressed || is_hidden || name.ends_with(".map")) continue;
    File file;
    file.media_type = media_type_of(name);
    file.plain = bytes_of(entry.path());
    file.etag = etag_of(file.plain);
    file.brotli = bytes_of(entry.path().string() + ".br");
    file.gzip = bytes_of(entry.path().string() + ".gz");
    std::string path = "/" + fs::relative(entry.path(), folder).generic_string();
    if (name == "index.html") {
      path.resize(path.size() - name.size());
      if (path.size() > 1) path.pop_back();
    }
    if (path == "/desk.html") path = desk_page;
    files_.insert_or_assign(std::move(path), std::move(file));
  }
}

void StaticFiles::read_photos(const std::string& folder) {
  constexpr auto as_far_as_allowed = fs::directory_options::skip_permission_denied;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, as_far_as_allowed)) {
    const std::string name = entry.path().filename().string();
    const std::string_view media_type = media_type_of(name);
    if (!entry.is_regular_file() || name.starts_with('.') || !media_type.starts_with("image/")) continue;
    add(std::string(photos) + fs::relative(entry.path(), folder).generic_string(), std::string(media_type),
        bytes_of(entry.path()));
  }
}

void StaticFiles::add(std::string path, std::string media_type, std::string text) {
  File file;
  file.media_type = std::move(media_type);
  file.etag = etag_of(text);
  file.plain = std::move(text);
  files_.insert_or_assign(std::move(path), std::move(file));
}

StaticFiles::Encoded StaticFiles::choose(const File& file, const HttpRequest& request) {
  const std::string* accepted = request.header("accept-encoding");
  if (!accepted) return {&file.plain, {}};
  const int brotli = file.brotli.empty() ? 0 : encoding_weight(*accepted, "br");
  const int gzip = file.gzip.empty() ? 0 : encoding_weight(*accepted, "gzip");
  if (brotli > 0 && brotli >= gzip) return {&file.brotli, "br"};
  if (gzip > 0) return {&file.gzip, "gzip"};
  return {&file.plain, {}};
}

void StaticFiles::allow_frames(const std::vector<std::string>& origins) {
  std::string of_brand;
  for (const std::string& origin : origins) of_brand += ' ' + origin;
  const std::scoped_lock lock(ancestors_->mutex);
  ancestors_->of_brand = std::move(of_brand);
}

std::string StaticFiles::ancestors() const {
  std::string all = " 'self'";
  for (const std::string& origin : options_.frame_ancestors) all += ' ' + origin;
  const std::scoped_lock lock(ancestors_->mutex);
  return all + ancestors_->of_brand;
}

// The viewer of the API's document builds its page out of strings, which Trusted Types forbid; it gets along with the
// rest.
void StaticFiles::add_page_headers(std::string_view path, HttpResponse& response) const {
  std::string policy(scripts_of_ours);
  const bool is_viewer = path == "/docs" || path.starts_with("/docs/");
  const bool is_desk = path == desk_page;
  if (!is_viewer) policy += "; require-trusted-types-for 'script'";
  // The page that shows how the booking page stands in a frame.
  if (path == "/widget") policy += "; frame-src 'self'";
  policy += "; frame-ancestors" + (is_viewer || is_desk ? " 'none'" : ancestors());
  response.headers.push_back({"content-security-policy", std::move(policy)});
  if (options_.is_behind_tls)
    response.headers.push_back({"strict-transport-security", "max-age=31536000; includeSubDomains"});
}

std::optional<HttpResponse> StaticFiles::find(const HttpRequest& request) const {
  std::string_view path = request.path;
  if (is_below_desk(path)) path = desk_page;
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const auto found = files_.find(std::string(path));
  if (found == files_.end()) return std::nullopt;
  const File& file = found->second;
  const Encoded encoded = choose(file, request);
  std::string etag = '"' + file.etag + (encoded.name.empty() ? "" : "-" + std::string(encoded.name)) + '"';
  HttpResponse response;
  const auto known = entity_tags(request, "if-none-match");
  const bool is_known = known && known->has_weakly(etag);
  response.status = is_known ? 304 : 200;
  if (!is_known) {
    response.headers.push_back({"content-type", file.media_type});
    if (!encoded.name.empty()) response.headers.push_back({"content-encoding", std::string(encoded.name)});
    response.body = *encoded.bytes;
  }
  const bool is_hashed = path.starts_with("/assets/");
  response.headers.push_back({"cache-control", is_hashed ? "public, max-age=31536000, immutable" : "no-cache"});
  response.headers.push_back({"etag", std::move(etag)});
  response.headers.push_back({"vary", "accept-encoding"});
  response.headers.push_back({"referrer-policy", "strict-origin-when-cross-origin"});
  if (file.media_type.starts_with("text/html")) add_page_headers(path, response);
  // A drawing may bring scripts along, which would run as ours for whoever opens it by itself.
  if (path.starts_with(photos))
    response.headers.push_back({"content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"});
  return response;
}

}  // namespace salon::edge
