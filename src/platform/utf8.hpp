// Telling valid UTF-8 (RFC 3629) from other bytes: no overlong forms, no surrogates, nothing beyond U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace salon::platform {

// Bytes of the code point that `text` starts with, 1 to 4; 0 when it starts with none.
[[nodiscard]] std::size_t utf8_length(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace salon::platform
