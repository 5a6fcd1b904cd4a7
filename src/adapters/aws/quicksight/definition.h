#pragma once

#include <string>
#include <vector>

#include "adapters/aws/quicksight/visual.h"

namespace till::quicksight {

/// The definition that analysis and dashboard share: sheets with their visuals, calculated fields, parameters of the
/// days asked for, and a filter with its control for each dimension of texts. `data_set_arn` is a text, or what
/// CloudFormation puts in its place. Sheets without a visual are left out.
Json MakeDefinition(const Ingredients& ingredients, const Json& data_set_arn, std::vector<LeftOut>& left_out);

}  // namespace till::quicksight
