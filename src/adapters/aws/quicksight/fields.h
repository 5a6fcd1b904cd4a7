#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/aws/quicksight/visual.h"

namespace till::quicksight {

/// One way in which a panel splits its measures.
struct Split {
  const metrics::Dimension* dimension = nullptr;
  std::string column;
  std::string granularity;  ///< DAY, MONTH …; empty: it is no time
  std::string label;
  bool number = false;  ///< of a calculated field: it is one
};

/// The fields of one visual. Their ids are "<visual>.<measure>" and "<visual>.<column>", of days with the granularity.
class Fields {
 public:
  Fields(std::string visual, const Ingredients& ingredients) : visual_(std::move(visual)), ingredients_(ingredients) {}

  /// A field that splits; with `hierarchy` the members under it can be drilled into.
  Json Dimension(const Split& split, std::string_view hierarchy = {}) const;
  Json Measure(const CalculatedMeasure& measure) const;
  std::string Id(const Split& split) const;

  /// In the split's own order: of time and numbers theirs, of texts their members', or of a measure, greatest first.
  Json Sort(const Split& split, const CalculatedMeasure* by) const;
  /// The hierarchies that begin with the split, as ColumnHierarchies; empty if there is none.
  Json Hierarchies(const Split& split) const;
  /// The id of that hierarchy; empty if there is none.
  std::string HierarchyId(const Split& split) const;

 private:
  std::string Id(const CalculatedMeasure& measure) const {
    return visual_ + "." + measure.measure->name + (measure.days == Days::kBefore ? ".before" : "");
  }
  std::vector<std::string> Levels(const Split& split) const;

  const std::string visual_;
  const Ingredients& ingredients_;
};

}  // namespace till::quicksight
