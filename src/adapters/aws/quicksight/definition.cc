#include "adapters/aws/quicksight/definition.h"

#include <algorithm>
#include <set>

#include "adapters/aws/quicksight/line_analysis.h"
#include "base/text.h"

namespace till::quicksight {
namespace {

constexpr int kGridWidth = 36;
constexpr int kControlWidth = 4;
/// The days that are asked for at first: from New Year of the year before last to today.
constexpr std::string_view kFirstDay = "addDateTime(-2, 'YYYY', truncDate('YYYY', now()))";
constexpr std::string_view kLastDay = "truncDate('DD', now())";

bool IsControlled(const metrics::Dimension& dimension) {
  return dimension.filterable && dimension.type == columns::Type::kText;
}

Json DateParameter(std::string_view name, std::string_view expression) {
  return {{"DateTimeParameterDeclaration",
           {{"Name", name},
            {"DefaultValues", {{"RollingDate", {{"Expression", expression}}}}},
            {"TimeGranularity", "DAY"}}}};
}

Json DateControl(std::string_view sheet, std::string_view parameter) {
  return {{"DateTimePicker",
           {{"ParameterControlId", std::string(sheet) + "-" + std::string(parameter)},
            {"Title", parameter},
            {"SourceParameterName", parameter}}}};
}

Json FilterGroup(const std::string& id, Json filter, Json scope) {
  return {{"FilterGroupId", id + "-group"},
          {"Filters", Json::array({std::move(filter)})},
          {"ScopeConfiguration", std::move(scope)},
          {"Status", "ENABLED"},
          {"CrossDataset", "SINGLE_DATASET"}};
}

Json AllSheets() { return {{"AllSheets", Json::object()}}; }

/// The days asked for, both inclusive.
Json DayFilter() {
  return FilterGroup("days",
                     {{"TimeRangeFilter",
                       {{"FilterId", "days"},
                        {"Column", ColumnIdentifier(kDay)},
                        {"IncludeMinimum", true},
                        {"IncludeMaximum", true},
                        {"RangeMinimumValue", {{"Parameter", kFromParameter}}},
                        {"RangeMaximumValue", {{"Parameter", kToParameter}}},
                        {"NullOption", "NON_NULLS_ONLY"},
                        {"TimeGranularity", "DAY"}}}},
                     AllSheets());
}

std::string FilterId(const metrics::Dimension& dimension) { return "filter-" + IdOf(dimension.name); }

/// Members of a dimension, all at first; its control stands on every sheet.
Json MemberFilter(const metrics::Dimension& dimension) {
  const Json configuration{{"MatchOperator", "CONTAINS"}, {"SelectAllOptions", "FILTER_ALL_VALUES"}};
  const Json control{{"Title", dimension.label},
                     {"ControlOptions", {{"DefaultDropdownOptions", {{"Type", "MULTI_SELECT"}}}}}};
  return FilterGroup(FilterId(dimension),
                     {{"CategoryFilter",
                       {{"FilterId", FilterId(dimension)},
                        {"Column", ColumnIdentifier(dimension.name)},
                        {"Configuration", {{"FilterListConfiguration", configuration}}},
                        {"DefaultFilterControlConfiguration", control}}}},
                     AllSheets());
}

Json OneVisual(const std::string& sheet, const std::string& visual) {
  const Json scope{{"SheetId", sheet}, {"Scope", "SELECTED_VISUALS"}, {"VisualIds", Json::array({visual})}};
  return {{"SelectedSheets", {{"SheetVisualScopingConfigurations", Json::array({scope})}}}};
}

/// Only lines on which `column` is 1, in one visual.
Json OnlyWhereOne(const std::string& sheet, const std::string& visual, const std::string& column) {
  const std::string id = visual + "-" + IdOf(column);
  return FilterGroup(id,
                     {{"NumericEqualityFilter",
                       {{"FilterId", id},
                        {"Column", ColumnIdentifier(column)},
                        {"Value", 1.0},
                        {"MatchOperator", "EQUALS"},
                        {"NullOption", "NON_NULLS_ONLY"}}}},
                     OneVisual(sheet, visual));
}

/// Only lines on which `field` is 1 or more, in one visual.
Json OnlyFromOne(const std::string& sheet, const std::string& visual, const std::string& field) {
  const std::string id = visual + "-from-one";
  return FilterGroup(id,
                     {{"NumericRangeFilter",
                       {{"FilterId", id},
                        {"Column", ColumnIdentifier(field)},
                        {"IncludeMinimum", true},
                        {"RangeMinimum", {{"StaticValue", 1.0}}},
                        {"NullOption", "NON_NULLS_ONLY"}}}},
                     OneVisual(sheet, visual));
}

/// Puts visuals side by side as wide as they are, row after row.
class Grid {
 public:
  void Place(const Visual& visual) {
    if (column_ + visual.width > kGridWidth) {
      row_ += height_;
      column_ = 0;
      height_ = 0;
    }
    elements_.push_back({{"ElementId", visual.id},
                         {"ElementType", "VISUAL"},
                         {"ColumnIndex", column_},
                         {"ColumnSpan", visual.width},
                         {"RowIndex", row_},
                         {"RowSpan", visual.height}});
    column_ += visual.width;
    height_ = std::max(height_, visual.height);
  }
  Json Layout() const {
    return {{"Configuration",
             {{"GridLayout",
               {{"Elements", elements_},
                {"CanvasSizeOptions",
                 {{"ScreenCanvasSizeOptions", {{"ResizeOption", "FIXED"}, {"OptimizedViewPortWidth", "1600px"}}}}}}}}}};
  }

