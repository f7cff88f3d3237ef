// Jobs as rows; their results as JSON.
#pragma once

#include "ports/job_store.hpp"
#include "storage/pg_value.hpp"

namespace salon::storage {

// The SELECT list that read_job() reads, for `jobs j`.
#define SALON_JOB_COLUMNS                                                                                          \
  "j.id, j.state, j.done, j.total, j.location_id, j.from_date, j.to_date, j.service_id, j.stylist_id, j.dry_run, " \
  "j.result, "                                                                                                     \
  "j.error, j.created_at"

[[nodiscard]] ports::Job read_job(RowReader& row);
[[nodiscard]] std::string result_json(const domain::GenerationReport& report);

}  // namespace salon::storage
