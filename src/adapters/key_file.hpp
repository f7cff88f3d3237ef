// The keys of an installation in a text file, one a line: what it is for, its id, 64 hex digits; `#` begins a comment;
// the last line is `end`, so that a file cut short is noticed.
//   seal 1 …      encrypts personal data; ids 1–255, several while rotating: the highest seals, all open
//   index 1 …     blind indexes; changing it makes every index useless
//   sign 1 …      guest sessions and cursors
//   exposure 1 …  which slots a viewer is shown
// Losing this file loses every name, phone and address; it must not be kept with the database's backups.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>

#include "adapters/secret_key.hpp"
#include "ports/id_source.hpp"

namespace salon::adapters {

struct KeyRing {
  std::map<std::uint8_t, SecretKey> seal;  // by id; never empty
  SecretKey index;
  SecretKey sign;
  SecretKey exposure;
};

// The sentence says what is wrong with the file and never quotes what is in it.
[[nodiscard]] std::expected<KeyRing, std::string> load_key_file(const std::filesystem::path& path);

// Makes the file, whole or not at all, readable by its owner only. False: there is one already, and it is left alone.
[[nodiscard]] std::expected<bool, std::string> create_key_file(const std::filesystem::path& path,
                                                               ports::IdSource& chance);

}  // namespace salon::adapters
