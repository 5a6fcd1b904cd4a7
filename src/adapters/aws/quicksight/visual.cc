#include "adapters/aws/quicksight/visual.h"

#include <algorithm>
#include <array>
#include <optional>

#include "adapters/aws/quicksight/fields.h"
#include "adapters/aws/quicksight/line_analysis.h"
#include "base/text.h"

namespace till::quicksight {
namespace {

constexpr int kGridWidth = 36;
constexpr int kTileHeight = 5;
/// What stands in place of a time dimension where the grain suits the days asked for.
constexpr std::string_view kAuto = "auto";

/// A panel on its way to a visual.
class PanelMaker {
 public:
  PanelMaker(const metrics::Panel& panel, const Ingredients& ingredients, std::vector<LeftOut>& left_out)
      : panel_(panel),
        ingredients_(ingredients),
        left_out_(left_out),
        id_(IdOf(panel.name)),
        fields_(id_, ingredients) {}

  std::vector<Visual> Make() {
    if (panel_.analysis == "demographics") return Demographics();
    if (!panel_.analysis.empty()) return OfLines();
    for (const std::string& name : panel_.by) {
      const std::optional<Split> split = SplitOf(name);
      if (!split) return Leave("dimension '" + name + "' is left out");
      splits_.push_back(*split);
    }
    for (const std::string& name : panel_.measures) TakeMeasure(name);
    if (measures_.empty()) return Leave("none of its measures can be shown");
    if (panel_.form == "tiles") return Tiles();
    Visual visual = Frame();
    const Json body = Body();
    if (body.is_null()) return Leave("there is no visual of the form '" + panel_.form + "'");
    visual.body = body;
    return {std::move(visual)};
  }

 private:
  std::vector<Visual> Leave(std::string reason) {
    left_out_.push_back({"panel", panel_.name, std::move(reason)});
    return {};
  }

  /// An analysis that can be told from lines, as columns or a heat map; another cannot be shown.
  std::vector<Visual> OfLines() {
    const auto* found = std::ranges::find(kLineAnalyses, panel_.analysis, &LineAnalysis::analysis);
    if (found == kLineAnalyses.end()) return Leave(WhyNot(panel_.analysis));
    if (found->measure.empty()) {
      TakeShare(found->share);
    } else {
      TakeMeasure(std::string(found->measure));
    }
    if (measures_.empty()) return Leave("measure '" + std::string(found->measure) + "' is left out");
    if (!found->months_of.empty()) splits_.push_back({nullptr, std::string(found->months_of), "MONTH", "Month"});
    splits_.push_back({nullptr, std::string(found->by), "", std::string(found->by), true});
    Visual visual = Frame();
    visual.body = splits_.size() > 1 ? Heatmap() : Bars();
    visual.at_least_one = found->at_least_one;
    return {std::move(visual)};
  }

  /// Why an analysis cannot be told from lines.
  static std::string WhyNot(std::string_view analysis) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kReasons{
        {{"rfm_segments",
          "its scores are as of the newest complete day, which a publication knows and the star does not"},
         {"days_between_orders", "it needs a customer's order before, and no function of a line reads another line"},
         {"product_pairs", "a pair is two lines; a data set of pairs would not follow the filters"}}};
    const auto* found = std::ranges::find(kReasons, analysis, &std::pair<std::string_view, std::string_view>::first);
    return std::string(found == kReasons.end() ? "it asks for more than measures of lines" : found->second);
  }

  /// Customers and revenue by age and gender, of known customers, as a table.
  std::vector<Visual> Demographics() {
    metrics::Panel table = panel_;
    table.analysis.clear();
    table.form = "table";
    table.by = {"age_band", "gender"};
    table.measures = {"customers", "revenue"};
    const metrics::Dimension* customer = ingredients_.definitions.FindDimension("customer");
    if (customer == nullptr || !ingredients_.relation.Has(RankedColumn(*customer))) {
      return Leave("dimension 'customer' does not say which customers are known");
    }
    std::vector<Visual> visuals = PanelMaker(table, ingredients_, left_out_).Make();
    for (Visual& visual : visuals) visual.only_where_one.push_back(RankedColumn(*customer));
    return visuals;
  }

  std::optional<Split> SplitOf(const std::string& name) const {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kGrains{
        {{kAuto, "MONTH"}, {"day", "DAY"}, {"month", "MONTH"}, {"quarter", "QUARTER"}, {"year", "YEAR"}}};
    const metrics::Dimension* dimension = ingredients_.definitions.FindDimension(name);
    const auto* grain = std::ranges::find(kGrains, name, &std::pair<std::string_view, std::string_view>::first);
    if (grain != kGrains.end() && ingredients_.relation.Has(kDay)) {
      return Split{nullptr, std::string(kDay), std::string(grain->second),
                   dimension != nullptr ? dimension->label : "Date"};
    }
    if (dimension == nullptr || !ingredients_.relation.Has(name)) return std::nullopt;
    return Split{dimension, name, dimension->type == columns::Type::kDate ? "DAY" : "", dimension->label};
  }

  bool IsSplitByTime() const {
    return std::ranges::any_of(splits_, [](const Split& split) { return !split.granularity.empty(); });
  }

