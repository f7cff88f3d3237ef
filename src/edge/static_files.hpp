// Files that are served as they are: read once at start, so that no path of a request ever touches the disk. Next to a
// file may stand the same one compressed (.br, .gz). Names under /assets/ carry a hash of what is in them and may be
// kept for ever.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/http_message.hpp"

namespace salon::edge {

class StaticFiles {
 public:
  struct Options {
    std::string photos_folder{};               // an installation's own pictures, under /photos/; as the next
    std::string folder;                        // empty or missing: no files
    std::vector<std::string> frame_ancestors;  // origins that may frame the booking pages, whatever the brand says
    bool is_behind_tls = false;
  };
  explicit StaticFiles(Options options);

  // "/docs" finds docs/index.html; "/desk" and whatever is below it desk.html. nullopt: no such file.
  [[nodiscard]] std::optional<platform::HttpResponse> find(const platform::HttpRequest& request) const;
  [[nodiscard]] bool has(std::string_view path) const { return files_.contains(std::string(path)); }
  [[nodiscard]] std::size_t size() const { return files_.size(); }
  // Besides our own and those given at the start, until told otherwise. From any thread.
  void allow_frames(const std::vector<std::string>& origins);
  // A page that is not a file, under the same rules.
  void add(std::string path, std::string media_type, std::string text);

 private:
  // A list of origins as the header has it; a shared one, so that files can be moved into place at the start.
  struct Ancestors {
    std::mutex mutex;
    std::string of_brand;
  };
  struct File {
    std::string media_type;
    std::string etag;  // without quotes
    std::string plain;
    std::string brotli;  // empty: none
    std::string gzip;
  };
  struct Encoded {
    const std::string* bytes;
    std::string_view name;  // of the encoding; empty: none
  };
  void read(const std::string& folder);
  void read_photos(const std::string& folder);
  [[nodiscard]] static Encoded choose(const File& file, const platform::HttpRequest& request);
  [[nodiscard]] std::string ancestors() const;
  void add_page_headers(std::string_view path, platform::HttpResponse& response) const;

  Options options_;
  std::unique_ptr<Ancestors> ancestors_ = std::make_unique<Ancestors>();
  std::unordered_map<std::string, File> files_;
};

// What a client would rather have: its weight for an encoding, 0 to 1000 (RFC 9110 section 12.5.3). Nothing said: 0.
[[nodiscard]] int encoding_weight(std::string_view accept_encoding, std::string_view encoding);

}  // namespace salon::edge
