#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "base/files.h"
#include "base/json.h"
#include "columns/parquet.h"

namespace till::testing {

/// A Parquet that writes JSON: for tests that need files of batches but no engine. Its files may be copied.
class JsonParquet : public columns::Parquet {
 public:
  Status Write(const std::filesystem::path& path, const columns::Schema& schema,
               std::span<const columns::Batch> batches) override {
    Json fields = Json::array();
    for (const columns::Field& field : schema) fields.push_back({field.name, columns::TypeName(field.type)});
    Json rows = Json::array();
    for (const columns::Batch& batch : batches) {
      for (size_t row = 0; row < batch.rows(); ++row) rows.push_back(RowOf(batch, row));
    }
    return WriteFile(path, ToText({{"fields", fields}, {"rows", rows}}));
  }

  Result<columns::Batch> Read(const std::filesystem::path& path) override {
    TILL_ASSIGN(const std::string text, ReadFile(path));
    TILL_ASSIGN(const Json json, ParseJson(text, path.string()));
    columns::Schema schema;
    for (const Json& field : json["fields"]) {
      schema.push_back({field[0].get<std::string>(), *columns::TypeOf(field[1].get<std::string>())});
    }
    columns::Batch batch = columns::Batch::Of(std::move(schema));
    for (const Json& row : json["rows"]) {
      for (size_t i = 0; i < batch.columns.size(); ++i) Append(row[i], &batch.columns[i]);
    }
    return batch;
  }

 private:
  static Json RowOf(const columns::Batch& batch, size_t row) {
    Json cells = Json::array();
    for (const columns::Column& column : batch.columns) {
      if (column.IsNull(row)) {
        cells.push_back(nullptr);
      } else if (column.type() == columns::Type::kText) {
        cells.push_back(std::string(column.Text(row)));
      } else {
        cells.push_back(column.Number(row));
      }
    }
    return cells;
  }

  static void Append(const Json& cell, columns::Column* column) {
    if (cell.is_null()) {
      column->AppendNull();
    } else if (cell.is_string()) {
      column->AppendText(cell.get<std::string>());
    } else {
      column->AppendNumber(cell.get<int64_t>());
    }
  }
};

}  // namespace till::testing
