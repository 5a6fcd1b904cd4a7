#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "ingest/arrivals.h"

namespace till::pipeline {

/// An arrival as check_s3_files hands it on.
struct ListedFile {
  ingest::Arrival arrival;
  std::string content;  ///< SHA-256 where it is known without reading: the object has not changed; else empty
};

Json ToJson(const ListedFile& file);
Result<ListedFile> ListedFileFromJson(const Json& json);
/// The member "arrivals" of check_s3_files' record.
Result<std::vector<ListedFile>> ListedFiles(const Json& record);

/// Whether a run with this option works on a file of this business date: all without it; with it those of that day,
/// and those of no day.
bool IsSelected(const std::optional<Day>& date, Day business_date);

}  // namespace till::pipeline
