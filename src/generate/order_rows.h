#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generate/dirt.h"
#include "generate/orders.h"

namespace till::generate {

/// Sums over order lines, as the measures of the same names define them. Money in hundredths.
struct Totals {
  int64_t lines = 0;
  int64_t orders = 0;
  int64_t units = 0;
  int64_t gross_sales = 0;
  int64_t discounts = 0;  ///< negative
  int64_t returns = 0;    ///< negative
  int64_t taxes = 0;
  int64_t shipping = 0;

  int64_t Revenue() const { return gross_sales + discounts + returns; }
  void Add(const Totals& other);
};

/// A row that was spoilt, counted from 0 without the header.
struct SpoiltRow {
  int64_t row;
  Fault fault;
};

/// The rows of one day's orders file, without the header, and what they amount to.
struct OrderRows {
  std::string text;
  int64_t rows = 0;
  Totals totals;  ///< of the rows that are not spoilt
  std::vector<SpoiltRow> spoilt;
  std::vector<int64_t> buyers;  ///< customer of each sale that counts; not distinct
};

/// Of the orders files, with the line break.
std::string_view OrdersHeader();
OrderRows MakeOrderRows(const Shop& shop, Day day);

}  // namespace till::generate
