// The PostgreSQL and Redis that `salon up` brings: private (sockets in <data>/run, nothing on the network), durable,
// and started again when they die. A start finds whatever a killed one left behind and goes on from there.
#pragma once

#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include "apps/salon/data_folder.hpp"
#include "apps/salon/supervisor.hpp"

namespace salon::apps {

class Embedded {
 public:
  struct Options {
    std::filesystem::path data;
    std::filesystem::path postgres_folder;  // holds <version>/bin
    std::string redis_program;              // a path, or a name to be found in PATH
    int stop_file = -1;                     // readable when the user wants to stop
    Say say;
  };

  // Blocks until both are ready. The calling thread must live as long as they shall.
  [[nodiscard]] static std::expected<std::unique_ptr<Embedded>, StartFailure> start(Options options);
  ~Embedded();

  [[nodiscard]] std::string database_url() const;
  [[nodiscard]] std::string redis_url() const;
  [[nodiscard]] std::filesystem::path key_file() const { return data_.key_file(); }
  // The database was made by this start.
  [[nodiscard]] bool is_new() const { return is_new_; }

  // From now on one that dies is started again.
  void watch() { supervisor_.watch(); }
  // PostgreSQL's fast shutdown, then Redis's.
  void stop() { supervisor_.stop(); }

 private:
  Embedded(Options options, DataFolder data);
  [[nodiscard]] std::expected<void, StartFailure> start_servers();
  [[nodiscard]] std::expected<void, std::string> prepare_keys() const;

  Options options_;
  DataFolder data_;
  bool is_new_ = false;
  Supervisor supervisor_;
};

}  // namespace salon::apps
