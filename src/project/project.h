#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "project/services.h"
#include "retail/tables.h"

namespace till::project {

/// How one column of a source table is taken from a feed's files: one line of [feeds.<feed>.<table>.columns].
struct ColumnRule {
  std::string column;             ///< canonical name
  std::vector<std::string> from;  ///< headers; the first that is present is taken. Empty: `value` or `path_value`
  std::string value;              ///< a constant
  std::string path_value;         ///< "date" or "store": taken from the file's path
  bool number_as_text = false;    ///< "17850.0" is the text "17850"
  char decimal = '.';             ///< the decimal mark
  char thousands = '\0';          ///< the grouping mark, or none
  std::string format;             ///< of dates and times, as for strptime; empty: ISO 8601
  std::string starts_with;        ///< for booleans: true where the text starts with this
  std::vector<std::string> true_values;   ///< for booleans: besides true, yes, 1, y, t; all else is false
  std::vector<std::string> false_values;  ///< for booleans: these are false, all else is true

  /// Whether it turns a text into true or false.
  bool JudgesText() const { return !starts_with.empty() || !true_values.empty() || !false_values.empty(); }
};

struct TableMapping {
  const retail::SourceTable* table;
  std::vector<ColumnRule> columns;  ///< in the order of till.toml
};

enum class FeedKind { kAppend, kChanges, kSnapshot };
std::string_view FeedKindName(FeedKind kind);

enum class OnMissing { kFail, kWait, kPublish };
enum class OnRemoved { kFail, kKeep, kDrop };
enum class OnDrift { kReport, kRefuse };

/// One stream of files that arrive: [feeds.<name>].
struct Feed {
  std::string name;
  std::string path;  ///< pattern with {date}, {date:FORMAT}, {store}; relative to the lake, absolute, or s3://
  FeedKind kind = FeedKind::kChanges;
  std::string source;             ///< namespace of order and customer ids; '' by default
  std::vector<int> due_weekdays;  ///< ISO weekdays on which a file is due; empty: never missing
  OnMissing on_missing = OnMissing::kFail;
  int wait_until_minutes = 0;  ///< for kWait: minutes after local midnight
  OnRemoved on_removed = OnRemoved::kFail;
  OnDrift on_drift = OnDrift::kReport;
  int64_t settle_micros = 0;   ///< a file modified less than this ago is not there yet
  std::string done;            ///< a file whose presence says that the day's file is complete; pattern
  double max_rejects = 0.005;  ///< share of a file's rows; above it the file is refused whole
  std::string encoding;        ///< "utf-8", "windows-1252", or empty: found out per file
  char delimiter = '\0';       ///< or found out per file
  bool prices_include_tax = false;
  std::vector<TableMapping> tables;
  int line = 0;  ///< where [feeds.<name>] stands in till.toml
};

enum class Severity { kOff, kWarn, kError };

struct Project {
  std::filesystem::path folder;  ///< absolute
  std::string name;
  std::string currency = "USD";  ///< ISO 4217
  std::string timezone = "UTC";
  int day_starts_at_minutes = 0;   ///< the trading day begins so many minutes after local midnight
  std::string lake_root = "lake";  ///< a folder relative to the project or absolute, or s3://bucket/prefix
  Services services;
  std::vector<Feed> feeds;
  std::map<std::string, Severity> checks;  ///< changed severities by check name
  std::map<std::string, int> check_lines;  ///< where each of them stands in till.toml
  std::string schedule;                    ///< cron expression in the project's time zone; empty: none
  int retries = 2;                         ///< of a task whose failure may pass

  const Feed* FindFeed(std::string_view feed) const;
  bool LakeIsInS3() const;
  /// The lake's folder; only where it is not in S3.
  std::filesystem::path LakeFolder() const;
  /// The lake for people: its URL, or its folder.
  std::string LakeName() const;
};

/// Reads `folder`/till.toml. kNotFound if there is none. Mistakes are kInvalid as "cannot read till.toml:12:8: unknown
/// column 'ordr_id' of table 'orders'" with a hint.
Result<Project> Load(const std::filesystem::path& folder);
/// The same from text; `folder` is where it would lie. For tests and presets.
Result<Project> Parse(std::string_view toml, const std::filesystem::path& folder);
/// The nearest folder at or above `start` with a till.toml. kNotFound, with what to type, if there is none.
Result<std::filesystem::path> FindFolder(const std::filesystem::path& start);

/// The hash of everything but the bytes that a file's staging depends on: canonical column mapping, time zone, day
/// start, currency and tax settings, source, the path values it uses, dialect settings and `reader_version`; never
/// the path itself, due days or limits. 64 hex digits.
std::string Recipe(const Project& project, const Feed& feed, const std::map<std::string, std::string>& path_values,
                   int reader_version);

/// A day on which something is special, of the project's calendar.csv.
struct CalendarDay {
  Day day;
  std::string kind;  ///< closed, holiday, promotion, event
  std::string name;
  std::string store_id;  ///< '' for all
};
/// Reads `folder`/calendar.csv (date, kind, name, store_id); empty if there is none.
Result<std::vector<CalendarDay>> LoadCalendar(const std::filesystem::path& folder);

}  // namespace till::project
