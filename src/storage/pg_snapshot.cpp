#include "storage/pg_snapshot.hpp"

#include <algorithm>
#include <charconv>

namespace salon::storage {
namespace {

bool take_number(std::string_view& text, char end, std::uint64_t& out) {
  const auto stop = std::min(text.find(end), text.size());
  const auto [last, error] = std::from_chars(text.data(), text.data() + stop, out);
  const bool is_number = error == std::errc() && last == text.data() + stop;
  text.remove_prefix(std::min(stop + 1, text.size()));
  return is_number;
}

}  // namespace

std::optional<PgSnapshot> PgSnapshot::parse(std::string_view text) {
  PgSnapshot snapshot;
  snapshot.text_ = text;
  if (!take_number(text, ':', snapshot.first_running_) || !take_number(text, ':', snapshot.next_)) return std::nullopt;
  while (!text.empty()) {
    std::uint64_t running = 0;
    if (!take_number(text, ',', running)) return std::nullopt;
    snapshot.running_.push_back(running);
  }
  return snapshot;
}

bool PgSnapshot::sees(std::uint64_t transaction) const {
  if (transaction < first_running_) return true;
  return transaction < next_ && std::ranges::find(running_, transaction) == running_.end();
}

}  // namespace salon::storage
