#include "generate/truth.h"

#include <map>

#include "generate/csv_text.h"

namespace till::generate {

Json MakeTruth(const Options& options, const std::vector<DayOutcome>& days, int64_t customers) {
  Totals all;
  std::map<std::string, int64_t> by_month;
  Json spoilt = Json::array();
  for (const DayOutcome& day : days) {
    all.Add(day.totals);
    by_month[day.day.MonthString()] += day.totals.Revenue();
    for (const SpoiltRow& row : day.spoilt) {
      spoilt.push_back({{"file", day.key}, {"line", day.first_line + row.row}, {"fault", FaultName(row.fault)}});
    }
  }
  Json revenue_by_month = Json::object();
  for (const auto& [month, cents] : by_month) revenue_by_month[month] = CentsText(cents);
  return {{"from", options.from.ToString()},
          {"to", options.to.ToString()},
          {"lines", all.lines},
          {"orders", all.orders},
          {"customers", customers},
          {"units", all.units},
          {"gross_sales", CentsText(all.gross_sales)},
          {"discounts", CentsText(all.discounts)},
          {"returns", CentsText(all.returns)},
          {"revenue", CentsText(all.Revenue())},
          {"taxes", CentsText(all.taxes)},
          {"shipping", CentsText(all.shipping)},
          {"revenue_by_month", revenue_by_month},
          {"spoilt", spoilt}};
}

}  // namespace till::generate
