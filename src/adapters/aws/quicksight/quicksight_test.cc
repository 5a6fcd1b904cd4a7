#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/aws/quicksight/bundle.h"
#include "adapters/aws/quicksight/dashboards.h"
#include "adapters/aws/quicksight/measure.h"
#include "adapters/aws/quicksight/template.h"
#include "adapters/aws/quicksight/zip.h"

namespace till::quicksight {
namespace {

metrics::Measure MeasureOf(std::string sql) {
  metrics::Measure measure;
  measure.name = "m";
  measure.label = "M";
  measure.unit = "number";
  measure.sql = std::move(sql);
  return measure;
}

std::string Expression(const std::string& sql) {
  const Result<CalculatedMeasure> made = TranslateMeasure(MeasureOf(sql));
  return made.ok() ? made->field.expression : made.error().message;
}

constexpr std::string_view kMetrics = R"toml(
[measures.revenue]
label = "Revenue"
unit = "money"
sql = "sum(total_amount)"
[measures.orders]
label = "Orders"
unit = "count"
sql = "count(distinct order_number) filter (where is_sale)"
[measures.shipping]
label = "Shipping"
unit = "money"
sql = "sum(shipping)"
[measures.new_customers]
label = "New customers"
unit = "count"
sql = "count(distinct customer_number) filter (where is_sale and first_order_date >= period_start)"
[measures.spread]
label = "Spread"
sql = "stddev(total_amount)"
[dimensions.day]
label = "Day"
kind = "time"
type = "date"
sql = "order_date"
[dimensions.month]
label = "Month"
kind = "time"
type = "date"
sql = "month_start"
[dimensions.season]
label = "Season"
kind = "ordinal"
sql = "season"
members = ["Spring", "Summer"]
[dimensions.category]
label = "Category"
sql = "category"
[dimensions.product]
label = "Product"
sql = "product"
ranked = "is_merchandise"
[dimensions.rfm_segment]
label = "RFM segment"
sql = "rfm_segment"
[analyses.cohorts]
label = "Cohorts"
[analyses.basket_size]
label = "Basket size"
[analyses.product_pairs]
label = "Pairs"
)toml";

constexpr std::string_view kPage = R"toml(
position = 1
title = "Sales"
[[panels]]
name = "tiles"
form = "tiles"
width = 4
measures = ["revenue", "new_customers"]
compare = true
[[panels]]
name = "over_time"
title = "Over time"
form = "area"
measures = ["revenue", "new_customers"]
by = ["auto"]
compare = true
[[panels]]
name = "top"
form = "bar"
measures = ["revenue"]
by = ["product"]
order = "-revenue"
limit = 10
[[panels]]
name = "baskets"
form = "column"
analysis = "basket_size"
[[panels]]
name = "cohorts"
form = "cohort"
analysis = "cohorts"
[[panels]]
name = "pairs"
form = "pairs"
analysis = "product_pairs"
)toml";

metrics::Definitions SmallDefinitions() {
  const std::vector<metrics::DefinitionFile> files{{"metrics/small.toml", std::string(kMetrics)},
                                                   {"dashboards/sales.toml", std::string(kPage)}};
  return metrics::ParseDefinitions(files);
}

Target SmallTarget() {
  Target target;
  target.project = "Corner Shop";
  target.prefix = "till-corner-shop";
  target.currency = "GBP";
  target.timezone = "Europe/London";
  target.schema = "corner_shop";
  target.account = "123456789012";
  target.region = "eu-west-1";
  target.owner = "arn:aws:quicksight:eu-west-1:123456789012:user/default/ann";
  return target;
}

Dashboards SmallDashboards(const metrics::Definitions& definitions, const References& references) {
  return MakeDashboards(definitions, SmallTarget(), references, Assets()).value();
}

const Json& Request(const Dashboards& dashboards, std::string_view kind) {
  return std::ranges::find(dashboards.resources, kind, &Resource::kind)->request;
}

std::string Reason(const Dashboards& dashboards, std::string_view name) {
  const auto found = std::ranges::find(dashboards.left_out, name, &LeftOut::name);
  return found == dashboards.left_out.end() ? "" : found->what + ": " + found->reason;
}

