#include "ingest/arrivals_scan.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "ingest/landing.h"

namespace till::ingest {
namespace {

namespace fs = std::filesystem;
using Place = FeedFolder::Place;

constexpr std::string_view kS3 = "s3://";

struct Location {
  Place place;
  std::string path;  // of the pattern: a key in the lake, or absolute
};

/// What of `path` lies below the folder `root`; empty if it does not.
std::string Below(const std::string& root, const std::string& path) {
  const std::string start = root.ends_with('/') ? root : root + "/";
  return path.starts_with(start) ? path.substr(start.size()) : "";
}

Result<Location> Locate(const project::Project& project, const project::Feed& feed) {
  const bool remote = project.LakeIsInS3();
  const bool absolute = feed.path.starts_with('/');
  if (feed.path.starts_with(kS3)) {
    std::string key = Below(project.lake_root, feed.path);
    if (!key.empty()) return Location{Place::kLake, std::move(key)};
    return Unsupported("path '" + feed.path + "' is in S3 outside the lake '" + project.lake_root + "'",
                       "make the lake's root a prefix of both, or copy the files to a folder");
  }
  if (remote && absolute) return Location{Place::kOutside, fs::path(feed.path).lexically_normal()};
  if (remote && feed.path.starts_with("../")) {
    return Invalid("path '" + feed.path + "' leaves a lake that is no folder", "make it absolute");
  }
  if (remote) return Location{Place::kLake, feed.path};
  const fs::path lake = project.LakeFolder();
  const std::string path = (absolute ? fs::path(feed.path) : lake / feed.path).lexically_normal();
  std::string key = Below(lake, path);
  if (!key.empty()) return Location{Place::kLake, std::move(key)};
  return Location{Place::kOutside, path};
}

/// Whether a key of the lake is none of a feed's business: what till writes there, and hidden names.
bool IsOurOwn(const project::Project& project, const lake::ObjectInfo& object) {
  if (object.key.starts_with("staging/") || object.key.starts_with("processed/")) return true;
  for (const std::string& part : Split(object.key, '/')) {
    if (part.starts_with('_') || part.starts_with('.')) return true;
  }
  return std::ranges::any_of(project.feeds,
                             [&](const auto& feed) { return ParseLanding(feed.name, object).has_value(); });
}

Result<std::vector<FoundFile>> ListLake(const ListContext& context, const std::string& folder) {
  std::vector<FoundFile> files;
  TILL_ASSIGN(auto objects, context.store.List(folder));
  for (lake::ObjectInfo& object : objects) {
    if (IsOurOwn(context.project, object)) continue;
    std::string name = object.key.substr(folder.size());
    files.push_back({std::move(object.key), std::move(name), object.size, object.modified, std::move(object.etag), {}});
  }
  return files;
}

/// Adds the regular files below `folder` + `below`, and of its folders those at most `depth` further down. What
/// vanishes meanwhile is not there.
Status Walk(const std::string& folder, const std::string& below, int64_t depth, std::vector<FoundFile>& files) {
  std::error_code error;
  fs::directory_iterator entries(folder + below, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    const std::string name = entries->path().filename();
    if (name.starts_with('.')) continue;
    struct stat info {};
    if (::stat(entries->path().c_str(), &info) != 0) continue;
    if (S_ISDIR(info.st_mode) && depth > 0) TILL_TRY(Walk(folder, below + name + "/", depth - 1, files));
    if (!S_ISREG(info.st_mode)) continue;
    const Instant modified{info.st_mtim.tv_sec * 1'000'000 + info.st_mtim.tv_nsec / 1'000};
    // Nobody can set the time of change: a copy may keep size and time of modification.
    std::string etag =
        std::to_string(info.st_ctim.tv_sec * 1'000'000'000 + info.st_ctim.tv_nsec) + "-" + std::to_string(info.st_ino);
    files.push_back({folder + below + name, below + name, info.st_size, modified, std::move(etag), {}});
  }
  if (error) return SystemError("list folder", folder + below, error.value());
  return Ok();
}

Result<std::vector<FoundFile>> ListOutside(const project::PathPattern& pattern, int line) {
  const std::string& folder = pattern.FolderPrefix();
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    return NotFound("there is no folder '" + folder + "'",
                    "make it, or correct the path of the feed at till.toml:" + std::to_string(line));
  }
  std::vector<FoundFile> files;
  const std::string below = pattern.text().substr(folder.size());
  TILL_TRY(Walk(folder, "", std::ranges::count(below, '/'), files));
  std::ranges::sort(files, {}, &FoundFile::path);
  return files;
}

}  // namespace

Result<FeedFolder> ScanFeed(const ListContext& context, const project::Feed& feed) {
  TILL_ASSIGN(const Location location, Locate(context.project, feed));
  TILL_ASSIGN(project::PathPattern pattern, project::PathPattern::Compile(location.path));
  FeedFolder folder{location.place, std::move(pattern), {}, {}, {}};
  const std::string& prefix = folder.pattern.FolderPrefix();
  std::optional<project::PathPattern> done;
  if (!feed.done.empty()) {
    TILL_ASSIGN(done, project::PathPattern::Compile(prefix + feed.done));
  }
  TILL_ASSIGN(auto found,
              location.place == Place::kLake ? ListLake(context, prefix) : ListOutside(folder.pattern, feed.line));
  for (FoundFile& file : found) {
    if (auto mark = done ? done->Match(file.path) : std::nullopt) {
      file.match = std::move(*mark);
      folder.done.push_back(std::move(file));
    } else if (auto match = folder.pattern.Match(file.path)) {
      file.match = std::move(*match);
      folder.files.push_back(std::move(file));
    } else {
      folder.others.push_back(std::move(file.path));
    }
  }
  return folder;
}

}  // namespace till::ingest
