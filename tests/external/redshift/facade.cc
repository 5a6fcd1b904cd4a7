#include "tests/external/redshift/facade.h"

#include <regex>

#include "base/json.h"
#include "base/text.h"
#include "tests/external/redshift/lint.h"

namespace till::testing_support {
namespace {

using columns::Batch;
using columns::Type;
using postgres::Answer;
using postgres::Statement;

/// The cells of a CSV text, row by row; nothing for the null marker without quotes.
std::vector<std::optional<std::string>> Cells(std::string_view csv, const std::string& null_marker) {
  std::vector<std::optional<std::string>> cells;
  std::string cell;
  bool quoted = false;
  for (size_t i = 0; i < csv.size(); ++i) {
    if (csv[i] == '"') {
      for (++i; i < csv.size() && (csv[i] != '"' || csv.substr(i, 2) == "\"\""); ++i) {
        if (csv[i] == '"') ++i;
        cell += csv[i];
      }
      quoted = true;
    } else if (csv[i] == ',' || csv[i] == '\n') {
      cells.push_back(!quoted && cell == null_marker ? std::nullopt : std::optional(cell));
      cell.clear();
      quoted = false;
    } else {
      cell += csv[i];
    }
  }
  return cells;
}

Error Refused(const std::string& fact) { return Invalid("cannot run statement: " + fact); }

/// As PostgreSQL takes it.
std::string Translated(std::string sql) {
  sql = std::regex_replace(sql, std::regex(" diststyle auto sortkey auto$"), "");
  sql = std::regex_replace(sql, std::regex("(\"\\w+\") varchar\\((\\d+)\\)"),
                           "$1 text collate \"C\" check (octet_length($1) <= $2)");
  return Replace(sql, "svv_columns", "information_schema.columns");
}

}  // namespace

RedshiftFacade::RedshiftFacade(const std::string& connection, lake::ObjectStore& store, std::string url)
    : session_(postgres::Session::Connect("Redshift", connection).value()),
      store_(store),
      url_(std::move(url)),
      load_errors_(Batch::Of({{"file_name", Type::kText},
                              {"line_number", Type::kBigint},
                              {"column_name", Type::kText},
                              {"error_message", Type::kText}})) {}

redshift::Run RedshiftFacade::Run() {
  return [this](const Statement& statement) { return Take(statement); };
}

Result<Answer> RedshiftFacade::Take(const Statement& statement) {
  sent.push_back(statement.sql);
  const auto broken = LintRedshift(statement.sql);
  if (!broken.empty()) return Refused(Join(broken, "; "));
  if (statement.sql.starts_with("copy ")) return Copy(statement.sql);
  if (statement.sql.find("sys_load_error_detail") != std::string::npos) return Answer{load_errors_, "SELECT"};
  return session_->Run({Translated(statement.sql), statement.values});
}

Result<Answer> RedshiftFacade::Copy(const std::string& sql) {
  static const std::regex kForm(
      "copy (\"\\w+\"\\.\"\\w+\") \\(([^)]*)\\) from '([^']*)' iam_role (?:default|'arn:[^']*') manifest format as csv"
      " null as '([^']*)' dateformat 'auto' timeformat 'auto'");
  std::smatch parts;
  if (!std::regex_match(sql, parts, kForm)) return Refused("this form of COPY is not known here");
  const std::vector<std::string> names = Split(Replace(parts[2].str(), " ", ""), ',');
  TILL_ASSIGN(const Batch cells, ReadObjects(parts[3].str(), names.size(), parts[4].str()));
  TILL_ASSIGN(const Answer types,
              session_->Run({"select '\"' || a.attname || '\"' as name, format_type(a.atttypid, a.atttypmod) as type"
                             " from pg_attribute as a where a.attrelid = cast($1 as regclass) and a.attnum > 0",
                             {parts[1].str()}}));
  std::vector<std::string> values;
  std::vector<std::string> definitions;
  for (size_t i = 0; i < names.size(); ++i) {
    definitions.push_back("c" + std::to_string(i) + " text");
    for (size_t row = 0; row < types.rows.rows(); ++row) {
      if (types.rows.columns[0].Text(row) != names[i]) continue;
      values.push_back("cast(c" + std::to_string(i) + " as " + std::string(types.rows.columns[1].Text(row)) + ")");
    }
  }
  TILL_TRY(session_->Execute("drop table if exists pg_temp.cells; create temporary table cells (" +
                             Join(definitions, ", ") + ")"));
  TILL_TRY(session_->CopyIn("pg_temp.cells", cells));
  auto loaded = session_->Run({"insert into " + parts[1].str() + " (" + parts[2].str() + ") select " +
                               Join(values, ", ") + " from pg_temp.cells"});
  if (loaded.ok()) return loaded;
  load_errors_.columns[0].AppendText(parts[3].str());
  load_errors_.columns[1].AppendNumber(1);
  load_errors_.columns[2].AppendText("name");
  load_errors_.columns[3].AppendText("String length exceeds DDL length");
  return Error{Code::kInternal, "cannot run statement: Load into table failed. Check 'sys_load_error_detail'", {}};
}

Result<Batch> RedshiftFacade::ReadObjects(const std::string& manifest_url, size_t columns,
                                          const std::string& null_marker) {
  TILL_ASSIGN(const std::string text, Read(manifest_url));
  TILL_ASSIGN(const Json manifest, ParseJson(text, "the manifest"));
  columns::Schema schema;
  for (size_t i = 0; i < columns; ++i) schema.push_back({"c" + std::to_string(i), Type::kText});
  Batch batch = Batch::Of(std::move(schema));
  for (const Json& entry : manifest["entries"]) {
    TILL_ASSIGN(const std::string csv, Read(entry["url"].get<std::string>()));
    if (!entry["mandatory"].get<bool>() || entry["meta"]["content_length"] != csv.size()) {
      return Refused("the manifest does not fit its objects");
    }
    size_t at = 0;
    for (const auto& cell : Cells(csv, null_marker)) {
      columns::Column& column = batch.columns[at++ % columns];
      cell ? column.AppendText(*cell) : column.AppendNull();
    }
    if (at % columns != 0) return Refused("a row has another number of cells than the table");
  }
  return batch;
}

Result<std::string> RedshiftFacade::Read(const std::string& url) {
  if (!url.starts_with(url_ + "/")) return Refused("'" + url + "' is not below '" + url_ + "'");
  return store_.Get(url.substr(url_.size() + 1));
}

}  // namespace till::testing_support
