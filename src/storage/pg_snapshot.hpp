// Which transactions a statement could see, as PostgreSQL writes it (pg_current_snapshot()): "xmin:xmax:xip,xip".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace salon::storage {

class PgSnapshot {
 public:
  [[nodiscard]] static std::optional<PgSnapshot> parse(std::string_view text);

  [[nodiscard]] bool sees(std::uint64_t transaction) const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::uint64_t first_running_ = 0;  // what is older has ended
  std::uint64_t next_ = 0;           // this and later ones had not begun
  std::vector<std::uint64_t> running_;
};

}  // namespace salon::storage