 private:
  Json elements_ = Json::array();
  int row_ = 0;
  int column_ = 0;
  int height_ = 0;
};

class DefinitionMaker {
 public:
  DefinitionMaker(const Ingredients& ingredients, std::vector<LeftOut>& left_out)
      : ingredients_(ingredients), left_out_(left_out) {}

  Json Make(const Json& data_set_arn) {
    groups_.push_back(DayFilter());  // whose scope is known when all visuals are
    for (const metrics::Dimension* dimension : ingredients_.relation.dimensions) {
      if (IsControlled(*dimension)) groups_.push_back(MemberFilter(*dimension));
    }
    Json sheets = Json::array();
    for (const metrics::Page& page : ingredients_.definitions.pages) {
      if (Json sheet = Sheet(page); !sheet.is_null()) sheets.push_back(std::move(sheet));
    }
    if (std::ranges::any_of(day_scopes_, [](const Json& scope) { return scope.contains("VisualIds"); })) {
      groups_[0]["ScopeConfiguration"] = {{"SelectedSheets", {{"SheetVisualScopingConfigurations", day_scopes_}}}};
    }
    return {{"DataSetIdentifierDeclarations", Json::array({{{"Identifier", kDataSet}, {"DataSetArn", data_set_arn}}})},
            {"Sheets", std::move(sheets)},
            {"CalculatedFields", CalculatedFields()},
            {"ParameterDeclarations",
             Json::array({DateParameter(kFromParameter, kFirstDay), DateParameter(kToParameter, kLastDay)})},
            {"FilterGroups", std::move(groups_)},
            {"Options", {{"WeekStart", "MONDAY"}}}};
  }

 private:
  Json CalculatedFields() const {
    Json fields = Json::array();
    std::set<std::string> names;
    const auto add = [&](const CalculatedField& field) {
      if (field.name.empty() || !names.insert(field.name).second) return;
      fields.push_back({{"DataSetIdentifier", kDataSet}, {"Name", field.name}, {"Expression", field.expression}});
    };
    for (const LineAnalysis& one : kLineAnalyses) {
      if (ingredients_.definitions.FindAnalysis(one.analysis) == nullptr) continue;
      for (const AnalysisField& field : one.fields) add({std::string(field.name), std::string(field.expression)});
      add({std::string(one.share.name), std::string(one.share.expression)});
    }
    for (const metrics::Measure& measure : ingredients_.definitions.measures) {
      const auto found = ingredients_.measures.find(measure.name);
      if (found == ingredients_.measures.end()) continue;
      for (const CalculatedField& row : found->second.rows) add(row);
      add(found->second.field);
      const auto compared = ingredients_.compared.find(measure.name);
      if (compared == ingredients_.compared.end()) continue;
      for (const CalculatedMeasure* one : {&compared->second.asked, &compared->second.before}) {
        for (const CalculatedField& row : one->rows) add(row);
        add(one->field);
      }
    }
    return fields;
  }

