#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/aws/sign/client.h"
#include "base/result.h"

namespace till::quicksight {

/// Where data sets are loaded.
struct IngestionTarget {
  std::string account;  ///< 12 digits
  std::string region;
  std::vector<std::string> data_sets;          ///< ids of those that SPICE, QuickSight's memory, holds
  std::optional<aws::Endpoint> endpoint = {};  ///< of another server than AWS's
};

/// The id under which a publication is loaded: "till-42-0123456789ab", the same for the same publication only.
std::string IngestionId(int64_t publication, std::string_view content_hash);

/// Starts a full load of each data set and does not wait for its end. A load of that id that QuickSight knows already
/// is as good as started, so that a repeat loads nothing twice. All data sets are tried; gives the first error:
/// kNotFound where the dashboards are not deployed, kConflict where it has been loaded as often as a day allows, else
/// as aws::ToError(). Source: Amazon QuickSight API reference, "CreateIngestion".
Status StartIngestions(aws::HttpClient& http, aws::CredentialsCache& credentials, Clock& clock,
                       const IngestionTarget& target, const std::string& id, aws::RetryPolicy retry = {});

}  // namespace till::quicksight
