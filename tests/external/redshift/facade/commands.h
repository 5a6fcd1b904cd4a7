#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace till::testing_support {

/// COPY table FROM 's3://…' IAM_ROLE … FORMAT AS PARQUET [MANIFEST].
/// Syntax: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
struct CopyCommand {
  std::string table;  ///< as it was written, with its schema and quotes
  std::string url = {};
  bool parquet = false;
  bool manifest = false;
};

/// UNLOAD ('select') TO 's3://…' IAM_ROLE … and the options that till sends.
/// Syntax: https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
struct UnloadCommand {
  std::string select;
  std::string url = {};
  bool parquet = false;
  bool parallel = true;
  bool manifest = false;
  bool verbose = false;
  bool allow_overwrite = false;
  bool clean_path = false;
};

/// kInvalid for what Redshift would not parse, and for an option that is none of those above.
Result<CopyCommand> ParseCopy(std::string_view sql);
Result<UnloadCommand> ParseUnload(std::string_view sql);

}  // namespace till::testing_support
