#pragma once

#include "metrics/definitions.h"

namespace till::metrics {

/// Adds the measures, dimensions and analyses of a file metrics/*.toml to `definitions`; mistakes go to its mistakes.
void ReadMetrics(const DefinitionFile& file, Definitions& definitions);

/// Adds the page of a file dashboards/*.toml. Its panels may use only what `definitions` has.
void ReadPage(const DefinitionFile& file, Definitions& definitions);

}  // namespace till::metrics