TEST(QuickSightMeasure, AnAggregateWithAFilterBecomesItsConditionalForm) {
  EXPECT_EQ(Expression("count(distinct order_number) filter (where is_sale)"),
            "distinct_countIf({order_number}, {is_sale} = 1)");
  EXPECT_EQ(Expression("-sum(discount) filter (where not is_sale)"), "(0 - sumIf({discount}, {is_sale} = 0))");
  EXPECT_EQ(Expression("count(*) filter (where unit_cost is not null and quantity > 1)"),
            "countIf({order_number}, (isNotNull({unit_cost}) AND {quantity} > 1))");
}

TEST(QuickSightMeasure, ADivisionIsEmptyWhereNothingIsDividedBy) {
  EXPECT_EQ(Expression("cast(sum(tax) as double) / nullif(cast(count(distinct order_number) as double), 0)"),
            "((1.0 * sum({tax})) / nullIf((1.0 * distinct_count({order_number})), 0))");
}

TEST(QuickSightMeasure, WhatIsNoColumnInAnAggregateBecomesAFieldOfTheLine) {
  const CalculatedMeasure made =
      TranslateMeasure(MeasureOf("sum(total_amount + discount) filter (where is_sale) + sum(total_amount + discount)"))
          .value();
  EXPECT_EQ(made.field.expression, "(sumIf({M, of a line}, {is_sale} = 1) + sum({M, of a line}))");
  ASSERT_EQ(made.rows.size(), 1);
  EXPECT_EQ(made.rows[0].expression, "({total_amount} + {discount})");
  EXPECT_EQ(made.columns, (std::set<std::string>{"total_amount", "discount", "is_sale"}));
}

TEST(QuickSightMeasure, ACaseBecomesIfelse) {
  const CalculatedMeasure made =
      TranslateMeasure(MeasureOf("sum(case when quantity between 1 and 5 then 1 when is_sale then 2 end)")).value();
  EXPECT_EQ(made.rows[0].expression, "ifelse(({quantity} >= 1 AND {quantity} <= 5), 1, {is_sale} = 1, 2, NULL)");
}

TEST(QuickSightMeasure, SaysWhetherItReadsThePeriodOrACustomersOtherOrders) {
  EXPECT_TRUE(TranslateMeasure(MeasureOf("min(order_date) filter (where order_date >= period_start)"))->by_period);
  const CalculatedMeasure repeat =
      TranslateMeasure(MeasureOf("count(*) filter (where lowest_order_number < highest_order_number)")).value();
  EXPECT_TRUE(repeat.by_customer);
  EXPECT_FALSE(repeat.by_period);
  EXPECT_EQ(repeat.rows[0].expression,
            "minOver(ifelse({is_sale} = 1, {order_number}, NULL), [{customer_number}], PRE_AGG)");
}

TEST(QuickSightMeasure, WhatItCannotExpressIsNamed) {
  const std::string cannot = "cannot express measure 'm' in QuickSight: ";
  EXPECT_EQ(Expression("stddev(tax)"), cannot + "function 'stddev' has no counterpart that is known");
  EXPECT_EQ(Expression("sum(tax) over (order by tax)"), cannot + "'over' is not understood");
  EXPECT_EQ(Expression("sum(max(tax))"), cannot + "an aggregate stands in an aggregate");
  EXPECT_EQ(Expression("sum(tax) + tax"), cannot + "column 'tax' stands outside an aggregate");
  EXPECT_EQ(Expression("sum(tax) filter (where quantity)"), cannot + "a value stands where a condition must");
  EXPECT_EQ(Expression("sum(cast(tax as text))"), cannot + "a cast to 'text' has no counterpart");
  EXPECT_EQ(Expression("sum(tax"), cannot + "'the end' is not understood");
  EXPECT_EQ(Expression("sum('it''s')"), cannot + "a quote stands in a text");
  EXPECT_EQ(Expression(std::string(200, '(') + "1"), cannot + "it is too deeply nested");
}

