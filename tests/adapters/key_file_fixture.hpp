// Key files in a folder of the test's own.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "adapters/key_file.hpp"

namespace salon::adapters {

struct KeyFileFixture : ::testing::Test {
  KeyFileFixture() {
    std::string pattern = (std::filesystem::temp_directory_path() / "salon-keys-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    path = folder / "keys";
  }
  ~KeyFileFixture() override { std::filesystem::remove_all(folder); }

  std::string key_line(const std::string& purpose, int id) {
    return purpose + " " + std::to_string(id) + " " + std::string(62, fill) + std::to_string(10 + lines++ % 90) + "\n";
  }
  std::string whole_ring() {
    return key_line("seal", 1) + key_line("index", 1) + key_line("sign", 1) + key_line("exposure", 1);
  }
  void write(const std::string& text) {
    std::ofstream(path, std::ios::trunc) << text;
    using std::filesystem::perms;
    std::filesystem::permissions(path, perms::owner_read | perms::owner_write);
  }
  std::expected<KeyRing, std::string> load(const std::string& text) {
    write(text);
    return load_key_file(path);
  }
  std::string complaint(const std::string& text) {
    const auto keys = load(text);
    return keys ? "(no complaint)" : keys.error();
  }
  std::string content() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path folder;
  std::filesystem::path path;
  char fill = 'a';
  int lines = 0;
};

}  // namespace salon::adapters
