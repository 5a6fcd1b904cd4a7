#pragma once

#include <vector>

#include "adapters/aws/quicksight/dashboards.h"
#include "adapters/aws/quicksight/zip.h"

namespace till::quicksight {

/// References of an asset bundle: ARNs in the target's account and region. The import moves both to the account that it
/// runs in. What only the account knows (role, host, secret) comes from `import_job`.
References BundleReferences(const Target& target);

/// The files of an asset bundle (format QUICKSIGHT_JSON): "<kind>/<id>.json", with "resourceType", the id, and
/// member names whose leading capitals are small ("kpivisual"). Source of the form: an export of the service, published
/// in github.com/moderneinc/moderne-bi-templates, dashboards/quicksight.
std::vector<ArchivedFile> BundleFiles(const Dashboards& dashboards);

/// The request of StartAssetBundleImportJob without its Body: it rolls back on failure, is strict, gives the owner
/// (where there is one) all rights and says what the data source needs of the account: "<…>" where till cannot know.
Json ImportJob(const Target& target, const Dashboards& dashboards);

}  // namespace till::quicksight
