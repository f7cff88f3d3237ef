// Where an installation with its own PostgreSQL and Redis keeps everything: <data>/postgres, /redis, /run (the
// sockets), /keys, /log and a lock. Other files in it are nobody's business and stay. Started by root, the two servers
// run as another user (PostgreSQL refuses root): the owner of what is there already, else `postgres`, else `nobody`.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "apps/salon/child_process.hpp"

namespace salon::apps {

// An open file or folder, closed when it goes.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int file) : file_(file) {}
  OpenFile(OpenFile&& other) noexcept : file_(other.file_) { other.file_ = -1; }
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~OpenFile();
  [[nodiscard]] int get() const { return file_; }

 private:
  int file_ = -1;
};

class DataFolder {
 public:
  // Makes what is missing and locks it. The sentence says why not: in use, not writable, full, something else in the
  // way.
  [[nodiscard]] static std::expected<DataFolder, std::string> open(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // Who the servers run as; nothing: the user that runs us.
  [[nodiscard]] const std::optional<Account>& run_as() const { return run_as_; }
  [[nodiscard]] uid_t server_user() const;

  // A folder that belongs to the servers' user, for them alone; made when it is missing.
  [[nodiscard]] std::expected<OpenFile, std::string> server_folder(const std::string& name) const;
  // A log under <data>/log, to append to; one that has grown large is put aside first.
  [[nodiscard]] std::expected<OpenFile, std::string> log_file(const std::string& name) const;
  [[nodiscard]] std::filesystem::path key_file() const { return path_ / "keys" / "salon.keys"; }

 private:
  std::filesystem::path path_;
  OpenFile folder_;
  OpenFile lock_;
  std::optional<Account> run_as_;
};

// How clients name the folder of the sockets: its path, or, where that is too long for a socket or has letters that an
// address cannot carry, a name that is good as long as this process runs.
[[nodiscard]] std::string socket_folder_name(const std::filesystem::path& data);
[[nodiscard]] std::string database_url_in(const std::filesystem::path& data);
[[nodiscard]] std::string redis_url_in(const std::filesystem::path& data);
// Whether an `up` runs on this folder now.
[[nodiscard]] bool is_in_use(const std::filesystem::path& data);

}  // namespace salon::apps
