#include "metrics/answer.h"

#include <algorithm>

#include "base/text.h"
#include "metrics/question_sql.h"

namespace till::metrics {
namespace {

using columns::Batch;
using columns::Column;
using columns::Type;

template <typename T>
std::vector<std::string> Names(const std::vector<T>& all) {
  std::vector<std::string> names;
  for (const T& one : all) names.push_back(one.name);
  return names;
}

/// The question's days, open ends filled with the data's; a day without data where there is none at all.
Period PeriodOf(const Engine& engine, const Question& question) {
  const Period data = engine.days().value_or(Period{Day{0}, Day{0}});
  Period period{question.from.value_or(data.from), question.to.value_or(data.to)};
  if (!question.from) period.from = std::min(period.from, period.to);
  if (!question.to) period.to = std::max(period.from, period.to);
  return period;
}

Table TableOf(const Engine& engine, Batch rows, Period period) {
  Table table{.rows = std::move(rows),
              .totals = {},
              .publication = engine.publication(),
              .period = period,
              .compared_with = {},
              .incomplete_days = {}};
  for (const Day day : engine.incomplete_days()) {
    if (day >= period.from && day <= period.to) table.incomplete_days.push_back(day);
  }
  return table;
}

void AppendValue(const Column& from, size_t row, Column& to) {
  if (from.IsNull(row)) {
    to.AppendNull();
  } else if (from.type() == Type::kText) {
    to.AppendText(from.Text(row));
  } else {
    to.AppendNumber(from.Number(row));
  }
}

/// The one row of `totals` in the shape of `rows`, null for the `dimensions` first columns.
Batch InShape(const Batch& rows, const Batch& totals, size_t dimensions) {
  Batch shaped = Batch::Of(rows.schema);
  for (size_t i = 0; i < shaped.columns.size(); ++i) {
    if (i < dimensions) {
      shaped.columns[i].AppendNull();
    } else {
      AppendValue(totals.columns[i - dimensions], 0, shaped.columns[i]);
    }
  }
  return shaped;
}

/// Nulls in the columns from `first` on.
void Blank(Batch& batch, size_t first) {
  for (size_t i = first; i < batch.columns.size(); ++i) {
    const size_t rows = batch.columns[i].size();
    batch.columns[i] = Column(batch.columns[i].type());
    batch.columns[i].AppendNulls(rows);
  }
}

/// Whether `period` has ended before the data begin.
bool IsBeforeData(const Engine& engine, const std::optional<Period>& period) {
  return period && engine.days() && period->to < engine.days()->from;
}

/// Whether the engine takes the SQL of these, asked over a day before all data.
Status Try(Engine& engine, const Definitions& definitions, std::vector<std::string> measures,
           std::vector<std::string> by) {
  Question question;
  question.measures = std::move(measures);
  question.by = std::move(by);
  const Day day = engine.days() ? engine.days()->from - 1 : Day{0};
  TILL_ASSIGN(Statement statement, QuestionSql(definitions, question, {day, day}, std::nullopt));
  return engine.Query(statement.sql, statement.parameters).status();
}

/// `error`, or the first definition of the question whose SQL the engine does not take, with its place.
Error Blamed(Engine& engine, const Definitions& definitions, const Question& question, const Error& error) {
  if (error.code != Code::kInvalid && error.code != Code::kDenied) return error;
  const auto blame = [](std::string_view thing, const auto& one, const Error& words) {
    return Invalid("cannot read " + one.place + ": the SQL of " + std::string(thing) + " '" + one.name +
                       "' is wrong: " + words.message,
                   words.hint);
  };
  for (const std::string& name : question.measures) {
    const Measure* measure = definitions.FindMeasure(name);
    if (measure == nullptr) continue;
    const Status tried = Try(engine, definitions, {name}, {});
    if (!tried.ok()) return blame("measure", *measure, tried.error());
  }
  std::vector<std::string> dimensions = question.by;
  for (const Filter& filter : question.where) dimensions.push_back(filter.dimension);
  for (const std::string& name : dimensions) {
    const Dimension* dimension = definitions.FindDimension(name);
    if (dimension == nullptr) continue;
    const Status tried = Try(engine, definitions, {}, {name});
    if (!tried.ok()) return blame("dimension", *dimension, tried.error());
  }
  return error;
}

/// Whether a column holds 60-bit keys: programs that read JSON numbers as doubles would round them.
bool HoldsKeys(const Column& column) {
  constexpr int64_t kExact = int64_t{1} << 53;
  if (column.type() != Type::kBigint) return false;
  for (size_t row = 0; row < column.size(); ++row) {
    if (!column.IsNull(row) && (column.Number(row) > kExact || column.Number(row) < -kExact)) return true;
  }
  return false;
}

Json CellJson(const Column& column, size_t row, bool as_text) {
  if (column.IsNull(row)) return nullptr;
  switch (column.type()) {
    case Type::kBoolean:
      return column.Number(row) != 0;
    case Type::kInteger:
    case Type::kBigint:
      return as_text ? Json(std::to_string(column.Number(row))) : Json(column.Number(row));
    default:
      return columns::FormatValue(column, row);
  }
}

Json RowsJson(const Batch& batch) {
  std::vector<bool> as_text;
  for (const Column& column : batch.columns) as_text.push_back(HoldsKeys(column));
  Json rows = Json::array();
  for (size_t row = 0; row < batch.rows(); ++row) {
    Json json = Json::array();
    for (size_t i = 0; i < batch.columns.size(); ++i) json.push_back(CellJson(batch.columns[i], row, as_text[i]));
    rows.push_back(std::move(json));
  }
  return rows;
}

/// The cells of a table of one column, as text.
std::vector<std::string> Cells(const Table& table) {
  std::vector<std::string> cells;
  for (size_t row = 0; row < table.rows.rows(); ++row) {
    cells.push_back(columns::FormatValue(table.rows.columns[0], row));
  }
  return cells;
}

bool Holds(const Table& table, const std::string& member) {
  const std::vector<std::string> cells = Cells(table);
  return std::ranges::find(cells, member) != cells.end();
}

/// An analysis takes days and filters; the rest is its own.
Status CheckAnalysed(std::string_view analysis, const Question& question) {
  std::string_view surplus;
  if (!question.measures.empty()) surplus = "measures";
  if (!question.by.empty()) surplus = "by";
  if (question.compare != Compare::kNone) surplus = "compare";
  if (!question.order.empty()) surplus = "order";
  if (question.limit) surplus = "limit";
  if (surplus.empty()) return Ok();
  return Invalid("cannot answer: analysis '" + std::string(analysis) + "' takes no '" + std::string(surplus) + "'",
                 "it takes from, to and where");
}

Json PeriodJson(const std::optional<Period>& period) {
  if (!period) return nullptr;
  return {{"from", period->from.ToString()}, {"to", period->to.ToString()}};
}

}  // namespace

Result<Table> Ask(Engine& engine, const Question& question) {
  const auto definitions = engine.definitions();
  if (question.measures.empty()) {
    return Invalid("cannot answer: no measure is asked for", "known: " + Join(Names(definitions->measures), ", "));
  }
  const Period period = PeriodOf(engine, question);
  const std::optional<Period> compared = ComparePeriod(period, question.compare);
  TILL_ASSIGN(Statement statement, QuestionSql(*definitions, question, period, compared));
  Result<Batch> rows = engine.Query(statement.sql, statement.parameters);
  if (!rows.ok()) return Blamed(engine, *definitions, question, rows.error());
  Table table = TableOf(engine, std::move(rows).value(), period);
  table.compared_with = compared;
  const size_t known = question.by.size() + question.measures.size();
  if (IsBeforeData(engine, compared)) Blank(table.rows, known);
  if (question.by.empty()) {
    table.totals = table.rows;
    return table;
  }
  Question whole = question;
  whole.by.clear();
  whole.order.clear();
  whole.limit.reset();
  TILL_ASSIGN(Statement total_statement, QuestionSql(*definitions, whole, period, compared));
  TILL_ASSIGN(const Batch totals, engine.Query(total_statement.sql, total_statement.parameters));
  table.totals = InShape(table.rows, totals, question.by.size());
  if (IsBeforeData(engine, compared)) Blank(*table.totals, known);
  return table;
}

Status CheckSql(Engine& engine) {
  const auto definitions = engine.definitions();
  Question all;
  all.measures = Names(definitions->measures);
  all.by = Names(definitions->dimensions);
  const Status tried = Try(engine, *definitions, all.measures, all.by);
  return tried.ok() ? tried : Status(Blamed(engine, *definitions, all, tried.error()));
}

Result<std::vector<std::string>> Doubts(Engine& engine, const Question& question) {
  constexpr int64_t kMostKnown = 1000;
  std::vector<std::string> doubts;
  for (const Filter& filter : question.where) {
    for (const std::string& member : filter.members) {
      TILL_ASSIGN(const Table same, Members(engine, filter.dimension, member, kMostKnown));
      if (member.empty() || member == "(none)" || Holds(same, member)) continue;
      TILL_ASSIGN(const Table all, Members(engine, filter.dimension, "", kMostKnown));
      const auto nearest = Nearest(member, Cells(all));
      doubts.push_back("no line has " + filter.dimension + " '" + Shown(member) + "'" +
                       (nearest ? "; did you mean '" + *nearest + "'?" : ""));
    }
  }
  const auto data = engine.days();
  if (data && question.from && *question.from > data->to) {
    doubts.push_back("the data end on " + data->to.ToString() + ", before " + question.from->ToString());
  }
  if (data && question.to && *question.to < data->from) {
    doubts.push_back("the data begin on " + data->from.ToString() + ", after " + question.to->ToString());
  }
  return doubts;
}

Result<Table> Analyse(Engine& engine, std::string_view analysis, const Question& question) {
  const auto definitions = engine.definitions();
  if (definitions->FindAnalysis(analysis) == nullptr) {
    return NotFound("cannot find analysis '" + Shown(analysis) + "'",
                    DidYouMean(analysis, Names(definitions->analyses)));
  }
  TILL_TRY(CheckAnalysed(analysis, question));
  const Period period = PeriodOf(engine, question);
  TILL_ASSIGN(const std::string sql, engine.Sql(analysis));
  TILL_ASSIGN(Statement statement, AnalysisSql(*definitions, sql, question.where, period));
  TILL_ASSIGN(Batch rows, engine.Query(statement.sql, statement.parameters));
  return TableOf(engine, std::move(rows), period);
}

Result<Table> Members(Engine& engine, std::string_view dimension, std::string_view search, int64_t limit) {
  const auto definitions = engine.definitions();
  const Dimension* found = definitions->FindDimension(dimension);
  if (found == nullptr || !found->filterable) {
    std::vector<std::string> known;
    for (const Dimension& one : definitions->dimensions) {
      if (one.filterable) known.push_back(one.name);
    }
    if (dimension.empty()) return Invalid("cannot list members: no dimension is named", DidYouMean("", known));
    return NotFound("cannot list members of '" + Shown(dimension) + "': there is no such dimension to filter by",
                    DidYouMean(dimension, known));
  }
  Statement statement = MembersSql(*found, search, limit);
  TILL_ASSIGN(Batch rows, engine.Query(statement.sql, statement.parameters));
  Table table{.rows = std::move(rows),
              .totals = {},
              .publication = engine.publication(),
              .period = {},
              .compared_with = {},
              .incomplete_days = {}};
  return table;
}

Json TableJson(const Table& table) {
  Json columns = Json::array();
  for (const columns::Field& field : table.rows.schema) {
    columns.push_back({{"name", field.name}, {"type", columns::TypeName(field.type)}});
  }
  Json json{{"columns", std::move(columns)},
            {"rows", RowsJson(table.rows)},
            {"publication", table.publication},
            {"source", "sql"}};
  if (!table.period) return json;
  json["from"] = table.period->from.ToString();
  json["to"] = table.period->to.ToString();
  if (!table.totals) return json;
  json["compare"] = PeriodJson(table.compared_with);
  json["totals"] = RowsJson(*table.totals)[0];
  Json days = Json::array();
  for (const Day day : table.incomplete_days) days.push_back(day.ToString());
  json["incomplete_days"] = std::move(days);
  return json;
}

}  // namespace till::metrics
