#include "ingest/landing.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>
#include <tuple>

#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace till::ingest {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr size_t kHashDigits = 12;
constexpr size_t kStampLength = 16;  // yyyymmddThhmmssZ
constexpr size_t kChunk = 1 << 20;
constexpr int kIndexFormat = 2;

std::string FolderOf(std::string_view feed) { return "raw/" + std::string(feed) + "/"; }

/// "20260105T063000Z" of "2026-01-05T06:30:00Z".
std::string Stamp(Instant instant) {
  const std::string text = Instant{instant.micros - instant.micros % kMicrosPerSecond}.ToString();
  return Replace(Replace(text, "-", ""), ":", "");
}

/// A time of landing that is later than `latest`, whatever the clock says.
std::string StampAfter(Instant now, const Landing* latest) {
  std::string stamp = Stamp(now);
  if (latest == nullptr || stamp > latest->landed) return stamp;
  const std::string& old = latest->landed;
  const auto then = Instant::Parse(old.substr(0, 4) + "-" + old.substr(4, 2) + "-" + old.substr(6, 5) + ":" +
                                   old.substr(11, 2) + ":" + old.substr(13));
  return then ? Stamp({then->micros + kMicrosPerSecond}) : stamp;
}

/// What the index keeps of a file that was landed or found equal to its latest landing.
struct Seen {
  int64_t size;
  int64_t modified;
  std::string object;
  std::string etag;

  bool operator==(const Seen&) const = default;
};
using Index = std::map<std::string, Seen>;

std::string IndexKey(const project::Feed& feed) { return "_till/landed/" + feed.name + ".json"; }

Result<Index> ParseIndex(const std::string& text, const std::string& key) {
  TILL_ASSIGN(const Json json, ParseJson(text, "'" + key + "'"));
  TILL_ASSIGN(const auto format, Member<int>(json, "format", key));
  if (format != kIndexFormat) return Unsupported("cannot read '" + key + "': format " + std::to_string(format));
  using Row = std::tuple<std::string, int64_t, int64_t, std::string, std::string>;
  TILL_ASSIGN(const auto rows, Member<std::vector<Row>>(json, "files", key));
  Index index;
  for (const auto& [name, size, modified, object, etag] : rows) index[name] = {size, modified, object, etag};
  return index;
}

/// The index only spares work, so one that cannot be read is as good as none.
Index LoadIndex(const ListContext& context, const project::Feed& feed) {
  const std::string key = IndexKey(feed);
  const auto text = context.store.Get(key);
  if (!text.ok()) return {};
  auto index = ParseIndex(*text, key);
  if (index.ok()) return std::move(index).value();
  context.log.Warn("reading all files of feed '" + feed.name + "' again: " + index.error().message);
  return {};
}

Status SaveIndex(const ListContext& context, const project::Feed& feed, const Index& index) {
  Json files = Json::array();
  for (const auto& [name, seen] : index) {
    files.push_back(Json::array({name, seen.size, seen.modified, seen.object, seen.etag}));
  }
  const std::string text = ToText(Json{{"format", kIndexFormat}, {"files", std::move(files)}});
  return context.store.Put(IndexKey(feed), std::string_view(text));
}

Result<std::string> HashFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return SystemError("read", path, errno);
  Sha256 hash;
  std::string chunk(kChunk, '\0');
  while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || file.gcount() > 0) {
    hash.Update(std::string_view(chunk).substr(0, static_cast<size_t>(file.gcount())));
  }
  if (file.bad()) return SystemError("read", path, EIO);
  return hash.HexDigest();
}

/// Whether the file is as it was listed.
bool IsUnchanged(const FoundFile& file) {
  struct stat info {};
  return ::stat(file.path.c_str(), &info) == 0 && info.st_size == file.size &&
         info.st_mtim.tv_sec * kMicrosPerSecond + info.st_mtim.tv_nsec / 1'000 == file.modified.micros;
}

/// A file and its latest landing, if it has one.
struct Candidate {
  const FoundFile* file;
  const Landing* latest;
  std::string object;  // set once it is known: where the content lies
  bool copied = false;
};

