#pragma once

#include "adapters/aws/redshift/connection.h"
#include "base/result.h"
#include "lake/object_store.h"
#include "publish/record.h"

namespace till::redshift {

/// Makes `<schema>.<table>` views of this publication's star, whose files are objects of `store`, by loading the files
/// that are not in <schema>_parts yet and changing `till_files`, which the views go by, with `till_publication` (one
/// row) and `till_inputs`, in one transaction: whoever reads them sees one publication whole, the earlier or this. The
/// parts that are of no file any more are deleted. Does nothing if the views are of this publication already.
/// kRejected, with Redshift's reasons, if a row does not fit; else errors as of postgres::Session.
Status KeepStar(const Run& run, const Target& target, const publish::Record& record, lake::ObjectStore& store);

}  // namespace till::redshift
