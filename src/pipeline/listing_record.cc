#include "pipeline/listing_record.h"

namespace till::pipeline {
namespace {

constexpr std::string_view kWhat = "the listing of check_s3_files";

}  // namespace

Json ToJson(const ListedFile& file) {
  const ingest::Arrival& arrival = file.arrival;
  Json json{{"feed", arrival.feed},
            {"key", arrival.key},
            {"business_date", arrival.business_date.ToString()},
            {"store", arrival.store},
            {"object", arrival.object},
            {"size", arrival.size},
            {"modified", arrival.modified.ToString()},
            {"etag", arrival.etag},
            {"path_values", arrival.path_values}};
  if (!file.content.empty()) json["content"] = file.content;
  return json;
}

Result<ListedFile> ListedFileFromJson(const Json& json) {
  ListedFile file;
  ingest::Arrival& arrival = file.arrival;
  TILL_ASSIGN(arrival.feed, Member<std::string>(json, "feed", kWhat));
  TILL_ASSIGN(arrival.key, Member<std::string>(json, "key", kWhat));
  TILL_ASSIGN(arrival.store, Member<std::string>(json, "store", kWhat));
  TILL_ASSIGN(arrival.object, Member<std::string>(json, "object", kWhat));
  TILL_ASSIGN(arrival.size, Member<int64_t>(json, "size", kWhat));
  TILL_ASSIGN(arrival.etag, Member<std::string>(json, "etag", kWhat));
  using PathValues = std::map<std::string, std::string>;
  TILL_ASSIGN(arrival.path_values, Member<PathValues>(json, "path_values", kWhat));
  TILL_ASSIGN(const std::string date, Member<std::string>(json, "business_date", kWhat));
  TILL_ASSIGN(const std::string modified, Member<std::string>(json, "modified", kWhat));
  const auto day = Day::Parse(date);
  const auto instant = Instant::Parse(modified);
  if (!day || !instant)
    return Corrupt("cannot read " + std::string(kWhat) + ": a date of '" + arrival.key + "' is none");
  arrival.business_date = *day;
  arrival.modified = *instant;
  if (json.contains("content")) {
    TILL_ASSIGN(file.content, Member<std::string>(json, "content", kWhat));
  }
  return file;
}

Result<std::vector<ListedFile>> ListedFiles(const Json& record) {
  std::vector<ListedFile> files;
  TILL_ASSIGN(const auto arrivals, Member<std::vector<Json>>(record, "arrivals", kWhat));
  for (const Json& json : arrivals) {
    TILL_ASSIGN(ListedFile file, ListedFileFromJson(json));
    files.push_back(std::move(file));
  }
  return files;
}

bool IsSelected(const std::optional<Day>& date, Day business_date) {
  return !date || business_date == *date || business_date == kNoDay;
}

}  // namespace till::pipeline
