#include <algorithm>
#include <atomic>
#include <set>

#include "adapters/duckdb/session.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "tests/external/redshift/facade/copy.h"
#include "tests/external/redshift/facade/tokens.h"

namespace till::testing_support {
namespace {

using columns::Batch;
using Rows = std::vector<std::vector<Cell>>;

/// The type of the Parquet column that UNLOAD writes for one of a SELECT, as DuckDB calls it. Of instants the zone is
/// lost.
Result<std::string> WrittenType(const Backend::Column& column) {
  static const std::set<std::string> kSame{"boolean", "smallint", "integer", "bigint", "date", "double precision"};
  if (kSame.contains(column.type) || column.type.starts_with("numeric(")) return column.type;
  if (column.type.starts_with("timestamp")) return std::string("timestamp");
  if (column.type.starts_with("character varying") || column.type == "text") return std::string("varchar");
  return Invalid("cannot unload column '" + column.name + "' of type " + column.type +
                 ": what it would be in Parquet depends on Redshift's own rules; cast it");
}

/// LIMIT outside of all brackets.
bool HasOuterLimit(const std::string& select) {
  int depth = 0;
  for (const Token& token : Tokens(select)) {
    depth += token.IsSign("(") ? 1 : token.IsSign(")") ? -1 : 0;
    if (depth == 0 && token.IsWord("limit")) return true;
  }
  return false;
}

/// Writes rows of texts as Parquet 1.0 with columns of those types.
Status WriteRows(const std::vector<Backend::Column>& columns, const Rows& rows, size_t begin, size_t end,
                 const std::filesystem::path& path) {
  columns::Schema schema;
  std::vector<std::string> items;
  for (const Backend::Column& column : columns) {
    TILL_ASSIGN(const std::string type, WrittenType(column));
    schema.push_back({"c" + std::to_string(schema.size()), columns::Type::kText});
    items.push_back("cast(" + schema.back().name + " as " + type + ") as " + duckdb::Identifier(column.name));
  }
  Batch batch = Batch::Of(schema);
  for (size_t row = begin; row < end; ++row) {
    for (size_t i = 0; i < columns.size(); ++i) {
      rows[row][i] ? batch.columns[i].AppendText(*rows[row][i]) : batch.columns[i].AppendNull();
    }
  }
  static std::atomic<int> tables = 0;
  const std::string table = "texts_" + std::to_string(++tables);
  TILL_ASSIGN(const auto session, ParquetSession());
  std::vector<std::string> definitions;
  for (const auto& field : schema) definitions.push_back(field.name + " varchar");
  TILL_TRY(session->Execute("create table " + table + " (" + Join(definitions, ", ") + ")"));
  TILL_TRY(session->Append(table, "main", batch));
  return session->Execute("copy (select " + Join(items, ", ") + " from " + table + ") to " + duckdb::Quoted(path) +
                          " (format parquet, compression snappy, parquet_version v1);"
                          " drop table " +
                          table);
}

/// "numeric(18,4)" as the manifest says it: {"base":"numeric","precision":18,"scale":4}.
Json TypeInManifest(const std::string& type) {
  const size_t bracket = type.find('(');
  Json said{{"base", type.substr(0, bracket)}};
  if (bracket == std::string::npos) return said;
  const auto numbers = Split(type.substr(bracket + 1, type.size() - bracket - 2), ',');
  said[numbers.size() == 2 ? "precision" : "length"] = ParseInt(numbers[0]).value_or(0);
  if (numbers.size() == 2) said["scale"] = ParseInt(numbers[1]).value_or(0);
  return said;
}

/// What a manifest says, with and without VERBOSE.
class ManifestWriter {
 public:
  explicit ManifestWriter(const std::vector<Backend::Column>& columns) {
    for (const auto& column : columns) {
      elements_.push_back({{"name", column.name}, {"type", TypeInManifest(column.type)}});
    }
  }

  void Add(const std::string& url, size_t bytes, size_t rows) {
    entries_.push_back({{"url", url}, {"meta", {{"content_length", bytes}, {"record_count", rows}}}});
    bytes_ += bytes;
    rows_ += rows;
  }

  std::string Text(bool verbose) const {
    Json manifest{{"entries", entries_}};
    if (verbose) {
      manifest["schema"] = {{"elements", elements_}};
      manifest["meta"] = {{"content_length", bytes_}, {"record_count", rows_}};
      manifest["author"] = {{"name", "Amazon Redshift"}, {"version", "1.0.0"}};
    } else {
      for (Json& entry : manifest["entries"]) entry["meta"].erase("record_count");
    }
    return ToText(manifest);
  }

 private:
  Json entries_ = Json::array();
  Json elements_ = Json::array();
  size_t bytes_ = 0;
  size_t rows_ = 0;
};

/// Makes the place ready, or says why it is not.
Status Prepare(const UnloadCommand& unload, const std::string& prefix, const Bucket& bucket) {
  const std::string name = prefix.substr(prefix.rfind('/') + 1);
  if (name.starts_with('_') || name.starts_with('.')) {
    return Invalid("cannot unload to '" + unload.url +
                   "': Redshift Spectrum takes names with '_' or '.' first for"
                   " hidden ones");
  }
  if (unload.allow_overwrite) return Ok();
  TILL_ASSIGN(const auto there, bucket.store().List(prefix));
  if (unload.clean_path) {
    for (const lake::ObjectInfo& info : there) TILL_TRY(bucket.store().Delete(info.key));
    return Ok();
  }
  if (there.empty()) return Ok();
  return Internal(
      "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix,"
      " manually removing the target files in S3, or using the ALLOWOVERWRITE option.");
}

}  // namespace

Result<int64_t> RunUnload(const UnloadCommand& unload, Backend& backend, const Bucket& bucket) {
  if (HasOuterLimit(unload.select)) return Invalid("Limit clause is not supported");
  TILL_ASSIGN(const std::string prefix, bucket.KeyOf(unload.url));
  TILL_TRY(Prepare(unload, prefix, bucket));
  TILL_ASSIGN(const auto columns, backend.Describe(unload.select));
  for (const Backend::Column& column : columns) TILL_TRY(WrittenType(column).status());
  TILL_ASSIGN(const Rows rows, backend.Ask(unload.select));
  TILL_ASSIGN(const auto folder, TemporaryFolder::Make());
  ManifestWriter manifest(columns);
  for (size_t begin = 0, file = 0; begin < rows.size(); begin += kUnloadRows, ++file) {
    const size_t end = std::min(begin + kUnloadRows, rows.size());
    const std::string number = std::to_string(file);
    const std::string key = prefix + std::string(3 - std::min<size_t>(number.size(), 3), '0') + number + ".parquet";
    TILL_TRY(WriteRows(columns, rows, begin, end, folder.path() / "rows.parquet"));
    TILL_ASSIGN(const std::string bytes, ReadFile(folder.path() / "rows.parquet"));
    TILL_TRY(bucket.store().Put(key, std::string_view(bytes)));
    manifest.Add(bucket.UrlOf(key), bytes.size(), end - begin);
  }
  if (unload.manifest) {
    const std::string text = manifest.Text(unload.verbose);
    TILL_TRY(bucket.store().Put(prefix + "manifest", std::string_view(text)));
  }
  return static_cast<int64_t>(rows.size());
}

}  // namespace till::testing_support