TEST(QuickSightDashboards, TheDataSetHasAColumnForEachDimensionAndForWhatMeasuresRead) {
  const metrics::Definitions definitions = SmallDefinitions();
  ASSERT_TRUE(definitions.mistakes.empty()) << definitions.mistakes.front().message;
  const Dashboards made = SmallDashboards(definitions, BundleReferences(SmallTarget()));
  const Json& sql = Request(made, "DataSet")["PhysicalTableMap"]["lines"]["CustomSql"];
  std::vector<std::string> columns;
  for (const Json& column : sql["Columns"]) {
    columns.push_back(column["Name"].get<std::string>() + " " + column["Type"].get<std::string>());
  }
  EXPECT_EQ(columns, (std::vector<std::string>{"customer_number INTEGER", "first_order_date DATETIME",
                                               "is_sale INTEGER", "order_number INTEGER", "quantity DECIMAL",
                                               "shipping DECIMAL", "total_amount DECIMAL", "day DATETIME",
                                               "month DATETIME", "season STRING", "season_order INTEGER",
                                               "category STRING", "product STRING", "product_ranked INTEGER"}));
  const auto text = sql["SqlQuery"].get<std::string>();
  EXPECT_NE(text.find("from \"corner_shop\".fact_orders as f"), std::string::npos);
  EXPECT_NE(text.find("coalesce(nullif(category, ''), '(none)') as \"category\""), std::string::npos);
  EXPECT_NE(text.find("case when is_merchandise then 1 else 0 end as \"product_ranked\""), std::string::npos);
  EXPECT_EQ(text.find("star."), std::string::npos);
}

TEST(QuickSightDashboards, APanelBecomesAVisualWithItsFieldsOrderLimitAndHierarchy) {
  const metrics::Definitions definitions = SmallDefinitions();
  const Dashboards made = SmallDashboards(definitions, BundleReferences(SmallTarget()));
  const Json& sheet = Request(made, "Analysis")["Definition"]["Sheets"][0];
  ASSERT_EQ(sheet["Visuals"].size(), 6);
  EXPECT_EQ(sheet["Visuals"][0]["KPIVisual"]["VisualId"], "tiles-revenue");
  const Json& line = sheet["Visuals"][2]["LineChartVisual"];
  const Json& wells = line["ChartConfiguration"]["FieldWells"]["LineChartAggregatedFieldWells"];
  EXPECT_EQ(wells["Category"][0]["DateDimensionField"]["DateGranularity"], "MONTH");
  EXPECT_EQ(wells["Values"].size(), 1) << "new customers are not split by time";
  EXPECT_EQ(line["ColumnHierarchies"][0]["DateTimeHierarchy"]["HierarchyId"], "over_time.day.levels");
  const Json& bars = sheet["Visuals"][3]["BarChartVisual"]["ChartConfiguration"];
  EXPECT_EQ(ToText(bars["SortConfiguration"]),
            R"({"CategorySort":[{"FieldSort":{"FieldId":"top.revenue","Direction":"DESC"}}],)"
            R"("CategoryItemsLimit":{"ItemsLimit":10,"OtherCategories":"EXCLUDE"}})");
  EXPECT_EQ(bars["FieldWells"]["BarChartAggregatedFieldWells"]["Values"][0]["NumericalMeasureField"]["FieldId"],
            "top.revenue");
  EXPECT_EQ(ToText(sheet["Layouts"][0]["Configuration"]["GridLayout"]["Elements"][2]),
            R"({"ElementId":"over_time","ElementType":"VISUAL","ColumnIndex":0,"ColumnSpan":18,"RowIndex":5,)"
            R"("RowSpan":12})");
}

TEST(QuickSightDashboards, ATileComparesWithAsManyDaysBeforeOutsideTheFilterOfDays) {
  const metrics::Definitions definitions = SmallDefinitions();
  const Dashboards made = SmallDashboards(definitions, BundleReferences(SmallTarget()));
  const Json& definition = Request(made, "Analysis")["Definition"];
  const Json& tile = definition["Sheets"][0]["Visuals"][0]["KPIVisual"]["ChartConfiguration"];
  const Json& wells = tile["FieldWells"];
  EXPECT_EQ(wells["Values"][0]["NumericalMeasureField"]["Column"]["ColumnName"], "Revenue, days asked for");
  EXPECT_EQ(wells["TargetValues"][0]["NumericalMeasureField"]["Column"]["ColumnName"], "Revenue, days before");
  EXPECT_EQ(tile["KPIOptions"]["Comparison"]["ComparisonMethod"], "PERCENT_DIFFERENCE");
  EXPECT_EQ(ToText(definition["FilterGroups"][0]["ScopeConfiguration"]),
            R"({"SelectedSheets":{"SheetVisualScopingConfigurations":[{"SheetId":"sales","Scope":"SELECTED_VISUALS",)"
            R"("VisualIds":["tiles-new_customers","over_time","top","baskets","cohorts"]}]}})");
  const Json& fields = definition["CalculatedFields"];
  const auto before =
      std::ranges::find_if(fields, [](const Json& one) { return one["Name"] == "Revenue, days before"; });
  ASSERT_NE(before, fields.end());
  EXPECT_EQ((*before)["Expression"],
            "sumIf({total_amount}, (dateDiff({day}, ${From}) >= 1 AND dateDiff({day}, ${From}) <= "
            "dateDiff(${From}, ${To}) + 1))");
}

