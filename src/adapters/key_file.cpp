#include "adapters/key_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

namespace salon::adapters {
namespace {

constexpr std::size_t longest_file = 64 * 1024;
constexpr mode_t refused_permissions = S_IWGRP | S_IRWXO;
constexpr std::array<std::string_view, 4> purposes{"seal", "index", "sign", "exposure"};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// Text that is wiped when it goes: it holds keys.
struct SecretText {
  std::string text;
  SecretText() { text.reserve(longest_file + 1); }  // so that growing leaves no copy behind
  ~SecretText() { sodium_memzero(text.data(), text.size()); }
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
};

std::unexpected<std::string> problem(const std::filesystem::path& path, std::string_view what) {
  return std::unexpected("The key file " + path.string() + " " + std::string(what) + ".");
}

std::string system_error() { return std::strerror(errno); }

std::expected<void, std::string> read_guarded(const std::filesystem::path& path, std::string& out) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) return problem(path, "cannot be opened: " + system_error());
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return problem(path, "cannot be examined: " + system_error());
  if (!S_ISREG(status.st_mode)) return problem(path, "is not a regular file");
  if ((status.st_mode & refused_permissions) != 0) {
    return problem(path, "is open to others on this machine; make it readable by its owner only (chmod 600)");
  }
  out.resize(longest_file + 1);
  std::size_t size = 0;
  while (size < out.size()) {
    const ssize_t got = ::read(file.get(), out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return problem(path, "cannot be read: " + system_error());
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > longest_file) return problem(path, "is too long to be one");
  out.resize(size);
  return {};
}

struct KeyLine {
  std::string_view purpose;
  std::uint8_t id = 0;
  SecretKey key;
};

std::string_view take_word(std::string_view& rest) {
  const auto start = std::min(rest.find_first_not_of(" \t"), rest.size());
  const auto end = std::min(rest.find_first_of(" \t", start), rest.size());
  const auto word = rest.substr(start, end - start);
  rest.remove_prefix(end);
  return word;
}

std::optional<KeyLine> parse_key_line(std::string_view line) {
  const auto purpose = take_word(line);
  const auto id_text = take_word(line);
  const auto hex = take_word(line);
  std::uint8_t id = 0;
  const auto [end, error] = std::from_chars(id_text.data(), id_text.data() + id_text.size(), id);
  const bool is_id = error == std::errc{} && end == id_text.data() + id_text.size() && id != 0;
  if (!is_id || std::ranges::find(purposes, purpose) == purposes.end()) return std::nullopt;
  if (hex.size() != 2 * SecretKey::size || !take_word(line).empty()) return std::nullopt;
  std::array<std::uint8_t, SecretKey::size> bytes{};
  std::size_t size = 0;
  const int result = sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &size, nullptr);
  std::optional<KeyLine> out;
  if (result == 0 && size == bytes.size()) out.emplace(purpose, id, SecretKey(bytes));
  sodium_memzero(bytes.data(), bytes.size());
  return out;
}

// The keys as they are found; the ring is made once all are there.
struct FoundKeys {
  std::map<std::uint8_t, SecretKey> seal;
  std::optional<SecretKey> index;
  std::optional<SecretKey> sign;
  std::optional<SecretKey> exposure;

  // False: that one is there already.
  bool add(KeyLine line) {
    if (line.purpose == "seal") return seal.emplace(line.id, std::move(line.key)).second;
    auto& place = line.purpose == "index" ? index : line.purpose == "sign" ? sign : exposure;
    if (place) return false;
    place.emplace(std::move(line.key));
    return true;
  }
  [[nodiscard]] bool is_complete() const { return !seal.empty() && index && sign && exposure; }
};

std::string random_line(std::string_view purpose, ports::IdSource& chance) {
  std::array<std::uint8_t, SecretKey::size> bytes{};
  std::array<char, 2 * SecretKey::size + 1> hex{};
  chance.random(bytes);
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  std::string line = std::string(purpose) + " 1 " + hex.data() + "\n";
  sodium_memzero(bytes.data(), bytes.size());
  sodium_memzero(hex.data(), hex.size());
  return line;
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_folder(const std::filesystem::path& folder) {
  const Descriptor fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.is_open() && ::fsync(fd.get()) == 0;
}

}  // namespace

std::expected<KeyRing, std::string> load_key_file(const std::filesystem::path& path) {
  SecretText content;
  if (auto read = read_guarded(path, content.text); !read) return std::unexpected(std::move(read.error()));
  FoundKeys found;
  bool has_ended = false;
  int number = 0;
  std::string_view rest = content.text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const std::string where = "line " + std::to_string(number);
    if (has_ended) return problem(path, "goes on after its end, in " + where);
    if (line == "end") {
      has_ended = true;
      continue;
    }
    auto key = parse_key_line(line);
    if (!key) return problem(path, "is not written as it should be in " + where);
    if (!found.add(std::move(*key))) return problem(path, "names a key a second time in " + where);
  }
  if (!has_ended) return problem(path, "is cut short: its last line is missing");
  if (!found.is_complete()) return problem(path, "lacks a key: it must have seal, index, sign and exposure");
  return KeyRing{std::move(found.seal), std::move(*found.index), std::move(*found.sign), std::move(*found.exposure)};
}

std::expected<bool, std::string> create_key_file(const std::filesystem::path& path, ports::IdSource& chance) {
  SecretText content;
  content.text +=
      "# The keys of this salon's personal data. Without them nothing that is encrypted can be read again:\n"
      "# keep a copy in a safe place, apart from the database and its backups.\n";
  for (const std::string_view purpose : purposes) {
    std::string line = random_line(purpose, chance);
    content.text += line;
    sodium_memzero(line.data(), line.size());
  }
  content.text += "end\n";

  // Written aside and given its name when it is whole: a crash in between leaves no half a key file, and the name is
  // never taken twice.
  const std::filesystem::path aside = path.string() + "." + chance.next().text();
  const Descriptor file(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file.is_open()) return problem(path, "cannot be made: " + system_error());
  const bool is_written =
      ::fchmod(file.get(), S_IRUSR | S_IWUSR) == 0 && write_all(file.get(), content.text) && ::fsync(file.get()) == 0;
  const bool is_named = is_written && ::link(aside.c_str(), path.c_str()) == 0;
  const int error = errno;
  ::unlink(aside.c_str());
  if (is_named) {
    if (!sync_folder(path.parent_path())) return problem(path, "cannot be made durable: " + system_error());
    return true;
  }
  if (is_written && error == EEXIST) return false;
  errno = error;
  return problem(path, "cannot be made: " + system_error());
}

}  // namespace salon::adapters
