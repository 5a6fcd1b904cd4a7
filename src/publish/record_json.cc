#include "publish/record_json.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"

namespace till::publish {
namespace {

constexpr size_t kManifestHashDigits = 32;

/// The T of each element of the array `name`, by `read`.
template <typename T, typename Read>
Result<std::vector<T>> Each(const Json& json, std::string_view name, std::string_view what, Read read) {
  TILL_ASSIGN(const Json array, Member<Json>(json, name, what));
  if (!array.is_array())
    return Corrupt("cannot read " + std::string(what) + ": '" + std::string(name) + "' is no list");
  std::vector<T> values;
  for (const Json& element : array) {
    TILL_ASSIGN(T value, read(element));
    values.push_back(std::move(value));
  }
  return values;
}

using Pair = std::pair<std::string, std::string>;

Json PairsToJson(const std::vector<Pair>& pairs) {
  Json object = Json::object();
  for (const auto& [name, value] : pairs) object[name] = value;
  return object;
}

Result<std::vector<Pair>> PairsOf(const Json& json, std::string_view name, std::string_view what) {
  TILL_ASSIGN(const Json object, Member<Json>(json, name, what));
  std::vector<Pair> pairs;
  for (const auto& [key, value] : object.items()) {
    if (!value.is_string()) return Corrupt("cannot read " + std::string(what) + ": member '" + key + "' is no text");
    pairs.emplace_back(key, value.get<std::string>());
  }
  return pairs;
}

Json FileToJson(const StarFile& file) {
  Json stats = Json::array();
  for (const ColumnStats& column : file.stats) {
    stats.push_back({{"column", column.column}, {"min", column.min}, {"max", column.max}, {"nulls", column.nulls}});
  }
  return {{"unit", file.unit}, {"key", file.key},   {"recipe", file.recipe},
          {"rows", file.rows}, {"size", file.size}, {"stats", stats}};
}

Result<ColumnStats> StatsOf(const Json& json, std::string_view what) {
  ColumnStats stats;
  TILL_ASSIGN(stats.column, Member<std::string>(json, "column", what));
  TILL_ASSIGN(stats.min, Member<Json>(json, "min", what));
  TILL_ASSIGN(stats.max, Member<Json>(json, "max", what));
  TILL_ASSIGN(stats.nulls, Member<int64_t>(json, "nulls", what));
  return stats;
}

Result<StarFile> FileOf(const Json& json, std::string_view what) {
  StarFile file;
  TILL_ASSIGN(file.unit, Member<std::string>(json, "unit", what));
  TILL_ASSIGN(file.key, Member<std::string>(json, "key", what));
  TILL_ASSIGN(file.recipe, Member<std::string>(json, "recipe", what));
  TILL_ASSIGN(file.rows, Member<int64_t>(json, "rows", what));
  TILL_ASSIGN(file.size, Member<int64_t>(json, "size", what));
  TILL_ASSIGN(file.stats,
              Each<ColumnStats>(json, "stats", what, [&](const Json& each) { return StatsOf(each, what); }));
  return file;
}

Json TableToJson(const StarTable& table) {
  Json files = Json::array();
  for (const StarFile& file : table.files) files.push_back(FileToJson(file));
  return {{"name", table.name},   {"columns", PairsToJson(table.columns)}, {"partition_column", table.partition_column},
          {"rows", table.rows()}, {"sums", PairsToJson(table.sums)},       {"files", files}};
}

Result<StarTable> TableOf(const Json& json, std::string_view what) {
  StarTable table;
  TILL_ASSIGN(table.name, Member<std::string>(json, "name", what));
  TILL_ASSIGN(table.columns, PairsOf(json, "columns", what));
  TILL_ASSIGN(table.partition_column, Member<std::string>(json, "partition_column", what));
  TILL_ASSIGN(table.sums, PairsOf(json, "sums", what));
  TILL_ASSIGN(table.files, Each<StarFile>(json, "files", what, [&](const Json& each) { return FileOf(each, what); }));
  return table;
}

Json CheckToJson(const CheckResult& check) {
  return {{"name", check.name},
          {"sentence", check.sentence},
          {"severity", check.severity},
          {"failures", check.failures},
          {"sample", check.sample}};
}

Result<CheckResult> CheckOf(const Json& json, std::string_view what) {
  CheckResult check;
  TILL_ASSIGN(check.name, Member<std::string>(json, "name", what));
  TILL_ASSIGN(check.sentence, Member<std::string>(json, "sentence", what));
  TILL_ASSIGN(check.severity, Member<std::string>(json, "severity", what));
  TILL_ASSIGN(check.failures, Member<int64_t>(json, "failures", what));
  TILL_ASSIGN(check.sample, Member<Json>(json, "sample", what));
  return check;
}

/// kUnsupported for a format that only a newer program knows.
Status CheckFormat(const Json& json, std::string_view what, const std::string& program) {
  TILL_ASSIGN(const int64_t format, Member<int64_t>(json, "format", what));
  if (format <= kRecordFormat) return Ok();
  return Unsupported("cannot read " + std::string(what) + ": it has format " + std::to_string(format) +
                         ", this program knows up to " + std::to_string(kRecordFormat),
                     "use till " + (program.empty() ? "of the version that wrote it" : program) + " or a newer one");
}

Result<Record> HeadOf(const Json& json) {
  Record record;
  TILL_ASSIGN(const Json envelope, Member<Json>(json, "envelope", "publication record"));
  const std::string what =
      "publication record " + ToText(envelope.is_object() ? envelope.value("number", Json()) : Json());
  const auto program = Member<std::string>(envelope, "program", what);
  TILL_TRY(CheckFormat(json, what, program.ok() ? *program : ""));
  TILL_ASSIGN(record.content_hash, Member<std::string>(json, "content_hash", what));
  TILL_ASSIGN(record.number, Member<int64_t>(envelope, "number", what));
  TILL_ASSIGN(record.previous, Member<int64_t>(envelope, "previous", what));
  TILL_ASSIGN(record.published_at, Member<std::string>(envelope, "published_at", what));
  TILL_ASSIGN(record.run, Member<std::string>(envelope, "run", what));
  TILL_ASSIGN(record.program, Member<std::string>(envelope, "program", what));
  TILL_ASSIGN(record.incomplete, Member<std::vector<std::string>>(envelope, "incomplete", what));
  TILL_ASSIGN(record.held, Member<std::vector<std::string>>(envelope, "held", what));
  return record;
}

}  // namespace

std::vector<Manifest> ToManifests(const Content& content) {
  std::map<std::pair<std::string, std::string>, Json> lists;  // by feed and month
  const auto add = [&](const Input& input, bool repeat) {
    Json entry{{"key", input.key},
               {"business_date", input.business_date.ToString()},
               {"content", input.content},
               {"recipe", input.recipe}};
    if (repeat) entry["repeat"] = true;
    lists[{input.feed, input.business_date.MonthString()}].push_back(std::move(entry));
  };
  const auto add_sorted = [&](std::vector<Input> inputs, bool repeat) {
    std::sort(inputs.begin(), inputs.end(), Before);  // equal sets must be equal bytes
    for (const Input& input : inputs) add(input, repeat);
  };
  add_sorted(content.inputs, false);
  add_sorted(content.repeats, true);
  std::vector<Manifest> manifests;
  for (auto& [name, inputs] : lists) {
    std::string text = ToText(
        Json{{"format", kRecordFormat}, {"feed", name.first}, {"month", name.second}, {"inputs", std::move(inputs)}});
    text += "\n";
    manifests.push_back({Sha256Hex(text).substr(0, kManifestHashDigits), std::move(text)});
  }
  return manifests;
}

Status AddManifest(std::string_view hash, std::string_view text, Content& content) {
  const std::string what = "manifest '" + std::string(hash) + "'";
  TILL_ASSIGN(const Json json, ParseJson(text, what));
  TILL_TRY(CheckFormat(json, what, ""));
  if (Sha256Hex(text).substr(0, kManifestHashDigits) != hash) {
    return Corrupt("cannot read " + what + ": its bytes have another hash");
  }
  TILL_ASSIGN(const auto feed, Member<std::string>(json, "feed", what));
  TILL_ASSIGN(const auto inputs, Member<std::vector<Json>>(json, "inputs", what));
  for (const Json& entry : inputs) {
    Input input;
    input.feed = feed;
    TILL_ASSIGN(input.key, Member<std::string>(entry, "key", what));
    TILL_ASSIGN(const auto date, Member<std::string>(entry, "business_date", what));
    TILL_ASSIGN(input.content, Member<std::string>(entry, "content", what));
    TILL_ASSIGN(input.recipe, Member<std::string>(entry, "recipe", what));
    const auto day = Day::Parse(date);
    if (!day) return Corrupt("cannot read " + what + ": '" + Shown(date) + "' is no day");
    input.business_date = *day;
    (entry.contains("repeat") ? content.repeats : content.inputs).push_back(std::move(input));
  }
  return Ok();
}

std::string ContentText(const Content& content, std::span<const Manifest> manifests) {
  Json inputs = Json::array();
  for (const Manifest& manifest : manifests) inputs.push_back(manifest.hash);
  Json tables = Json::array();
  for (const StarTable& table : content.tables) tables.push_back(TableToJson(table));
  Json checks = Json::array();
  for (const CheckResult& check : content.checks) checks.push_back(CheckToJson(check));
  return ToText(Json{{"inputs", inputs}, {"tables", tables}, {"checks", checks}});
}

std::string RecordText(const Record& record, std::string_view content_text) {
  std::string head = ToText(Json{{"format", kRecordFormat},
                                 {"envelope",
                                  {{"number", record.number},
                                   {"previous", record.previous},
                                   {"published_at", record.published_at},
                                   {"run", record.run},
                                   {"program", record.program},
                                   {"incomplete", record.incomplete},
                                   {"held", record.held}}},
                                 {"content_hash", record.content_hash}});
  head.pop_back();
  return head + ",\n\"content\":" + std::string(content_text) + "}\n";
}

Result<Record> ParseRecordHead(std::string_view first_line) {
  if (first_line.ends_with(",")) first_line.remove_suffix(1);
  TILL_ASSIGN(const Json json, ParseJson(std::string(first_line) + "}", "publication record"));
  return HeadOf(json);
}

Result<Record> ParseRecord(std::string_view text, std::vector<std::string>& manifests) {
  TILL_ASSIGN(const Json json, ParseJson(text, "publication record"));
  TILL_ASSIGN(Record record, HeadOf(json));
  const std::string what = "publication record " + std::to_string(record.number);
  TILL_ASSIGN(const Json content, Member<Json>(json, "content", what));
  if (Sha256Hex(ToText(content)) != record.content_hash) {
    return Corrupt("cannot read " + what + ": its content is not what was published");
  }
  TILL_ASSIGN(manifests, Member<std::vector<std::string>>(content, "inputs", what));
  Content& into = record.content;
  TILL_ASSIGN(into.tables,
              Each<StarTable>(content, "tables", what, [&](const Json& each) { return TableOf(each, what); }));
  TILL_ASSIGN(into.checks,
              Each<CheckResult>(content, "checks", what, [&](const Json& each) { return CheckOf(each, what); }));
  return record;
}

}  // namespace till::publish