  void TakeMeasure(const std::string& name) {
    const auto found = ingredients_.measures.find(name);
    if (found == ingredients_.measures.end()) return;  // left out already, and said so
    const CalculatedMeasure& measure = found->second;
    std::string reason;
    if (measure.by_customer && !splits_.empty()) {
      reason = "it looks at all of a customer's orders in a row of the answer; here it would look across the rows";
    } else if (measure.by_period && IsSplitByTime()) {
      reason = "a row begins with its own month or day; here it would begin with the days asked for";
    }
    if (reason.empty()) {
      measures_.push_back(&measure);
    } else {
      left_out_.push_back({"measure of panel", panel_.name + ": " + name, std::move(reason)});
    }
  }

  void TakeShare(const AnalysisField& share) {
    share_.name = IdOf(share.name);
    share_.unit = "ratio";
    of_share_.measure = &share_;
    of_share_.field = {std::string(share.name), std::string(share.expression)};
    measures_.push_back(&of_share_);
  }

  Visual Frame() const {
    Visual visual;
    visual.id = id_;
    visual.width = std::clamp(panel_.width, 1, 4) * kGridWidth / 4;
    if (!panel_.limit) return visual;
    for (const Split& split : splits_) {
      if (split.dimension != nullptr && !split.dimension->ranked.empty()) {
        visual.only_where_one.push_back(RankedColumn(*split.dimension));
      }
    }
    return visual;
  }

  /// What all visuals share; `hierarchies` may be empty.
  Json Named(const std::string& id, std::string_view title, Json configuration) const {
    return {{"VisualId", id},
            {"Title", {{"Visibility", "VISIBLE"}, {"FormatText", {{"PlainText", title}}}}},
            {"Subtitle", {{"Visibility", "HIDDEN"}}},
            {"ChartConfiguration", std::move(configuration)}};
  }

  /// A click on a member filters all other visuals of the sheet.
  Json Charted(std::string_view kind, Json configuration, Json hierarchies) const {
    Json body = Named(id_, panel_.title.empty() ? panel_.name : panel_.title, std::move(configuration));
    body["Actions"] = Json::array(
        {{{"CustomActionId", id_ + "-filter"},
          {"Name", "Filter the page"},
          {"Status", "ENABLED"},
          {"Trigger", "DATA_POINT_CLICK"},
          {"ActionOperations",
           Json::array(
               {{{"FilterOperation",
                  {{"SelectedFieldsConfiguration", {{"SelectedFieldOptions", "ALL_FIELDS"}}},
                   {"TargetVisualsConfiguration",
                    {{"SameSheetTargetVisualConfiguration", {{"TargetVisualOptions", "ALL_VISUALS"}}}}}}}}})}}});
    if (!hierarchies.empty()) body["ColumnHierarchies"] = std::move(hierarchies);
    return {{kind, std::move(body)}};
  }

  std::vector<Visual> Tiles() const {
    std::vector<Visual> tiles;
    const int width = std::max(kGridWidth / static_cast<int>(measures_.size()), kGridWidth / 6);
    for (const CalculatedMeasure* measure : measures_) {
      const std::string id = id_ + "-" + IdOf(measure->measure->name);
      const Fields fields(id, ingredients_);
      const auto compared = ingredients_.compared.find(measure->measure->name);
      const bool compares = panel_.compare && compared != ingredients_.compared.end();
      const CalculatedMeasure& shown = compares ? compared->second.asked : *measure;
      Json configuration{{"FieldWells", {{"Values", Json::array({fields.Measure(shown)})}}}};
      if (compares) {
        configuration["FieldWells"]["TargetValues"] = Json::array({fields.Measure(compared->second.before)});
        configuration["KPIOptions"] = {{"Comparison", {{"ComparisonMethod", "PERCENT_DIFFERENCE"}}}};
      }
      Json body = Named(id, measure->measure->label, std::move(configuration));
      tiles.push_back({id, {{"KPIVisual", std::move(body)}}, width, kTileHeight, {}, {}, compares});
    }
    return tiles;
  }

  Json Body() const {
    if (panel_.form == "table") return Table();
    if (splits_.empty()) return nullptr;
    if (panel_.form == "line" || panel_.form == "area") return Line();
    if (panel_.form == "bar" || panel_.form == "column") return Bars();
    if (panel_.form == "donut") return Donut();
    if (panel_.form == "heatmap" && splits_.size() == 2) return Heatmap();
    return nullptr;
  }

  Json Values() const {
    Json values = Json::array();
    for (const CalculatedMeasure* measure : measures_) values.push_back(fields_.Measure(*measure));
    return values;
  }
  Json Category() const { return Json::array({fields_.Dimension(splits_[0], fields_.HierarchyId(splits_[0]))}); }
  Json Colors() const { return splits_.size() > 1 ? Json::array({fields_.Dimension(splits_[1])}) : Json::array(); }

