#include "adapters/aws/quicksight/dashboards.h"

#include <array>
#include <set>

#include "adapters/aws/quicksight/definition.h"
#include "adapters/aws/quicksight/line_analysis.h"
#include "base/text.h"

namespace till::quicksight {
namespace {

using Actions = std::vector<std::string_view>;

/// Those measures that QuickSight can express, and the reason for the others.
std::map<std::string, CalculatedMeasure> Measures(const metrics::Definitions& definitions,
                                                  std::vector<LeftOut>& left_out) {
  std::map<std::string, CalculatedMeasure> measures;
  std::set<std::string> names;
  for (const metrics::Measure& measure : definitions.measures) {
    Result<CalculatedMeasure> made = TranslateMeasure(measure);
    std::string reason;
    if (!made.ok()) {
      reason = made.error().message.substr(made.error().message.find(": ") + 2);
    } else {
      for (const std::string& column : made->columns) {
        if (!IsMeasureColumn(column)) reason = "'" + column + "' is no number, day or truth of the order lines";
      }
      const std::string plain = ToLower(made->field.name);
      // Whether names that differ in capitals only are two is not known of the service.
      if (IsMeasureColumn(plain) || definitions.FindDimension(plain) != nullptr) made->field.name += ", total";
      if (reason.empty() && !names.insert(ToLower(made->field.name)).second) reason = "another measure has its label";
    }
    if (reason.empty()) {
      measures.emplace(measure.name, std::move(*made));
    } else {
      left_out.push_back({"measure", measure.name, std::move(reason)});
    }
  }
  return measures;
}

Json DataSource(const Target& target, const References& references) {
  if (target.source == Source::kAthena) {
    const Json athena{{"WorkGroup", references.athena_workgroup}, {"RoleArn", references.athena_role}};
    return {{"Name", target.project + ": Athena"},
            {"Type", "ATHENA"},
            {"DataSourceParameters", {{"AthenaParameters", athena}}}};
  }
  return {{"Name", target.project + ": Redshift"},
          {"Type", "REDSHIFT"},
          {"DataSourceParameters",
           {{"RedshiftParameters",
             {{"Host", references.redshift_host}, {"Port", 5439}, {"Database", references.redshift_database}}}}},
          {"Credentials", {{"SecretArn", references.redshift_secret}}}};
}

Json DataSet(const Target& target, const References& references, const Relation& relation) {
  Json columns = Json::array();
  for (const Column& column : relation.columns) {
    Json one{{"Name", column.name}, {"Type", ColumnTypeName(column.type)}};
    if (column.type == ColumnType::kDecimal) one["SubType"] = "FIXED";
    columns.push_back(std::move(one));
  }
  return {{"Name", target.project + ": order lines"},
          {"PhysicalTableMap",
           {{kDataSet,
             {{"CustomSql",
               {{"DataSourceArn", references.data_source},
                {"Name", kDataSet},
                {"SqlQuery", relation.sql},
                {"Columns", std::move(columns)}}}}}}},
          {"ImportMode", "SPICE"}};
}

Json Theme(const Target& target) {
  const Json series =
      Json::array({"#3A66F0", "#12A08E", "#EA942C", "#8B5CF0", "#E0527C", "#2B9FD8", "#7A9A2C", "#64748B"});
  return {{"Name", target.project},
          {"BaseThemeId", "CLASSIC"},
          {"Configuration",
           {{"DataColorPalette",
             {{"Colors", series},
              {"MinMaxGradient", Json::array({"#EAF0FE", "#1F3FB4"})},
              {"EmptyFillColor", "#F1F3F7"}}}}}};
}

bool ComparesTiles(const metrics::Panel& panel) { return panel.compare && panel.form == "tiles"; }

/// The measures of compared tiles, of the days asked for and of those before; without those that cannot be so.
std::map<std::string, Compared> ComparedMeasures(const metrics::Definitions& definitions,
                                                 const std::map<std::string, CalculatedMeasure>& measures) {
  std::map<std::string, Compared> compared;
  for (const metrics::Page& page : definitions.pages) {
    for (const metrics::Panel& panel : page.panels) {
      if (!ComparesTiles(panel)) continue;
      for (const std::string& name : panel.measures) {
        const auto found = measures.find(name);
        if (found == measures.end()) continue;
        Result<CalculatedMeasure> asked = TranslateMeasure(*found->second.measure, Days::kAsked);
        Result<CalculatedMeasure> before = TranslateMeasure(*found->second.measure, Days::kBefore);
        if (asked.ok() && before.ok()) compared.emplace(name, Compared{std::move(*asked), std::move(*before)});
      }
    }
  }
  return compared;
}

/// Tiles compare with the days before; other panels, and tiles with last year, cannot.
void NoteComparisons(const metrics::Definitions& definitions, const std::map<std::string, Compared>& made,
                     std::vector<LeftOut>& left_out) {
  int64_t panels = 0;
  for (const metrics::Page& page : definitions.pages) {
    for (const metrics::Panel& panel : page.panels) {
      if (panel.compare && !ComparesTiles(panel)) ++panels;
      if (!ComparesTiles(panel)) continue;
      for (const std::string& name : panel.measures) {
        if (made.contains(name)) continue;
        left_out.push_back(
            {"comparison", panel.name + ": " + name, "it reads the first day asked for, or a customer's other orders"});
      }
    }
  }
  if (panels == 0) return;
  left_out.push_back({"comparison", Count(panels, "panel"),
                      "a row shows the days that the filter lets through, and the days before are not among them"});
}

}  // namespace

std::string ResourceId(const Target& target, std::string_view kind) {
  const std::string_view last = kind == "DataSource" ? "source" : kind == "DataSet" ? "lines" : kind;
  return target.prefix + "-" + ToLower(last);
}

Json OwnerActions(std::string_view kind) {
  static const std::map<std::string_view, Actions> kActions{
      {"DataSource",
       {"DescribeDataSource", "DescribeDataSourcePermissions", "PassDataSource", "UpdateDataSource", "DeleteDataSource",
        "UpdateDataSourcePermissions"}},
      {"DataSet",
       {"DescribeDataSet", "DescribeDataSetPermissions", "PassDataSet", "DescribeIngestion", "ListIngestions",
        "UpdateDataSet", "DeleteDataSet", "CreateIngestion", "CancelIngestion", "UpdateDataSetPermissions"}},
      {"Theme",
       {"DescribeTheme", "DescribeThemePermissions", "DescribeThemeAlias", "ListThemeAliases", "ListThemeVersions",
        "UpdateTheme", "DeleteTheme", "CreateThemeAlias", "UpdateThemeAlias", "DeleteThemeAlias",
        "UpdateThemePermissions"}},
      {"Analysis",
       {"DescribeAnalysis", "DescribeAnalysisPermissions", "QueryAnalysis", "UpdateAnalysis", "DeleteAnalysis",
        "RestoreAnalysis", "UpdateAnalysisPermissions"}},
      {"Dashboard",
       {"DescribeDashboard", "DescribeDashboardPermissions", "ListDashboardVersions", "QueryDashboard",
        "UpdateDashboard", "DeleteDashboard", "UpdateDashboardPublishedVersion", "UpdateDashboardPermissions"}}};
  Json actions = Json::array();
  for (const std::string_view action : kActions.at(kind)) actions.push_back("quicksight:" + std::string(action));
  return actions;
}

Result<Dashboards> MakeDashboards(const metrics::Definitions& definitions, const Target& target,
                                  const References& references, std::span<const Asset> assets) {
  Dashboards made;
  std::map<std::string, CalculatedMeasure> measures = Measures(definitions, made.left_out);
  std::set<std::string> columns;
  for (const auto& [name, measure] : measures) columns.insert(measure.columns.begin(), measure.columns.end());
  for (const LineAnalysis& one : kLineAnalyses) {
    if (definitions.FindAnalysis(one.analysis) == nullptr) continue;
    for (const std::string_view column : one.columns) columns.insert(std::string(column));
  }
  TILL_ASSIGN(const Relation relation,
              MakeRelation(definitions, columns, target.source, target.schema, assets, made.left_out));
  if (!relation.Has(kDay)) {
    return Unsupported("cannot make dashboards for QuickSight: there is no dimension '" + std::string(kDay) + "'");
  }
  const std::map<std::string, Compared> compared = ComparedMeasures(definitions, measures);
  const Ingredients ingredients{definitions, relation, measures, compared, target.currency};
  const Json definition = MakeDefinition(ingredients, references.data_set, made.left_out);
  if (definition["Sheets"].empty()) {
    return Unsupported("cannot make dashboards for QuickSight: none of the pages can be shown");
  }
  NoteComparisons(definitions, compared, made.left_out);
  made.measures = measures.size();
  made.sheets = definition["Sheets"].size();
  const auto add = [&](std::string_view kind, Json request) {
    made.resources.push_back(
        {std::string(kind), std::string(kind) + "Id", ResourceId(target, kind), std::move(request)});
  };
  add("DataSource", DataSource(target, references));
  add("DataSet", DataSet(target, references, relation));
  add("Theme", Theme(target));
  add("Analysis", {{"Name", target.project}, {"ThemeArn", references.theme}, {"Definition", definition}});
  add("Dashboard", {{"Name", target.project},
                    {"ThemeArn", references.theme},
                    {"Definition", definition},
                    {"DashboardPublishOptions",
                     {{"AdHocFilteringOption", {{"AvailabilityStatus", "ENABLED"}}},
                      {"ExportToCSVOption", {{"AvailabilityStatus", "ENABLED"}}},
                      {"SheetControlsOption", {{"VisibilityState", "COLLAPSED"}}}}}});
  return made;
}

}  // namespace till::quicksight
