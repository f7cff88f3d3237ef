#include "apps/salon/data_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace salon::apps {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t mebibyte = 1 << 20;
constexpr std::uint64_t room_to_start = 48 * mebibyte;   // write-ahead log and what a start writes
constexpr std::uint64_t room_to_begin = 160 * mebibyte;  // an empty database, its first write-ahead log, the schema
constexpr off_t large_log = 8 * static_cast<off_t>(mebibyte);
constexpr std::string_view postgres_socket = ".s.PGSQL.5432";

std::unexpected<std::string> not_writable(const fs::path& path, int reason) {
  if (reason == ENOSPC || reason == EDQUOT) {
    return std::unexpected(fmt::format("The disk of {} is full.", path.string()));
  }
  return std::unexpected(fmt::format("Cannot write to {}: {}.", path.string(), std::strerror(reason)));
}

// Root's servers run as somebody else.
std::optional<Account> account_for_servers(int folder) {
  if (::geteuid() != 0) return std::nullopt;
  struct stat status{};
  if (::fstatat(folder, "postgres", &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_uid != 0) {
    return Account{.user = status.st_uid, .group = status.st_gid};
  }
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* entry = ::getpwnam(name)) return Account{.user = entry->pw_uid, .group = entry->pw_gid};
  }
  return Account{.user = 65534, .group = 65534};
}

std::expected<OpenFile, std::string> locked(int folder, const fs::path& path) {
  OpenFile lock(::openat(folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (lock.get() < 0) return not_writable(path, errno);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    [[maybe_unused]] const auto size = ::pread(lock.get(), holder, sizeof holder - 1, 0);
    return std::unexpected(fmt::format("The data folder {} is in use by another salon (process {}).", path.string(),
                                       holder[0] ? holder : "unknown"));
  }
  const std::string holder = std::to_string(::getpid());
  if (::ftruncate(lock.get(), 0) != 0 || ::pwrite(lock.get(), holder.data(), holder.size(), 0) < 0) {
    return not_writable(path, errno);
  }
  return lock;
}

std::expected<void, std::string> has_room(int folder, const fs::path& path) {
  struct statvfs disk{};
  if (::fstatvfs(folder, &disk) != 0) return {};
  const std::uint64_t room = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  const bool is_new = ::faccessat(folder, "postgres", F_OK, 0) != 0;
  const std::uint64_t needed = is_new ? room_to_begin : room_to_start;
  if (room >= needed) return {};
  return std::unexpected(fmt::format("The disk of the data folder {} is full: {} MB are free, {} MB are needed.",
                                     path.string(), room / mebibyte, needed / mebibyte));
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

bool is_plain_path(std::string_view path) {
  return std::ranges::all_of(path, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' ||
           c == '-' || c == '_' || c == '+';
  });
}

}  // namespace

OpenFile::~OpenFile() {
  if (file_ >= 0) ::close(file_);
}

std::expected<DataFolder, std::string> DataFolder::open(const fs::path& path) {
  DataFolder data;
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return not_writable(path, error.value());
  data.path_ = fs::canonical(path, error);
  if (error) return not_writable(path, error.value());
  data.folder_ = OpenFile(::open(data.path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (data.folder_.get() < 0) return not_writable(data.path_, errno);
  if (::faccessat(data.folder_.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) return not_writable(data.path_, errno);

  auto lock = locked(data.folder_.get(), data.path_);
  if (!lock) return std::unexpected(lock.error());
  data.lock_ = std::move(*lock);
  if (auto room = has_room(data.folder_.get(), data.path_); !room) return std::unexpected(room.error());
  data.run_as_ = account_for_servers(data.folder_.get());
  return data;
}

uid_t DataFolder::server_user() const { return run_as_ ? run_as_->user : ::geteuid(); }

std::expected<OpenFile, std::string> DataFolder::server_folder(const std::string& name) const {
  const fs::path path = path_ / name;
  if (::mkdirat(folder_.get(), name.c_str(), 0700) != 0 && errno != EEXIST) return not_writable(path, errno);
  OpenFile folder(::openat(folder_.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder.get() < 0) {
    if (errno == EACCES) return std::unexpected(fmt::format("{} belongs to another user.", path.string()));
    return std::unexpected(fmt::format("{} is in the way: a folder of that name is needed.", path.string()));
  }
  struct stat status{};
  if (::fstat(folder.get(), &status) != 0) return not_writable(path, errno);
  if (status.st_uid != server_user()) {
    // Only root may give a folder away, and only one that was its own.
    if (!run_as_ || status.st_uid != 0)
      return std::unexpected(fmt::format("{} belongs to another user.", path.string()));
    if (::fchown(folder.get(), run_as_->user, run_as_->group) != 0) return not_writable(path, errno);
  }
  if ((status.st_mode & 07777) != 0700 && ::fchmod(folder.get(), 0700) != 0) return not_writable(path, errno);
  return folder;
}

std::expected<OpenFile, std::string> DataFolder::log_file(const std::string& name) const {
  const fs::path folder = path_ / "log";
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return not_writable(folder, errno);
  const fs::path path = folder / name;
  struct stat status{};
  if (::lstat(path.c_str(), &status) == 0 && status.st_size > large_log) {
    std::error_code ignored;
    fs::rename(path, fs::path(path.string() + ".1"), ignored);
  }
  OpenFile file(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.get() < 0) return not_writable(path, errno);
  return file;
}

std::string socket_folder_name(const fs::path& data) {
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(data, error);
  const std::string folder = ((error ? fs::absolute(data) : resolved) / "run").string();
  const bool fits = folder.size() + 1 + postgres_socket.size() < sizeof(sockaddr_un::sun_path);
  if (fits && is_plain_path(folder)) return folder;
  // Left open on purpose: the name is this descriptor.
  static const int file = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  return fmt::format("/proc/{}/fd/{}", ::getpid(), file);
}

std::string database_url_in(const fs::path& data) {
  return fmt::format("postgresql:///salon?host={}&user=salon", percent_encoded(socket_folder_name(data)));
}

std::string redis_url_in(const fs::path& data) { return fmt::format("unix://{}/redis.sock", socket_folder_name(data)); }

bool is_in_use(const fs::path& data) {
  const OpenFile lock(::open((data / "lock").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  return lock.get() >= 0 && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace salon::apps