  /// The measure by which the first split is ranked: that of `order`, or the first one where members have no order.
  const CalculatedMeasure* RankedBy() const {
    for (const CalculatedMeasure* measure : measures_) {
      if (panel_.order == "-" + measure->measure->name) return measure;
    }
    const metrics::Dimension* dimension = splits_.empty() ? nullptr : splits_[0].dimension;
    return dimension != nullptr && dimension->kind == "category" ? measures_.front() : nullptr;
  }
  Json SortOfFirst() const { return Json::array({fields_.Sort(splits_[0], RankedBy())}); }
  Json Limit() const { return {{"ItemsLimit", panel_.limit.value_or(0)}, {"OtherCategories", "EXCLUDE"}}; }

  Json Line() const {
    const bool adds = std::ranges::all_of(measures_, [](const auto* one) { return one->measure->adds_over_members; });
    const std::string type = panel_.form == "line" ? "LINE" : splits_.size() > 1 && adds ? "STACKED_AREA" : "AREA";
    Json wells{{"Category", Category()}, {"Values", Values()}};
    if (splits_.size() > 1) wells["Colors"] = Colors();
    return Charted("LineChartVisual",
                   {{"FieldWells", {{"LineChartAggregatedFieldWells", std::move(wells)}}},
                    {"SortConfiguration", {{"CategorySort", SortOfFirst()}}},
                    {"Type", type}},
                   fields_.Hierarchies(splits_[0]));
  }

  Json Bars() const {
    Json wells{{"Category", Category()}, {"Values", Values()}};
    if (splits_.size() > 1) wells["Colors"] = Colors();
    Json sort{{"CategorySort", SortOfFirst()}};
    if (panel_.limit) sort["CategoryItemsLimit"] = Limit();
    return Charted("BarChartVisual",
                   {{"FieldWells", {{"BarChartAggregatedFieldWells", std::move(wells)}}},
                    {"SortConfiguration", std::move(sort)},
                    {"Orientation", panel_.form == "bar" ? "HORIZONTAL" : "VERTICAL"},
                    {"BarsArrangement", "CLUSTERED"}},
                   fields_.Hierarchies(splits_[0]));
  }

  Json Donut() const {
    Json sort{{"CategorySort", SortOfFirst()}};
    if (panel_.limit) sort["CategoryItemsLimit"] = Limit();
    return Charted(
        "PieChartVisual",
        {{"FieldWells", {{"PieChartAggregatedFieldWells", {{"Category", Category()}, {"Values", Values()}}}}},
         {"SortConfiguration", std::move(sort)},
         {"DonutOptions", {{"ArcOptions", {{"ArcThickness", "MEDIUM"}}}}}},
        fields_.Hierarchies(splits_[0]));
  }

  Json Heatmap() const {
    const Json rows = Json::array({fields_.Dimension(splits_[0])});
    const Json columns = Json::array({fields_.Dimension(splits_[1])});
    return Charted(
        "HeatMapVisual",
        {{"FieldWells",
          {{"HeatMapAggregatedFieldWells",
            {{"Rows", rows}, {"Columns", columns}, {"Values", Json::array({fields_.Measure(*measures_[0])})}}}}},
         {"SortConfiguration",
          {{"HeatMapRowSort", Json::array({fields_.Sort(splits_[0], nullptr)})},
           {"HeatMapColumnSort", Json::array({fields_.Sort(splits_[1], nullptr)})}}}},
        Json::array());
  }

  Json Table() const {
    Json groups = Json::array();
    Json labels = Json::array();
    for (const Split& split : splits_) {
      groups.push_back(fields_.Dimension(split));
      labels.push_back({{"FieldId", fields_.Id(split)}, {"CustomLabel", split.label}});
    }
    Json wells{{"Values", Values()}};
    if (!groups.empty()) wells["GroupBy"] = std::move(groups);
    Json configuration{{"FieldWells", {{"TableAggregatedFieldWells", std::move(wells)}}}};
    if (!splits_.empty()) {
      configuration["SortConfiguration"] = {{"RowSort", SortOfFirst()}};
      configuration["FieldOptions"] = {{"SelectedFieldOptions", std::move(labels)}};
    }
    configuration["TotalOptions"] = {{"TotalsVisibility", "VISIBLE"}};
    return Charted("TableVisual", std::move(configuration), Json::array());
  }

  const metrics::Panel& panel_;
  const Ingredients& ingredients_;
  std::vector<LeftOut>& left_out_;
  const std::string id_;
  const Fields fields_;
  std::vector<Split> splits_;
  std::vector<const CalculatedMeasure*> measures_;
  metrics::Measure share_;      // of an analysis, whose value is none of the definitions' measures
  CalculatedMeasure of_share_;  // the same as a field
};

}  // namespace

Json ColumnIdentifier(std::string_view column) { return {{"DataSetIdentifier", kDataSet}, {"ColumnName", column}}; }

std::string IdOf(std::string_view name) {
  std::string id;
  for (const char c : name) {
    const bool kept =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    id += kept ? c : '_';
  }
  return id;
}

std::vector<Visual> MakeVisuals(const metrics::Panel& panel, const Ingredients& ingredients,
                                std::vector<LeftOut>& left_out) {
  return PanelMaker(panel, ingredients, left_out).Make();
}

}  // namespace till::quicksight
