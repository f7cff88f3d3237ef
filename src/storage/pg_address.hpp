// What libpq is told to connect with: the URL taken apart, its host names looked up (libpq would do that while the
// whole loop waits), and what every connection of ours has.
#pragma once

#include <string>
#include <vector>

#include "platform/asio_task.hpp"

namespace salon::storage {

class ConnectParameters {
 public:
  void set(const std::string& name, std::string value);
  void set_if_absent(const std::string& name, std::string value);
  [[nodiscard]] std::string value(const std::string& name) const;  // empty: absent
  // Both end with a null; they point into this object.
  [[nodiscard]] std::vector<const char*> names() const;
  [[nodiscard]] std::vector<const char*> values() const;

 private:
  struct Parameter {
    std::string name;
    std::string value;
  };
  std::vector<Parameter> all_;
};

// Throws platform::LookupFailed, and std::runtime_error for a URL that libpq does not understand.
platform::Task<ConnectParameters> connect_parameters(boost::asio::io_context& io, std::string url,
                                                     std::chrono::steady_clock::time_point deadline);

}  // namespace salon::storage
