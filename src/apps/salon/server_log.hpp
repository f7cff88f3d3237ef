// The log of a server that we run, to find its last words in.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "apps/salon/data_folder.hpp"

namespace salon::apps {

class ServerLog {
 public:
  explicit ServerLog(OpenFile file) : file_(std::move(file)) { mark(); }
  [[nodiscard]] int file() const { return file_.get(); }
  // What comes after this belongs to the next start.
  void mark();
  // The last line since the mark that tells of a fault, else the last one: one line without its time.
  [[nodiscard]] std::string last_words() const;

 private:
  OpenFile file_;
  off_t from_ = 0;
};

}  // namespace salon::apps
