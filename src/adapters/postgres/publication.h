#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "lake/object_store.h"
#include "publish/record.h"

namespace till::postgres {

/// Makes `<schema>.<table>` views of this publication's star, whose files are objects of `store`, with
/// `<schema>.till_publication` (one row) and `<schema>.till_inputs`, which say what they are made of, in one
/// transaction: whoever reads them sees one publication whole, the earlier or this. Does nothing if they are that
/// already. Errors as of Session.
Status KeepStar(const std::string& connection, std::string_view schema, const publish::Record& record,
                lake::ObjectStore& store);

}  // namespace till::postgres
