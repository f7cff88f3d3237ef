// The Date header's value (RFC 9110 section 5.6.7), made once a second.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace salon::platform {

class HttpDate {
 public:
  // Good until the next call.
  [[nodiscard]] std::string_view now();
  [[nodiscard]] std::string_view at(std::time_t when);

 private:
  std::time_t made_for_ = -1;
  std::string text_;
};

}  // namespace salon::platform
