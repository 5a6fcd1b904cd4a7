#include "adapters/aws/quicksight/fields.h"

#include <array>

#include "base/text.h"

namespace till::quicksight {
namespace {

/// From the coarse to the fine, where a member of one belongs to one of the level above.
constexpr std::array<std::array<std::string_view, 3>, 2> kHierarchies{
    {{"category", "sub_category", "product"}, {"country", "region", "city"}}};

Json Thousands() { return {{"ThousandsSeparator", {{"Symbol", "COMMA"}, {"Visibility", "VISIBLE"}}}}; }

Json Decimals(int places) { return {{"DecimalPlaces", places}}; }

/// How numbers of a unit are shown.
Json Format(const metrics::Measure& measure, const std::string& currency) {
  if (measure.unit == "money") {
    return {
        {"CurrencyDisplayFormatConfiguration",
         {{"Symbol", currency}, {"SeparatorConfiguration", Thousands()}, {"DecimalPlacesConfiguration", Decimals(2)}}}};
  }
  if (measure.unit == "ratio") {
    return {{"PercentageDisplayFormatConfiguration", {{"DecimalPlacesConfiguration", Decimals(1)}}}};
  }
  return {{"NumberDisplayFormatConfiguration",
           {{"SeparatorConfiguration", Thousands()},
            {"DecimalPlacesConfiguration", Decimals(measure.unit == "number" ? 2 : 0)}}}};
}

}  // namespace

std::string Fields::Id(const Split& split) const {
  const std::string id = visual_ + "." + split.column;
  return split.granularity.empty() ? id : id + "." + ToLower(split.granularity);
}

Json Fields::Dimension(const Split& split, std::string_view hierarchy) const {
  Json field{{"FieldId", Id(split)}, {"Column", ColumnIdentifier(split.column)}};
  if (!split.granularity.empty()) field["DateGranularity"] = split.granularity;
  if (!hierarchy.empty()) field["HierarchyId"] = hierarchy;
  if (!split.granularity.empty()) return {{"DateDimensionField", std::move(field)}};
  const Column* column = ingredients_.relation.Find(split.column);
  const bool number = split.number || (column != nullptr && column->type == ColumnType::kInteger);
  return {{number ? "NumericalDimensionField" : "CategoricalDimensionField", std::move(field)}};
}

Json Fields::Measure(const CalculatedMeasure& measure) const {
  return {{"NumericalMeasureField",
           {{"FieldId", Id(measure)},
            {"Column", ColumnIdentifier(measure.field.name)},
            {"FormatConfiguration", {{"FormatConfiguration", Format(*measure.measure, ingredients_.currency)}}}}}};
}

Json Fields::Sort(const Split& split, const CalculatedMeasure* by) const {
  if (by != nullptr) return {{"FieldSort", {{"FieldId", Id(*by)}, {"Direction", "DESC"}}}};
  const bool listed = split.dimension != nullptr && ingredients_.relation.Has(OrderColumn(*split.dimension));
  if (!listed) return {{"FieldSort", {{"FieldId", Id(split)}, {"Direction", "ASC"}}}};
  return {{"ColumnSort",
           {{"SortBy", ColumnIdentifier(OrderColumn(*split.dimension))},
            {"Direction", "ASC"},
            {"AggregationFunction", {{"NumericalAggregationFunction", {{"SimpleNumericalAggregation", "MIN"}}}}}}}};
}

std::vector<std::string> Fields::Levels(const Split& split) const {
  std::vector<std::string> levels;
  for (const auto& hierarchy : kHierarchies) {
    if (hierarchy.front() != split.column) continue;
    for (const std::string_view level : hierarchy) {
      if (ingredients_.relation.Has(level)) levels.emplace_back(level);
    }
  }
  return levels;
}

std::string Fields::HierarchyId(const Split& split) const {
  const bool time = split.column == kDay && !split.granularity.empty();
  return time || Levels(split).size() > 1 ? visual_ + "." + split.column + ".levels" : "";
}

Json Fields::Hierarchies(const Split& split) const {
  const std::string id = HierarchyId(split);
  if (id.empty()) return Json::array();
  if (!split.granularity.empty()) return Json::array({{{"DateTimeHierarchy", {{"HierarchyId", id}}}}});
  Json columns = Json::array();
  for (const std::string& level : Levels(split)) columns.push_back(ColumnIdentifier(level));
  return Json::array({{{"ExplicitHierarchy", {{"HierarchyId", id}, {"Columns", std::move(columns)}}}}});
}

}  // namespace till::quicksight
