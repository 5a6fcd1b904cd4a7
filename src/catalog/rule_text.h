#pragma once

#include <string>
#include <string_view>

#include "csv/infer.h"
#include "project/project.h"

namespace till::catalog {

/// `text` as a TOML string in double quotes.
std::string Quoted(std::string_view text);
/// The rule as its line of till.toml, with the name padded to `width`: order_id = "InvoiceNo".
std::string RuleText(const project::ColumnRule& rule, size_t width = 0);
/// `rule` with the format, marks and number_as_text that cells seen as `seen` need.
project::ColumnRule Refined(project::ColumnRule rule, columns::Type type, const csv::InferredColumn& seen);

}  // namespace till::catalog