/// Hashes one file and copies it if its content is not landed. Leaves `object` empty if the file changes meanwhile.
Status LandOne(const ListContext& context, const project::Feed& feed, const TimeZone& zone, Candidate& candidate) {
  const FoundFile& file = *candidate.file;
  const auto hash = HashFile(file.path);
  if (!hash.ok() && hash.error().code == Code::kNotFound) return Ok();
  if (!hash.ok()) return hash.error();
  const std::string hash12 = hash->substr(0, kHashDigits);
  if (candidate.latest != nullptr && candidate.latest->hash12 == hash12 && candidate.latest->object.size == file.size &&
      IsUnchanged(file)) {
    candidate.object = candidate.latest->object.key;
    return Ok();
  }
  std::string key = FolderOf(feed.name) + LandingDay(file, zone).ToString() + "/" + file.name + "~" +
                    StampAfter(context.now, candidate.latest) + "~" + hash12;
  const Status copied = context.store.Put(key, std::filesystem::path(file.path));
  if (!IsUnchanged(file)) return context.store.Delete(key);
  if (!copied.ok()) return copied.error();
  candidate.object = std::move(key);
  candidate.copied = true;
  return Ok();
}

Result<std::vector<Landing>> ListLandings(const ListContext& context, const project::Feed& feed) {
  std::vector<Landing> landings;
  TILL_ASSIGN(const auto objects, context.store.List(FolderOf(feed.name)));
  for (const lake::ObjectInfo& object : objects) {
    if (auto landing = ParseLanding(feed.name, object)) landings.push_back(std::move(*landing));
  }
  std::ranges::sort(landings, [](const Landing& a, const Landing& b) {
    return std::tie(a.name, a.landed, a.object.key) < std::tie(b.name, b.landed, b.object.key);
  });
  return landings;
}

/// The files that are not known from the index to be their latest landing.
std::vector<Candidate> FindCandidates(const std::vector<FoundFile>& files, const std::vector<Landing>& landings,
                                      const Index& index) {
  std::map<std::string_view, const Landing*> latest;
  for (const Landing& landing : landings) latest[landing.name] = &landing;
  std::vector<Candidate> candidates;
  for (const FoundFile& file : files) {
    const auto landing = latest.find(file.name);
    const Landing* last = landing == latest.end() ? nullptr : landing->second;
    const auto seen = index.find(file.name);
    if (last != nullptr && seen != index.end() &&
        seen->second == Seen{file.size, file.modified.micros, last->object.key, file.etag}) {
      continue;
    }
    candidates.push_back({&file, last, {}});
  }
  return candidates;
}

}  // namespace

std::string Landing::Key() const { return business_date.ToString() + "/" + name; }

std::optional<Landing> ParseLanding(std::string_view feed, const lake::ObjectInfo& object) {
  const std::string folder = FolderOf(feed);
  if (!object.key.starts_with(folder)) return std::nullopt;
  const std::string_view rest = std::string_view(object.key).substr(folder.size());
  const size_t slash = rest.find('/');
  const size_t hash = rest.rfind('~');
  if (slash == std::string_view::npos || hash == std::string_view::npos || hash < slash + 3 + kStampLength) {
    return std::nullopt;
  }
  const size_t stamp = hash - kStampLength - 1;
  const auto day = Day::Parse(rest.substr(0, slash));
  const std::string_view landed = rest.substr(stamp + 1, kStampLength);
  if (!day || rest[stamp] != '~' || rest.size() - hash - 1 != kHashDigits || landed[8] != 'T' || landed[15] != 'Z') {
    return std::nullopt;
  }
  return Landing{*day, std::string(rest.substr(slash + 1, stamp - slash - 1)), std::string(landed),
                 std::string(rest.substr(hash + 1)), object};
}

Day LandingDay(const FoundFile& file, const TimeZone& zone) {
  return file.match.date.value_or(zone.ToLocal(file.modified).ToDay());
}

Result<LandResult> Land(const ListContext& context, const project::Feed& feed, const TimeZone& zone,
                        const std::vector<FoundFile>& files) {
  LandResult result;
  TILL_ASSIGN(result.landings, ListLandings(context, feed));
  Index index = LoadIndex(context, feed);
  std::vector<Candidate> candidates = FindCandidates(files, result.landings, index);
  if (candidates.empty()) return result;
  TILL_TRY(context.pool.ForEach(candidates.size(),
                                [&](size_t i, size_t) { return LandOne(context, feed, zone, candidates[i]); }));
  for (const Candidate& candidate : candidates) {
    const FoundFile& file = *candidate.file;
    if (candidate.object.empty()) {
      context.log.Warn("left '" + file.path + "' for the next run: it changed while it was copied");
      continue;
    }
    result.copied += candidate.copied ? 1 : 0;
    index[file.name] = {file.size, file.modified.micros, candidate.object, file.etag};
  }
  if (result.copied > 0) {
    TILL_TRY(context.store.Sync());
    TILL_ASSIGN(result.landings, ListLandings(context, feed));
  }
  TILL_TRY(SaveIndex(context, feed, index));
  return result;
}

}  // namespace till::ingest
