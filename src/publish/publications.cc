#include "publish/publications.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "publish/record_json.h"

namespace till::publish {
namespace {

constexpr std::string_view kFolder = "processed/_publications/";
constexpr int64_t kHeadBytes = 4096;
constexpr size_t kStarHashDigits = 32;  // in the name of a star file

/// What is wrong with the record `number`, and what can be done.
Error DamagedRecord(int64_t number, const Error& error) {
  if (error.code != Code::kCorrupt) return error;
  return Corrupt("cannot use '" + RecordKey(number) + "': " + error.message,
                 "put the file back from a copy; else remove it and the folders processed/*/_delta_log, and till run "
                 "publishes again from the one before");
}

std::string ManifestKey(const std::string& hash) { return std::string(kFolder) + "manifests/" + hash + ".json"; }

/// The same of a manifest, which several publications may share.
Error DamagedManifest(const std::string& hash, const Error& error) {
  if (error.code != Code::kCorrupt) return error;
  return Corrupt("cannot use '" + ManifestKey(hash) + "': " + error.message,
                 "put the file back from a copy; else remove the folders processed/_publications and "
                 "processed/*/_delta_log, and till run publishes the raw files anew, as number 1");
}

}  // namespace

std::string RecordKey(int64_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "%08lld.json", static_cast<long long>(number));
  return std::string(kFolder) + name;
}

std::string ContentHash(const Content& content) { return Sha256Hex(ContentText(content, ToManifests(content))); }

Result<std::vector<int64_t>> Publications::Numbers() {
  // Every number of ten million publications begins with a 0: so the manifests beside them are not listed.
  TILL_ASSIGN(const auto objects, store_.List(std::string(kFolder) + "0"));
  std::vector<int64_t> numbers;
  for (const auto& object : objects) {
    std::string_view name = std::string_view(object.key).substr(kFolder.size());
    if (name.size() != 13 || !name.ends_with(".json")) continue;
    if (const auto number = ParseInt(name.substr(0, 8)); number && *number > 0) numbers.push_back(*number);
  }
  return numbers;
}

Result<int64_t> Publications::LatestNumber() {
  TILL_ASSIGN(const auto numbers, Numbers());
  return numbers.empty() ? 0 : numbers.back();
}

Result<std::optional<Record>> Publications::Latest() {
  TILL_ASSIGN(const int64_t number, LatestNumber());
  if (number == 0) return std::optional<Record>();
  TILL_ASSIGN(Record record, Read(number));
  return std::optional<Record>(std::move(record));
}

Result<Record> Publications::Read(int64_t number) {
  const auto text = store_.Get(RecordKey(number));
  if (!text.ok() && text.error().code == Code::kNotFound) {
    TILL_ASSIGN(const auto numbers, Numbers());
    return NotFound("cannot find publication " + std::to_string(number) + ": it does not exist",
                    numbers.empty() ? "nothing is published yet; 'till run' publishes"
                                    : "there are publications " + std::to_string(numbers.front()) + " to " +
                                          std::to_string(numbers.back()));
  }
  TILL_TRY(text.status());
  std::vector<std::string> hashes;
  auto parsed = ParseRecord(*text, hashes);
  if (!parsed.ok()) return DamagedRecord(number, parsed.error());
  Record record = std::move(*parsed);
  if (record.number != number) {
    return DamagedRecord(number, Corrupt("it says that it is number " + std::to_string(record.number)));
  }
  for (const std::string& hash : hashes) {
    TILL_ASSIGN(const std::string manifest, ManifestText(hash));
    if (const Status added = AddManifest(hash, manifest, record.content); !added.ok()) {
      return DamagedManifest(hash, added.error());
    }
  }
  std::sort(record.content.inputs.begin(), record.content.inputs.end(), Before);
  std::sort(record.content.repeats.begin(), record.content.repeats.end(), Before);
  return record;
}

Result<std::vector<Record>> Publications::Heads(size_t most) {
  TILL_ASSIGN(auto numbers, Numbers());
  std::vector<Record> heads;
  for (auto number = numbers.rbegin(); number != numbers.rend() && heads.size() < most; ++number) {
    TILL_ASSIGN(std::string text, store_.Get(RecordKey(*number), 0, kHeadBytes));
    if (text.find('\n') == std::string::npos) {
      TILL_ASSIGN(text, store_.Get(RecordKey(*number)));
    }
    auto head = ParseRecordHead(std::string_view(text).substr(0, text.find('\n')));
    if (!head.ok()) return DamagedRecord(*number, head.error());
    heads.push_back(std::move(*head));
  }
  return heads;
}

Result<Record> Publications::Create(Record record) {
  const auto lost = [&] {
    return Conflict("cannot create publication " + std::to_string(record.previous + 1) + ": it exists already",
                    "another run published first; run again, and it plans from there");
  };
  TILL_ASSIGN(const int64_t latest, LatestNumber());
  if (latest != record.previous) return lost();

  std::vector<std::string> known;  // manifests of the publication before are there already
  if (latest > 0) {
    TILL_ASSIGN(const std::string text, store_.Get(RecordKey(latest)));
    const auto parsed = ParseRecord(text, known);
    if (!parsed.ok()) return DamagedRecord(latest, parsed.error());
  }
  const std::vector<Manifest> manifests = ToManifests(record.content);
  for (const Manifest& manifest : manifests) {
    if (std::find(known.begin(), known.end(), manifest.hash) != known.end()) continue;
    TILL_TRY(store_.Put(ManifestKey(manifest.hash), std::string_view(manifest.text)));
  }
  const std::string content = ContentText(record.content, manifests);
  record.number = record.previous + 1;
  record.content_hash = Sha256Hex(content);
  const std::string text = RecordText(record, content);
  const Status created = store_.PutIfAbsent(RecordKey(record.number), std::string_view(text));
  if (!created.ok()) return created.error().code == Code::kConflict ? lost() : created.error();
  return record;
}

Status CheckStarFile(lake::ObjectStore& store, const StarFile& file) {
  constexpr std::string_view kMakeAgain = "till run --full makes it again";
  const auto bytes = store.Get(file.key);
  if (!bytes.ok() && bytes.error().code != Code::kNotFound) return bytes.error();
  if (!bytes.ok() || static_cast<int64_t>(bytes->size()) != file.size) {
    return Corrupt("'" + file.key + "' is missing or cut", std::string(kMakeAgain));
  }
  const std::string_view name = std::string_view(file.key).substr(file.key.rfind('/') + 1);
  if (name.starts_with(Sha256Hex(*bytes).substr(0, kStarHashDigits))) return Ok();
  return Corrupt("'" + file.key + "' has other bytes than were published", std::string(kMakeAgain));
}

Result<std::string> Publications::ManifestText(const std::string& hash) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = manifests_.find(hash); found != manifests_.end()) return found->second;
  }
  auto got = store_.Get(ManifestKey(hash));
  if (!got.ok() && got.error().code == Code::kNotFound) return DamagedManifest(hash, Corrupt("it is gone"));
  TILL_TRY(got.status());
  std::string text = std::move(*got);
  const std::lock_guard lock(mutex_);
  manifests_.emplace(hash, text);
  return text;
}

}  // namespace till::publish
