// How a private PostgreSQL is found, made and run.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "apps/salon/data_folder.hpp"
#include "apps/salon/supervisor.hpp"

namespace salon::apps {

[[nodiscard]] bool has_cluster(const std::filesystem::path& data);

struct ClusterPlan {
  std::filesystem::path programs;  // a folder with initdb and postgres
  int stop_file = -1;
};
// The folder of PostgreSQL's programs: of the version that made the data, else of the newest from 15 on.
[[nodiscard]] std::expected<std::filesystem::path, std::string> find_postgres(const std::filesystem::path& versions,
                                                                              const std::filesystem::path& data);
// A new cluster with the database and the user `salon`: whole in <data>/postgres, or not there at all.
[[nodiscard]] std::expected<void, StartFailure> make_cluster(const DataFolder& data, const ClusterPlan& plan);
[[nodiscard]] std::expected<Service, std::string> postgres_service(const DataFolder& data,
                                                                   const std::filesystem::path& programs);

}  // namespace salon::apps
