#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/assets.h"
#include "base/files.h"
#include "base/text.h"
#include "retail/tables.h"
#include "tests/support/engine.h"
#include "tests/support/rows.h"
#include "warehouse/sql_library.h"

namespace till::warehouse {
namespace {

using columns::Schema;
using columns::Type;
using testing_support::BatchOf;
using testing_support::Row;

/// A folder tests/golden/<layer>/<model>/<case>: what is given (<relation>.csv, header cells "name:type"; params.csv
/// binds parameters) and expected.csv, whose header chooses the columns. Staged relations need not give all columns.
struct Golden {
  std::string layer;
  std::string model;
  std::filesystem::path folder;
};

std::vector<Golden> AllGolden() {
  std::vector<Golden> all;
  for (const std::string layer : {"staging", "star", "checks"}) {
    const auto root = std::filesystem::path(TILL_SOURCE_DIR) / "tests/golden" / layer;
    for (const auto& model : std::filesystem::directory_iterator(root)) {
      for (const auto& one : std::filesystem::directory_iterator(model)) {
        all.push_back({layer, model.path().filename().string(), one.path()});
      }
    }
  }
  std::sort(all.begin(), all.end(), [](const Golden& a, const Golden& b) { return a.folder < b.folder; });
  return all;
}

/// The columns a relation of that name has when it is staged; empty for others.
Schema Staged(std::string_view relation) {
  const retail::SourceTable* table =
      relation.starts_with("stg_") ? retail::FindSourceTable(relation.substr(4)) : nullptr;
  if (table == nullptr && relation != "stg_keys") return {};
  Schema schema{{"_input", Type::kBigint}, {"input_rank", Type::kBigint}, {"feed", Type::kText},
                {"source", Type::kText},   {"kind", Type::kText},         {"business_date", Type::kDate}};
  for (const auto& field : table != nullptr ? retail::StagedSchema(*table) : retail::KeysSchema()) {
    schema.push_back(field);
  }
  return schema;
}

Parameters ParametersOf(const std::filesystem::path& file) {
  Parameters parameters;
  Schema types;
  const auto rows = testing_support::ParseRows(ReadFile(file).value(), &types);
  for (const auto& [name, cell] : rows.at(0)) parameters[name] = *Day::Parse(cell);
  return parameters;
}

class SqlGolden : public testing::TestWithParam<Golden> {};

TEST_P(SqlGolden, GivesTheExpectedRows) {
  const auto warehouse = testing_support::OpenEngine(1).value();
  const SqlLibrary sql(Assets(), warehouse->name());
  const auto file = sql.Find(GetParam().layer, GetParam().model);
  ASSERT_TRUE(file.ok()) << file.error().ToString();
  Parameters parameters;
  std::string expected;
  for (const auto& entry : std::filesystem::directory_iterator(GetParam().folder)) {
    const std::string relation = entry.path().stem().string();
    if (relation == "params") {
      parameters = ParametersOf(entry.path());
    } else if (relation == "expected") {
      expected = ReadFile(entry.path()).value();
    } else {
      Schema types;
      const std::vector<Row> rows = testing_support::ParseRows(ReadFile(entry.path()).value(), &types);
      const Schema staged = Staged(relation);
      const auto batch = BatchOf(staged.empty() ? types : staged, rows);
      ASSERT_TRUE(warehouse->Load(relation, batch).ok()) << relation;
    }
  }
  for (const std::string& relation : file->reads) {
    const Schema staged = Staged(relation);
    if (staged.empty() || std::filesystem::exists(GetParam().folder / (relation + ".csv"))) continue;
    ASSERT_TRUE(warehouse->Load(relation, BatchOf(staged, {})).ok());
  }
  const std::string columns = expected.substr(0, expected.find('\n'));
  std::string places = "1";
  for (int64_t i = 2; i <= std::ranges::count(columns, ',') + 1; ++i) places += ", " + std::to_string(i);
  const auto rows = warehouse->Query(
      "select " + columns + " from (" + std::string(file->text) + ") as model order by " + places, parameters);
  ASSERT_TRUE(rows.ok()) << rows.error().ToString();
  EXPECT_EQ(testing_support::CsvOf(*rows), expected);
}

INSTANTIATE_TEST_SUITE_P(Files, SqlGolden, testing::ValuesIn(AllGolden()), [](const auto& golden) {
  return golden.param.layer + "_" + golden.param.model + "_" + golden.param.folder.filename().string();
});

}  // namespace
}  // namespace till::warehouse