TEST(QuickSightDashboards, CohortsAreAHeatMapOfMonthsByMonthsSince) {
  const metrics::Definitions definitions = SmallDefinitions();
  const Dashboards made = SmallDashboards(definitions, BundleReferences(SmallTarget()));
  const Json& cohorts = Request(made, "Analysis")["Definition"]["Sheets"][0]["Visuals"][5]["HeatMapVisual"];
  const Json& wells = cohorts["ChartConfiguration"]["FieldWells"]["HeatMapAggregatedFieldWells"];
  const Json& rows = wells["Rows"][0]["DateDimensionField"];
  EXPECT_EQ(rows["Column"]["ColumnName"], "first_order_date");
  EXPECT_EQ(rows["DateGranularity"], "MONTH");
  EXPECT_EQ(wells["Columns"][0]["NumericalDimensionField"]["Column"]["ColumnName"], "Months since the first order");
  const Json& values = wells["Values"][0]["NumericalMeasureField"];
  EXPECT_EQ(values["Column"]["ColumnName"], "Customers who bought again");
  EXPECT_TRUE(values["FormatConfiguration"]["FormatConfiguration"].contains("PercentageDisplayFormatConfiguration"));
}

TEST(QuickSightDashboards, DaysMembersAndRankingsAreFilters) {
  const metrics::Definitions definitions = SmallDefinitions();
  const Dashboards made = SmallDashboards(definitions, BundleReferences(SmallTarget()));
  std::vector<std::string> groups;
  for (const Json& group : Request(made, "Dashboard")["Definition"]["FilterGroups"]) {
    groups.push_back(group["FilterGroupId"].get<std::string>());
  }
  EXPECT_EQ(groups, (std::vector<std::string>{"days-group", "filter-season-group", "filter-category-group",
                                              "filter-product-group", "top-product_ranked-group",
                                              "baskets-from-one-group", "cohorts-from-one-group"}));
}

TEST(QuickSightDashboards, WhatIsLeftOutIsSaidWithItsReason) {
  const metrics::Definitions definitions = SmallDefinitions();
  const Dashboards made = SmallDashboards(definitions, BundleReferences(SmallTarget()));
  EXPECT_EQ(made.measures, 4);
  EXPECT_EQ(Reason(made, "spread"), "measure: function 'stddev' has no counterpart that is known");
  EXPECT_EQ(Reason(made, "rfm_segment"),
            "dimension: it is a score as of a publication's day, which a data set does not know");
  EXPECT_EQ(Reason(made, "pairs"), "panel: a pair is two lines; a data set of pairs would not follow the filters");
  EXPECT_EQ(Reason(made, "over_time: new_customers"),
            "measure of panel: a row begins with its own month or day; here it would begin with the days asked for");
  EXPECT_EQ(Reason(made, "1 panel"),
            "comparison: a row shows the days that the filter lets through, and the days before are not among them");
  EXPECT_EQ(Reason(made, "tiles: new_customers"),
            "comparison: it reads the first day asked for, or a customer's other orders");
}

TEST(QuickSightDashboards, AMeasureNamedAsAColumnGetsAnotherName) {
  const metrics::Definitions definitions = SmallDefinitions();
  const Dashboards made = SmallDashboards(definitions, BundleReferences(SmallTarget()));
  std::vector<std::string> names;
  for (const Json& field : Request(made, "Analysis")["Definition"]["CalculatedFields"]) names.push_back(field["Name"]);
  EXPECT_EQ(names, (std::vector<std::string>{"Month of the first order", "Months since the first order",
                                             "Customer of a cohort", "Customers of the cohort",
                                             "Customers who bought again", "Items of an order, all",
                                             "Items of an order", "Revenue", "Revenue, days asked for",
                                             "Revenue, days before", "Orders", "Shipping, total", "New customers"}));
}

