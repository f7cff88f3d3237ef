// Reads one JSON text from front to back, strictly, without copying: cheap enough to look at every reply of a load. Any
// fault makes the whole text bad; what was read until then means nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace salon::bench {

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  // The whole text was one good value.
  [[nodiscard]] bool is_good() {
    skip_space();
    return is_good_ && at_ == end_;
  }

  // `on_member(key)` must read the member's value.
  template <class OnMember>
  void object(OnMember on_member) {
    if (!take('{')) return fail();
    if (take('}')) return;
    do {
      const std::string_view key = text();
      if (!take(':')) return fail();
      on_member(key);
    } while (is_good_ && take(','));
    if (!take('}')) fail();
  }

  // `on_element()` must read the element.
  template <class OnElement>
  void array(OnElement on_element) {
    if (!take('[')) return fail();
    if (take(']')) return;
    do {
      on_element();
    } while (is_good_ && take(','));
    if (!take(']')) fail();
  }

  // As it is written, escapes and all.
  std::string_view text();
  std::optional<std::string_view> text_or_null();
  std::int64_t integer();
  bool boolean();
  // Whether the value, which is skipped, was null.
  bool skip_null();
  // Any value, which must be well formed; not deeper than replies are.
  void skip(int depth = 0);

 private:
  void fail() { is_good_ = false; }
  void skip_space();
  bool take(char wanted);
  bool take_word(std::string_view word);
  void skip_number();

  const char* at_;
  const char* end_;
  bool is_good_ = true;
};

}  // namespace salon::bench
