#include "catalog/infer_file.h"

#include "base/files.h"
#include "csv/gzip.h"

namespace till::catalog {

Result<InferredPath> InferPath(const std::filesystem::path& path) {
  TILL_ASSIGN(std::string bytes, ReadFile(path));
  if (csv::IsGzip(bytes)) {
    auto plain = csv::Gunzip(bytes);
    if (!plain.ok()) return Within("cannot read '" + path.string() + "'", plain.error());
    bytes = std::move(plain).value();
  }
  if (bytes.empty()) return Invalid("cannot infer '" + path.string() + "': the file is empty");
  const csv::Dialect dialect = csv::SniffDialect(std::string_view(bytes).substr(0, csv::kHeadBytes));
  if (dialect.encoding.starts_with("utf-16")) {
    return Invalid("cannot infer '" + path.string() + "': it is written in " + dialect.encoding,
                   "write it again as UTF-8");
  }
  const csv::InferredFile file = csv::Infer(bytes, dialect);
  std::string table = path.filename().string();
  table = table.substr(0, table.find('.'));
  return InferredPath{SchemaOf(table, file, dialect), file.rows, file.broken};
}

Json ToJson(const InferredPath& inferred) {
  Json json = ToJson(inferred.schema);
  json["rows"] = inferred.rows;
  json["broken"] = inferred.broken;
  return json;
}

}  // namespace till::catalog
