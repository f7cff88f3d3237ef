// Servers of a data folder that outlived the program that started them. The kernel tells them to go when that program
// dies; this is for those that did not. A process counts as one only if it runs as the servers' user, is called what
// they are called, and either has the folder as its working directory or, where that cannot be seen, names the folder's
// mark on its command line.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace salon::apps {

struct ServerMark {
  std::vector<std::string> names;  // of the programs, as the kernel shows them
  uid_t user = 0;
  int folder = -1;   // open
  std::string text;  // part of the command line, unlike that of any other folder
};

// The text of a folder's mark: the same for as long as the folder exists, wherever it is moved to.
[[nodiscard]] std::string mark_text(int folder);
[[nodiscard]] std::vector<pid_t> leftovers(const ServerMark& mark);

struct EndSteps {
  int polite;  // signal to each of them
  int firm;
  std::chrono::milliseconds patience;  // between one step and the next
};
// False if some still run after a kill.
[[nodiscard]] bool end_leftovers(const ServerMark& mark, EndSteps steps);

}  // namespace salon::apps
