#pragma once

#include <array>
#include <string_view>

namespace till::quicksight {

/// An analysis that counts what each customer or order has, and how many have as much. `counted` is a field of a line,
/// computed over the selected lines (a level-aware calculation), `bucket` the same with its last bar capped.
struct Distribution {
  std::string_view analysis;
  std::string_view measure;  ///< what is counted per bucket
  std::string_view counted;
  std::string_view counted_expression;
  std::string_view bucket;
  std::string_view bucket_expression;
  std::array<std::string_view, 3> columns;  ///< of `lines`, that it reads
};

/// Those of metrics/analyses.toml that are such counts; their SQL is sql/metrics/<analysis>.sql.
inline constexpr std::array<Distribution, 2> kDistributions{
    {{"order_frequency",
      "customers",
      "Orders of a customer, all",
      "distinctCountOver(ifelse({is_sale} = 1, {order_number}, NULL), [{customer_number}], PRE_AGG)",
      "Orders of a customer",
      "ifelse({Orders of a customer, all} > 10, 10, {Orders of a customer, all})",
      {"is_sale", "order_number", "customer_number"}},
     {"basket_size",
      "orders",
      "Items of an order, all",
      "sumOver(ifelse({is_sale} = 1, {quantity}, NULL), [{order_number}], PRE_AGG)",
      "Items of an order",
      "ifelse({Items of an order, all} > 20, 20, {Items of an order, all} <= 1, 1, ceil({Items of an order, all}))",
      {"is_sale", "quantity", "order_number"}}}};

}  // namespace till::quicksight
