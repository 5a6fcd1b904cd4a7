#include "metrics/definition_reader.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>

#include "base/text.h"
#include "project/toml.h"

namespace till::metrics {
namespace {

using project::Toml;
using project::TomlEntry;

const std::vector<std::string> kMeasureKeys{"label",    "unit", "sense", "adds_over_time", "adds_over_members",
                                            "sentence", "sql",  "ratio"};
const std::vector<std::string> kDimensionKeys{"label", "kind", "type", "sql", "members", "ranked", "filterable"};
const std::vector<std::string> kAnalysisKeys{"label", "sentence"};
const std::vector<std::string> kPageKeys{"position", "title", "panels"};
const std::vector<std::string> kPanelKeys{"name", "title", "form",  "width",   "measures",
                                          "by",   "order", "limit", "compare", "analysis"};
const std::vector<std::string> kUnits{"money", "count", "number", "ratio", "days"};
const std::vector<std::string> kSenses{"up", "down", "none"};
const std::vector<std::string> kKinds{"time", "ordinal", "category"};
const std::vector<std::string> kTypes{"text", "date", "integer"};
const std::vector<std::string> kForms{"tiles", "line",    "area",  "bar",    "column",
                                      "donut", "heatmap", "table", "cohort", "pairs"};

/// A mistake at `value` unless `name` is one of `known`.
Status CheckOneOf(const Toml& value, std::string_view thing, std::string_view name,
                  std::span<const std::string> known) {
  if (std::ranges::find(known, name) != known.end()) return Ok();
  return value.Mistake("unknown " + std::string(thing) + " '" + Shown(name) + "'", DidYouMean(name, known));
}

/// The same for the text or list of texts at `key`, where there is one.
Status CheckListed(const Toml& table, std::string_view key, std::string_view thing,
                   std::span<const std::string> known) {
  const Toml* value = table.Find(key);
  if (value == nullptr) return Ok();
  if (value->kind == Toml::Kind::kText) return CheckOneOf(*value, thing, value->text, known);
  for (const Toml& item : value->list) TILL_TRY(CheckOneOf(item, thing, item.text, known));
  return Ok();
}

Status Require(const Toml& table, std::string_view key, std::string_view value) {
  return value.empty() ? Status(table.Mistake("'" + std::string(key) + "' is missing")) : Ok();
}

std::string PlaceOf(const Toml& value) {
  return *value.file + ":" + std::to_string(value.line) + ":" + std::to_string(value.column);
}

bool IsName(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

template <typename T>
std::vector<std::string> Names(const std::vector<T>& all) {
  std::vector<std::string> names;
  for (const T& one : all) names.push_back(one.name);
  return names;
}

template <typename T>
void Replace(std::vector<T>& all, T one) {
  const auto found = std::ranges::find(all, one.name, &T::name);
  if (found == all.end()) {
    all.push_back(std::move(one));
  } else {
    *found = std::move(one);
  }
}

Status ReadRatio(const Toml& table, const Definitions& definitions, Measure& measure) {
  std::vector<std::string> parts;
  TILL_TRY(table.Read("ratio", parts));
  if (parts.empty()) {
    TILL_TRY(Require(table, "sql", measure.sql));
    measure.place = PlaceOf(*table.Find("sql"));
    return Ok();
  }
  if (parts.size() != 2) return table.Find("ratio")->Mistake("'ratio' takes two measures");
  TILL_TRY(CheckListed(table, "ratio", "measure", Names(definitions.measures)));
  const Measure& over = *definitions.FindMeasure(parts[0]);
  const Measure& under = *definitions.FindMeasure(parts[1]);
  measure.place = PlaceOf(*table.Find("ratio"));
  measure.sql = "cast(" + over.sql + " as double precision) / nullif(cast(" + under.sql + " as double precision), 0)";
  return Ok();
}

Status ReadMeasure(const TomlEntry& entry, Definitions& definitions) {
  const Toml& table = entry.value;
  TILL_TRY(table.CheckKeys(kMeasureKeys, "[measures." + entry.key + "]"));
  Measure measure;
  measure.name = entry.key;
  measure.label = entry.key;
  measure.unit = "number";
  measure.sense = "none";
  TILL_TRY(table.Read("label", measure.label));
  TILL_TRY(table.Read("unit", measure.unit));
  TILL_TRY(table.Read("sense", measure.sense));
  TILL_TRY(table.Read("adds_over_time", measure.adds_over_time));
  TILL_TRY(table.Read("adds_over_members", measure.adds_over_members));
  TILL_TRY(table.Read("sentence", measure.sentence));
  TILL_TRY(table.Read("sql", measure.sql));
  TILL_TRY(CheckListed(table, "unit", "unit", kUnits));
  TILL_TRY(CheckListed(table, "sense", "sense", kSenses));
  TILL_TRY(ReadRatio(table, definitions, measure));
  if (measure.IsZeroOfNothing()) measure.sql = "coalesce(" + measure.sql + ", 0)";
  Replace(definitions.measures, std::move(measure));
  return Ok();
}

Status ReadDimension(const TomlEntry& entry, Definitions& definitions) {
  const Toml& table = entry.value;
  TILL_TRY(table.CheckKeys(kDimensionKeys, "[dimensions." + entry.key + "]"));
  Dimension dimension;
  dimension.name = entry.key;
  dimension.label = entry.key;
  dimension.kind = "category";
  std::string type = "text";
  TILL_TRY(table.Read("label", dimension.label));
  TILL_TRY(table.Read("kind", dimension.kind));
  TILL_TRY(table.Read("type", type));
  TILL_TRY(table.Read("sql", dimension.sql));
  TILL_TRY(table.Read("members", dimension.members));
  TILL_TRY(table.Read("ranked", dimension.ranked));
  TILL_TRY(table.Read("filterable", dimension.filterable));
  TILL_TRY(CheckListed(table, "kind", "kind", kKinds));
  TILL_TRY(CheckListed(table, "type", "type", kTypes));
  TILL_TRY(Require(table, "sql", dimension.sql));
  dimension.type = *columns::TypeOf(type);
  dimension.place = PlaceOf(*table.Find("sql"));
  Replace(definitions.dimensions, std::move(dimension));
  return Ok();
}

Status ReadAnalysis(const TomlEntry& entry, Definitions& definitions) {
  const Toml& table = entry.value;
  TILL_TRY(table.CheckKeys(kAnalysisKeys, "[analyses." + entry.key + "]"));
  Analysis analysis{.name = entry.key, .label = entry.key, .sentence = ""};
  TILL_TRY(table.Read("label", analysis.label));
  TILL_TRY(table.Read("sentence", analysis.sentence));
  Replace(definitions.analyses, std::move(analysis));
  return Ok();
}

Status CheckPanel(const Toml& table, const Panel& panel, const Definitions& definitions) {
  std::vector<std::string> dimensions = Names(definitions.dimensions);
  dimensions.push_back("auto");
  TILL_TRY(CheckListed(table, "form", "form", kForms));
  TILL_TRY(CheckListed(table, "measures", "measure", Names(definitions.measures)));
  TILL_TRY(CheckListed(table, "by", "dimension", dimensions));
  TILL_TRY(CheckListed(table, "analysis", "analysis", Names(definitions.analyses)));
  if (panel.analysis.empty() == panel.measures.empty()) {
    return table.Mistake("a panel has either 'measures' or an 'analysis'");
  }
  if (panel.width < 1 || panel.width > 4) return table.Find("width")->Mistake("'width' is 1 to 4 quarters of the page");
  if (panel.limit && *panel.limit < 1) return table.Find("limit")->Mistake("'limit' is at least 1");
  if (panel.order.empty()) return Ok();
  std::vector<std::string> sortable = panel.measures;
  sortable.insert(sortable.end(), panel.by.begin(), panel.by.end());
  return CheckOneOf(*table.Find("order"), "order",
                    std::string_view(panel.order).substr(panel.order.starts_with("-") ? 1 : 0), sortable);
}

Result<Panel> ReadPanel(const Toml& table, const Definitions& definitions) {
  TILL_TRY(table.CheckKeys(kPanelKeys, "[[panels]]"));
  Panel panel;
  int limit = 0;
  TILL_TRY(table.Read("name", panel.name));
  TILL_TRY(table.Read("title", panel.title));
  TILL_TRY(table.Read("form", panel.form));
  TILL_TRY(table.Read("width", panel.width));
  TILL_TRY(table.Read("measures", panel.measures));
  TILL_TRY(table.Read("by", panel.by));
  TILL_TRY(table.Read("order", panel.order));
  TILL_TRY(table.Read("limit", limit));
  TILL_TRY(table.Read("compare", panel.compare));
  TILL_TRY(table.Read("analysis", panel.analysis));
  if (table.Find("limit") != nullptr) panel.limit = limit;
  TILL_TRY(Require(table, "name", panel.name));
  TILL_TRY(Require(table, "form", panel.form));
  if (panel.title.empty()) panel.title = panel.name;
  TILL_TRY(CheckPanel(table, panel, definitions));
  return panel;
}

using ReadOne = Status (*)(const TomlEntry& entry, Definitions& definitions);

/// Reads each table of `section` with `read`; what is wrong is left out.
void ReadSection(const Toml& document, std::string_view section, ReadOne read, Definitions& definitions) {
  const Toml* tables = document.Find(section);
  if (tables == nullptr) return;
  for (const TomlEntry& entry : tables->entries) {
    Status status = IsName(entry.key) ? read(entry, definitions)
                                      : Status(entry.Mistake("name '" + Shown(entry.key) + "' is not in lower case",
                                                             "letters a to z, digits and _"));
    if (!status.ok()) definitions.mistakes.push_back(status.error());
  }
}

}  // namespace

void ReadMetrics(const DefinitionFile& file, Definitions& definitions) {
  const Result<Toml> document = project::ParseToml(file.text, file.path);
  const std::vector<std::string> sections{"measures", "dimensions", "analyses"};
  const Status status = document.ok() ? document->CheckKeys(sections, "the file") : document.status();
  if (!status.ok()) definitions.mistakes.push_back(status.error());
  if (!document.ok()) return;
  ReadSection(*document, "measures", ReadMeasure, definitions);
  ReadSection(*document, "dimensions", ReadDimension, definitions);
  ReadSection(*document, "analyses", ReadAnalysis, definitions);
}

void ReadPage(const DefinitionFile& file, Definitions& definitions) {
  const Result<Toml> document = project::ParseToml(file.text, file.path);
  Page page;
  page.name = std::filesystem::path(file.path).stem().string();
  page.title = page.name;
  int position = 1000;
  const auto read_head = [&]() -> Status {
    TILL_TRY(document.status());
    TILL_TRY(document->CheckKeys(kPageKeys, "the file"));
    TILL_TRY(document->Read("title", page.title));
    return document->Read("position", position);
  };
  if (const Status status = read_head(); !status.ok()) {
    definitions.mistakes.push_back(status.error());
    return;
  }
  page.position = position;
  const Toml* panels = document->Find("panels");
  for (const Toml& table : panels == nullptr ? std::vector<Toml>() : panels->list) {
    Result<Panel> panel = ReadPanel(table, definitions);
    if (panel.ok()) {
      page.panels.push_back(std::move(panel).value());
    } else {
      definitions.mistakes.push_back(panel.error());
    }
  }
  Replace(definitions.pages, std::move(page));
}

}  // namespace till::metrics
