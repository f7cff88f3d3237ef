// The API's document as it was when the program was built.
#pragma once

#include <string_view>

namespace salon::apps {

[[nodiscard]] std::string_view openapi_file();

}  // namespace salon::apps
