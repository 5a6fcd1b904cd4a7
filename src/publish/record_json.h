#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "publish/record.h"

namespace till::publish {

/// The format of records and manifests that this program writes, and the newest that it reads.
inline constexpr int64_t kRecordFormat = 1;

/// The inputs of one feed and month of business dates, as an immutable object named by its bytes.
struct Manifest {
  std::string hash;  ///< the first 32 hex digits of the SHA-256 of `text`
  std::string text;
};

/// The content's inputs and repeats by feed and month, in byte order of both.
std::vector<Manifest> ToManifests(const Content& content);
/// Adds a manifest's inputs and repeats to `content`. kCorrupt unless `text` has the hash `hash` and is a manifest;
/// kUnsupported if a newer program wrote it.
Status AddManifest(std::string_view hash, std::string_view text, Content& content);

/// The canonical text of a content: what its hash is taken of. `manifests` are those of its inputs.
std::string ContentText(const Content& content, std::span<const Manifest> manifests);

/// The record's bytes: one JSON object on two lines, all but the content on the first, so that a reader of many
/// records need not read their contents. `content_text` is ContentText.
std::string RecordText(const Record& record, std::string_view content_text);
/// The inverse, but for the content's inputs: `manifests` gets the hashes of the objects that hold them. kCorrupt if
/// the content has not the record's content_hash, kUnsupported if a newer program wrote it.
Result<Record> ParseRecord(std::string_view text, std::vector<std::string>& manifests);
/// The same from the first line alone; the content stays empty.
Result<Record> ParseRecordHead(std::string_view first_line);

}  // namespace till::publish