  /// Which visuals of a sheet show only the days asked for: `of_days` of so many.
  void AddDayScope(const std::string& sheet, const Json& of_days, size_t visuals) {
    if (of_days.size() == visuals) {
      day_scopes_.push_back({{"SheetId", sheet}, {"Scope", "ALL_VISUALS"}});
    } else if (!of_days.empty()) {
      day_scopes_.push_back({{"SheetId", sheet}, {"Scope", "SELECTED_VISUALS"}, {"VisualIds", of_days}});
    }
  }

  Json Sheet(const metrics::Page& page) {
    const std::string id = IdOf(page.name);
    Grid grid;
    Json visuals = Json::array();
    Json of_days = Json::array();
    for (const metrics::Panel& panel : page.panels) {
      for (const Visual& visual : MakeVisuals(panel, ingredients_, left_out_)) {
        grid.Place(visual);
        visuals.push_back(visual.body);
        if (!visual.sees_all_days) of_days.push_back(visual.id);
        for (const std::string& column : visual.only_where_one) groups_.push_back(OnlyWhereOne(id, visual.id, column));
        if (!visual.at_least_one.empty()) groups_.push_back(OnlyFromOne(id, visual.id, visual.at_least_one));
      }
    }
    if (visuals.empty()) {
      left_out_.push_back({"page", page.name, "none of its panels can be shown"});
      return nullptr;
    }
    AddDayScope(id, of_days, visuals.size());
    Json parameters = Json::array();
    Json filters = Json::array();
    Json controls = Json::array();
    const auto place = [&](const std::string& control, std::string_view type) {
      controls.push_back(
          {{"ElementId", control}, {"ElementType", type}, {"ColumnSpan", kControlWidth}, {"RowSpan", 1}});
    };
    for (const std::string_view parameter : {kFromParameter, kToParameter}) {
      parameters.push_back(DateControl(id, parameter));
      place(id + "-" + std::string(parameter), "PARAMETER_CONTROL");
    }
    for (const metrics::Dimension* dimension : ingredients_.relation.dimensions) {
      if (!IsControlled(*dimension)) continue;
      const std::string control = id + "-" + FilterId(*dimension);
      filters.push_back({{"CrossSheet", {{"FilterControlId", control}, {"SourceFilterId", FilterId(*dimension)}}}});
      place(control, "FILTER_CONTROL");
    }
    return {{"SheetId", id},
            {"Name", page.title.empty() ? page.name : page.title},
            {"ParameterControls", std::move(parameters)},
            {"FilterControls", std::move(filters)},
            {"Visuals", std::move(visuals)},
            {"Layouts", Json::array({grid.Layout()})},
            {"SheetControlLayouts",
             Json::array({{{"Configuration", {{"GridLayout", {{"Elements", std::move(controls)}}}}}}})},
            {"ContentType", "INTERACTIVE"}};
  }

  const Ingredients& ingredients_;
  std::vector<LeftOut>& left_out_;
  Json groups_ = Json::array();
  Json day_scopes_ = Json::array();  // a SheetVisualScopingConfiguration for each sheet
};

}  // namespace

Json MakeDefinition(const Ingredients& ingredients, const Json& data_set_arn, std::vector<LeftOut>& left_out) {
  return DefinitionMaker(ingredients, left_out).Make(data_set_arn);
}

}  // namespace till::quicksight