TEST(QuickSightDashboards, PagesOfWhichNothingCanBeShownAreRefused) {
  const std::vector<metrics::DefinitionFile> files{{"metrics/small.toml", std::string(kMetrics)}};
  const auto made = MakeDashboards(metrics::ParseDefinitions(files), SmallTarget(), {}, Assets());
  EXPECT_EQ(made.error().message, "cannot make dashboards for QuickSight: none of the pages can be shown");
}

TEST(QuickSightBundle, EachResourceIsAFileWithLowerNamesAndTheBytesAreTheSame) {
  const metrics::Definitions definitions = SmallDefinitions();
  const Dashboards made = SmallDashboards(definitions, BundleReferences(SmallTarget()));
  const std::vector<ArchivedFile> files = BundleFiles(made);
  ASSERT_EQ(files.size(), 5);
  EXPECT_EQ(files[0].path, "datasource/till-corner-shop-source.json");
  EXPECT_EQ(files[0].bytes,
            R"({"resourceType":"datasource","dataSourceId":"till-corner-shop-source","name":"Corner Shop: Athena",)"
            R"("type":"ATHENA","dataSourceParameters":{"athenaParameters":{"workGroup":"primary",)"
            R"("roleArn":"arn:aws:iam::123456789012:role/till-corner-shop-quicksight"}}})");
  EXPECT_NE(files[3].bytes.find("\"kpivisual\":{\"visualId\":\"tiles-revenue\""), std::string::npos);
  const std::string archive = Zip(files).value();
  EXPECT_TRUE(archive.starts_with("PK\x03\x04"));
  EXPECT_EQ(archive, Zip(files).value());
}

TEST(QuickSightBundle, TheImportRollsBackAndGivesTheOwnerAllRights) {
  const metrics::Definitions definitions = SmallDefinitions();
  const Dashboards made = SmallDashboards(definitions, BundleReferences(SmallTarget()));
  const Json job = ImportJob(SmallTarget(), made);
  EXPECT_EQ(job["FailureAction"], "ROLLBACK");
  EXPECT_EQ(job["OverridePermissions"]["Dashboards"][0]["DashboardIds"][0], "till-corner-shop-dashboard");
  EXPECT_EQ(job["OverridePermissions"]["DataSets"][0]["Permissions"]["Principals"][0], SmallTarget().owner);
}

TEST(QuickSightTemplate, ResourcesReferToEachOtherAndTakeTheAccountsOwnAsParameters) {
  const metrics::Definitions definitions = SmallDefinitions();
  const Dashboards made = SmallDashboards(definitions, TemplateReferences());
  const Json text = CloudFormationTemplate(SmallTarget(), made);
  std::vector<std::string> types;
  for (const Json& resource : text["Resources"]) types.push_back(resource["Type"]);
  EXPECT_EQ(types, (std::vector<std::string>{"AWS::QuickSight::DataSource", "AWS::QuickSight::DataSet",
                                             "AWS::QuickSight::Theme", "AWS::QuickSight::Analysis",
                                             "AWS::QuickSight::Dashboard", "AWS::QuickSight::RefreshSchedule"}));
  EXPECT_EQ(ToText(text["Resources"]["Dashboard"]["Properties"]["ThemeArn"]), R"({"Fn::GetAtt":["Theme","Arn"]})");
  EXPECT_EQ(text["Parameters"]["Owner"]["Default"], SmallTarget().owner);
  const Json& fields = text["Resources"]["Analysis"]["Properties"]["Definition"]["CalculatedFields"];
  EXPECT_EQ(
      ToText(fields.back()["Expression"]),
      R"x({"Fn::Join":["",["coalesce(distinct_countIf({customer_number}, ({is_sale} = 1 AND {first_order_date} >= $",)x"
      R"x("{From})), 0)"]]})x")
      << "it is QuickSight's parameter, not the template's";
  EXPECT_EQ(ToText(text["Resources"]["RefreshSchedule"]["Properties"]["Schedule"]["ScheduleFrequency"]),
            R"({"Interval":"DAILY","TimeOfTheDay":"07:30","TimeZone":"Europe/London"})");
}

}  // namespace
}  // namespace till::quicksight
