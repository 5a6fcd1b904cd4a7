#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapters/aws/quicksight/measure.h"
#include "adapters/aws/quicksight/relation.h"
#include "base/json.h"

namespace till::quicksight {

/// The name by which definitions call the data set.
inline constexpr std::string_view kDataSet = "lines";
/// The dimension that the days asked for are days of.
inline constexpr std::string_view kDay = "day";

/// A measure of the days asked for and of as many days before.
struct Compared {
  CalculatedMeasure asked, before;
};

/// What the panels are made of.
struct Ingredients {
  const metrics::Definitions& definitions;
  const Relation& relation;
  const std::map<std::string, CalculatedMeasure>& measures;  ///< by the measure's name
  const std::map<std::string, Compared>& compared;           ///< by the measure's name; those of compared tiles
  const std::string& currency;                               ///< ISO 4217
};

/// A visual and its place in the grid, whose width is 36.
struct Visual {
  std::string id;
  Json body;  ///< a Visual of the service's model
  int width = 36;
  int height = 12;
  std::vector<std::string> only_where_one;  ///< columns of the data set that must be 1 on the lines it shows
  std::string at_least_one;                 ///< a field that must be 1 or more on them, or empty
  bool sees_all_days = false;               ///< the filter of the days asked for is not its
};

/// "{DataSetIdentifier, ColumnName}" of a column or a calculated field.
Json ColumnIdentifier(std::string_view column);
/// A name of ours as an id of the service: letters, digits, '_' and '-'.
std::string IdOf(std::string_view name);

/// The visuals of a panel: one, for tiles one a measure, none where it cannot be shown. What is missing of it goes to
/// `left_out`.
std::vector<Visual> MakeVisuals(const metrics::Panel& panel, const Ingredients& ingredients,
                                std::vector<LeftOut>& left_out);

}  // namespace till::quicksight
