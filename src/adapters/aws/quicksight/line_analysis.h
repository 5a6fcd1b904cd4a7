#pragma once

#include <array>
#include <string_view>

namespace till::quicksight {

/// A calculated field of the analysis.
struct AnalysisField {
  std::string_view name, expression;
};

/// An analysis that can be told from the selected lines. What it needs of a customer's or an order's other lines are
/// level-aware calculations (…Over with PRE_AGG), of the other rows of the answer table calculations.
struct LineAnalysis {
  std::string_view analysis;  ///< its SQL is sql/metrics/<analysis>.sql
  std::string_view measure;   ///< what is shown; empty: `share`
  AnalysisField share;        ///< an aggregate
  std::array<AnalysisField, 4>
      fields;                     ///< of a line; each may read those before it. Several analyses may have the same
  std::string_view by;            ///< the field, a number, by whose members it is shown
  std::string_view months_of;     ///< a day by whose months it is shown too, as a heat map; empty: as columns
  std::string_view at_least_one;  ///< it is shown of lines on which this field is 1 or more
  std::array<std::string_view, 3> columns;  ///< of `lines`, that it reads
};

inline constexpr AnalysisField kOrdersOfCustomer{
    "Orders of a customer, all",
    "distinctCountOver(ifelse({is_sale} = 1, {order_number}, NULL), [{customer_number}], PRE_AGG)"};
/// The last of them stands for all that are more.
inline constexpr AnalysisField kOrdersOfCustomerToTen{
    "Orders of a customer", "ifelse({Orders of a customer, all} > 10, 10, {Orders of a customer, all})"};

inline constexpr std::array<LineAnalysis, 4> kLineAnalyses{
    {{"order_frequency",
      "customers",
      {},
      {kOrdersOfCustomer, kOrdersOfCustomerToTen},
      kOrdersOfCustomerToTen.name,
      "",
      kOrdersOfCustomerToTen.name,
      {"is_sale", "order_number", "customer_number"}},
     {"repeat_curve",
      "",
      {"Customers who got so far",
       "runningSum(distinct_countIf({customer_number}, {is_sale} = 1), [{Orders of a customer} DESC]) / "
       "sumOver(distinct_countIf({customer_number}, {is_sale} = 1), [])"},
      {kOrdersOfCustomer, kOrdersOfCustomerToTen},
      kOrdersOfCustomerToTen.name,
      "",
      kOrdersOfCustomerToTen.name,
      {"is_sale", "order_number", "customer_number"}},
     {"cohorts",
      "",
      {"Customers who bought again", "distinct_count({Customer of a cohort}) / max({Customers of the cohort})"},
      {{{"Month of the first order", "extract('YYYY', {first_order_date}) * 12 + extract('MM', {first_order_date})"},
        {"Months since the first order",
         "extract('YYYY', {day}) * 12 + extract('MM', {day}) - {Month of the first order}"},
        {"Customer of a cohort", "ifelse(({is_sale} = 1 AND {first_order_date} >= ${From}), {customer_number}, NULL)"},
        {"Customers of the cohort",
         "distinctCountOver({Customer of a cohort}, [{Month of the first order}], PRE_AGG)"}}},
      "Months since the first order",
      "first_order_date",
      "Customer of a cohort",
      {"is_sale", "customer_number", "first_order_date"}},
     {"basket_size",
      "orders",
      {},
      {{{"Items of an order, all", "sumOver(ifelse({is_sale} = 1, {quantity}, NULL), [{order_number}], PRE_AGG)"},
        {"Items of an order",
         "ifelse({Items of an order, all} > 20, 20, {Items of an order, all} <= 1, 1, ceil({Items of an order, "
         "all}))"}}},
      "Items of an order",
      "",
      "Items of an order",
      {"is_sale", "quantity", "order_number"}}}};

}  // namespace till::quicksight
