#include "project/project.h"

#include <algorithm>
#include <array>

#include "base/files.h"
#include "base/text.h"
#include "dag/cron.h"
#include "project/feed_reader.h"
#include "project/services_reader.h"
#include "project/toml.h"
#include "project/values.h"

namespace till::project {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFileName = "till.toml";

Status ReadTimeZone(const Toml& table, std::string& timezone) {
  const Toml* value = table.Find("timezone");
  if (value == nullptr) return table.Mistake("[project] has no timezone", "add timezone = \"Europe/London\"");
  TILL_TRY(table.Read("timezone", timezone));
  if (const auto zone = TimeZone::Find(timezone); !zone.ok()) {
    return value->Mistake("unknown timezone '" + Shown(timezone) + "'", zone.error().hint);
  }
  return Ok();
}

Status ReadProject(const Toml& root, Project& project) {
  static const std::array<std::string, 5> kKeys{"name", "currency", "timezone", "day_starts_at", "engine"};
  const Toml* table = root.Find("project");
  if (table == nullptr) return root.Mistake("table [project] is missing", "add [project] with name and timezone");
  TILL_TRY(table->CheckKeys(kKeys, "[project]"));
  TILL_TRY(table->Read("name", project.name));
  TILL_TRY(table->Read("currency", project.currency));
  const bool letters =
      std::all_of(project.currency.begin(), project.currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (project.currency.size() != 3 || !letters) {
    return table->Find("currency")
        ->Mistake("currency is '" + Shown(project.currency) + "'", "write its ISO 4217 code: \"GBP\"");
  }
  TILL_TRY(ReadTimeZone(*table, project.timezone));
  std::string starts_at = "00:00";
  TILL_TRY(table->Read("day_starts_at", starts_at));
  const auto minutes = ParseClock(starts_at);
  if (!minutes) {
    return table->Find("day_starts_at")
        ->Mistake("day_starts_at is '" + Shown(starts_at) + "'", "write a time of day: \"04:00\"");
  }
  project.day_starts_at_minutes = *minutes;
  return Ok();
}

Status ReadLake(const Toml& root, Project& project) {
  static const std::array<std::string, 2> kKeys{"root", "catalog"};
  const Toml* table = root.Find("lake");
  if (table == nullptr) return Ok();
  TILL_TRY(table->CheckKeys(kKeys, "[lake]"));
  TILL_TRY(table->Read("root", project.lake_root));
  if (project.lake_root.empty()) return table->Find("root")->Mistake("'root' is empty");
  return Ok();
}

Status ReadSchedule(const Toml& root, Project& project) {
  static const std::array<std::string, 2> kKeys{"cron", "retries"};
  const Toml* table = root.Find("schedule");
  if (table == nullptr) return Ok();
  TILL_TRY(table->CheckKeys(kKeys, "[schedule]"));
  TILL_TRY(table->Read("cron", project.schedule));
  if (const Toml* expression = table->Find("cron"); expression != nullptr) {
    const auto cron = dag::Cron::Parse(project.schedule, TimeZone::Utc());
    constexpr std::string_view kBegin = "cannot read ";
    if (!cron.ok()) return expression->Mistake(cron.error().message.substr(kBegin.size()), cron.error().hint);
  }
  TILL_TRY(table->Read("retries", project.retries));
  if (project.retries < 0 || project.retries > 100) return table->Find("retries")->Mistake("'retries' is out of range");
  return Ok();
}

Status ReadChecks(const Toml& root, Project& project) {
  static const std::array<std::string, 3> kSeverities{"off", "warn", "error"};
  const Toml* table = root.Find("checks");
  if (table == nullptr) return Ok();
  if (table->kind != Toml::Kind::kTable) return table->Mistake("'checks' is no table");
  for (const TomlEntry& entry : table->entries) {
    std::string text;
    TILL_TRY(table->Read(entry.key, text));
    const auto found = std::find(kSeverities.begin(), kSeverities.end(), text);
    if (found == kSeverities.end()) {
      return entry.value.Mistake("unknown severity '" + Shown(text) + "' of check '" + entry.key + "'",
                                 DidYouMean(text, kSeverities));
    }
    project.checks[entry.key] = static_cast<Severity>(found - kSeverities.begin());
    project.check_lines[entry.key] = entry.line;
  }
  return Ok();
}

/// What till writes itself is no feed's: it would read its own files, and its own would be taken for raw ones.
Status CheckFolder(const Project& project, const Feed& feed, const Toml& path) {
  static const std::array<std::string, 3> kOurs{"processed", "staging", "_till"};
  const fs::path lake = project.LakeFolder();  // of a lake in S3 no folder, but good to compare with
  const bool remote = feed.path.starts_with("s3://");
  const fs::path files = ((remote ? project.folder : lake) / feed.path).lexically_normal();
  for (const std::string& ours : kOurs) {
    if (files.string().starts_with((lake / ours).string() + "/")) {
      return path.Mistake("path '" + Shown(feed.path) + "' is in the lake's folder '" + ours + "', which is till's own",
                          "raw files go below raw/: \"raw/" + feed.name + "/{date}.csv\"");
    }
  }
  return Ok();
}

Status ReadFeeds(const Toml& root, Project& project) {
  const Toml* table = root.Find("feeds");
  if (table == nullptr) return Ok();
  if (table->kind != Toml::Kind::kTable) return table->Mistake("'feeds' is no table");
  for (const TomlEntry& entry : table->entries) {
    TILL_ASSIGN(Feed feed, ReadFeed(entry));
    TILL_TRY(CheckFolder(project, feed, *entry.value.Find("path")));
    for (const Feed& other : project.feeds) {
      if (other.path == feed.path) {
        return entry.value.Find("path")->Mistake("feeds '" + other.name + "' and '" + feed.name +
                                                 "' have the same path '" + feed.path + "'");
      }
    }
    project.feeds.push_back(std::move(feed));
  }
  return Ok();
}

}  // namespace

const Feed* Project::FindFeed(std::string_view feed) const {
  for (const Feed& candidate : feeds) {
    if (candidate.name == feed) return &candidate;
  }
  return nullptr;
}

bool Project::LakeIsInS3() const { return lake_root.starts_with("s3://"); }

fs::path Project::LakeFolder() const { return (folder / lake_root).lexically_normal(); }

std::string Project::LakeName() const { return LakeIsInS3() ? lake_root : LakeFolder().string(); }

Result<Project> Parse(std::string_view toml, const fs::path& folder) {
  static const std::array<std::string, 10> kTables{"project", "lake", "schedule", "checks",   "feeds",
                                                   "aws",     "glue", "postgres", "redshift", "quicksight"};
  TILL_ASSIGN(const Toml root, ParseToml(toml, kFileName));
  TILL_TRY(root.CheckKeys(kTables, "the file"));
  Project project;
  project.folder = folder;
  project.name = folder.filename().string();
  TILL_TRY(ReadProject(root, project));
  TILL_TRY(ReadLake(root, project));
  TILL_ASSIGN(project.services, ReadServices(root, project.name));
  TILL_TRY(ReadSchedule(root, project));
  TILL_TRY(ReadChecks(root, project));
  TILL_TRY(ReadFeeds(root, project));
  return project;
}

Result<Project> Load(const fs::path& folder) {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(folder, ignored).lexically_normal();
  auto text = ReadFile(absolute / kFileName);
  if (!text.ok() && text.error().code == Code::kNotFound) {
    return NotFound("cannot open project '" + absolute.string() + "': it has no till.toml",
                    "make one with: till init --from PATH, or see one at work with: till demo");
  }
  TILL_TRY(text.status());
  return Parse(*text, absolute);
}

Result<fs::path> FindFolder(const fs::path& start) {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(start, ignored).lexically_normal();
  for (fs::path folder = absolute;; folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / kFileName, ignored)) return folder;
    if (folder == folder.parent_path()) break;
  }
  return NotFound("cannot find a project at or above '" + absolute.string() + "': no till.toml",
                  "name its folder with --project DIR, or make one with: till init --from PATH");
}

}  // namespace till::project
