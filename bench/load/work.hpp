// What a load does, seen from one thread: which request each client sends next, and whether what came back is right.
#pragma once

#include <string>
#include <string_view>

#include "load/checks.hpp"
#include "load/reply.hpp"

namespace salon::bench {

class Work {
 public:
  virtual ~Work() = default;
  // Appends the client's next request; false: it has none (for now).
  virtual bool next(std::size_t client, std::string& out) = 0;
  // Once for each reply, in the order of a client's requests.
  virtual Fault check(std::size_t client, const Reply& reply) = 0;
  // Whether clients that had nothing to do are to be asked again now; asked after each reply.
  virtual bool begins_anew() { return false; }
  // Operations finished by the last reply: a cycle of three requests is one.
  virtual bool finished_one() { return true; }
  // What was acknowledged, a line each.
  virtual void write_ledger(std::string&) const {}
};

// Every client of ours is on this machine.
inline void append_get(std::string& out, std::string_view target, std::string_view session) {
  out.append("GET ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  if (!session.empty()) out.append("X-Session-Id: ").append(session).append("\r\n");
  out.append("\r\n");
}

}  // namespace salon::bench
