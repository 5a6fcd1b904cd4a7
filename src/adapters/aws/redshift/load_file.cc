#include "adapters/aws/redshift/load_file.h"

#include "base/json.h"
#include "base/text.h"

namespace till::redshift {
namespace {

using columns::Type;

void AppendCell(const columns::Column& column, size_t row, std::string& csv) {
  if (column.IsNull(row)) {
    csv += kNullMarker;
    return;
  }
  std::string text = columns::FormatValue(column, row);
  if (column.type() == Type::kText) {
    csv += "\"" + Replace(text, "\"", "\"\"") + "\"";
    return;
  }
  // 2026-01-05T10:00:00Z becomes 2026-01-05 10:00:00+00, the form that Redshift takes by default.
  if (column.type() == Type::kTimestamp) text = Replace(Replace(text, "T", " "), "Z", "+00");
  csv += text;
}

}  // namespace

std::string LoadFile(const columns::Batch& rows) {
  std::string csv;
  for (size_t row = 0; row < rows.rows(); ++row) {
    for (size_t i = 0; i < rows.columns.size(); ++i) {
      if (i > 0) csv += ',';
      AppendCell(rows.columns[i], row, csv);
    }
    csv += '\n';
  }
  return csv;
}

std::string Manifest(std::span<const LoadObject> objects) {
  Json entries = Json::array();
  for (const LoadObject& object : objects) {
    entries.push_back({{"url", object.url}, {"mandatory", true}, {"meta", {{"content_length", object.size}}}});
  }
  return ToText({{"entries", std::move(entries)}});
}

}  // namespace till::redshift
