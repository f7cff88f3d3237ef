// A PostgreSQL of a test program's own: a new cluster in a new folder under the system's temporary one, on a unix
// socket there, never as root, gone with the object. It can be stopped, killed and started again in mid-test. It does
// not wait for the disk: tests of durability need another. Throws std::runtime_error when it cannot be had.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace salon::testing {

class PrivatePostgres {
 public:
  PrivatePostgres();
  ~PrivatePostgres();
  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;

  // The test program's one cluster, started at first use.
  [[nodiscard]] static PrivatePostgres& shared();
  // A new database with the schema and nothing in it; its url. Made from a template that `schema` fills once, given the
  // template's url.
  [[nodiscard]] std::string new_database();
  static void fill_template_by(std::function<void(const std::string& url)> schema);

  // A conninfo string for one of its databases.
  [[nodiscard]] std::string url(const std::string& database) const;

  // Statements outside of any transaction, as the owner. Their first result as rows of texts, NULL as "".
  using Table = std::vector<std::vector<std::string>>;
  Table run(const std::string& database, const std::string& sql) const;

  void create_database(const std::string& name);
  // With all that the other holds; nobody may be connected to that one.
  void clone_database(const std::string& from, const std::string& name);
  void drop_database(const std::string& name);

  void start();  // returns when it takes connections
  void stop();   // as an operator would, connections are ended
  void kill();   // at once, as a crash would; what it had in shared memory is gone

 private:
  void init();
  void end(int signal);

  std::string folder_;
  std::string binaries_;
  pid_t pid_ = -1;
  bool has_template_ = false;
  int databases_ = 0;
};

}  // namespace salon::testing
