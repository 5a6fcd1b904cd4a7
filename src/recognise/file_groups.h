#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "csv/dialect.h"
#include "csv/infer.h"

namespace till::recognise {

/// A date that stands in a path.
struct DateInPath {
  std::string text;   ///< as written: "20260105"
  std::string field;  ///< of a feed's path: "{date:%Y%m%d}"
  Day day;
};
/// The first date in a path written as YYYY-MM-DD, YYYY_MM_DD or YYYYMMDD, of the years 1980 to 2099.
std::optional<DateInPath> FindDate(std::string_view path);

/// Files whose paths differ in their date only.
struct FileGroup {
  std::string pattern;                       ///< relative to the folder looked at: "orders/{date}.csv"
  std::vector<std::filesystem::path> files;  ///< by date, then path
  std::vector<Day> days;                     ///< of the files; empty without {date}
};

struct FileListing {
  std::vector<FileGroup> groups;    ///< of CSV files, in byte order of their patterns
  std::vector<std::string> others;  ///< relative paths of what is no CSV file by its name
};
/// All files in and below `root`, hidden ones left out.
Result<FileListing> ListFiles(const std::filesystem::path& root);
/// The one group of one file.
FileGroup GroupOf(const std::filesystem::path& file);

/// What the files of a group look like.
struct GroupSample {
  csv::Dialect dialect;
  std::string text;           ///< what `file` was inferred from: one header, then whole records
  csv::InferredFile file;     ///< over the heads of several files spread over the group
  int64_t sampled = 0;        ///< files that `file` was inferred from
  int64_t other_headers = 0;  ///< files whose first line is not that of the newest
  std::string first_other;    ///< the name of the first of them
};
Result<GroupSample> SampleGroup(const FileGroup& group);

}  // namespace till::recognise
