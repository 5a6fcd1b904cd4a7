#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "catalog/mirror.h"

namespace till::aws {

/// Whose tables a mirror's are.
struct TableOwner {
  std::string project;
  std::string lake_root;  ///< "s3://bucket/prefix", without '/' at its end
  catalog::Layer layer = catalog::Layer::kRaw;
};

/// The property by which Glue's own crawler marks a table whose files are gone; its value is the time in milliseconds.
inline constexpr std::string_view kDeprecated = "DEPRECATED_BY_CRAWLER";

/// A table as Glue's TableInput. CSV is read by OpenCSVSerde, which knows quoted cells and gives every column as
/// string; Delta is registered so that Athena and Spark read its log. A table that lists its files has its list's
/// folder for location, and Hive's format of lists. Source: docs.aws.amazon.com/athena/latest/ug/csv-serde.html and
/// .../delta-lake-tables.html; of lists
/// docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-athena-query.html
Json TableInputOf(const catalog::MirrorTable& table, const TableOwner& owner);
/// A partition as Glue's PartitionInput: the table's columns and format in a folder of its own.
Json PartitionInputOf(const catalog::MirrorTable& table, const catalog::MirrorPartition& partition,
                      const TableOwner& owner);

/// A list of files as an object of the lake: the object's key, and a line with the URL of each file.
struct FileList {
  std::string key;
  std::string text;
};
/// The list that a table without partition columns reads; only of kListed.
FileList FileListOf(const catalog::MirrorTable& table, const TableOwner& owner);
/// The list that a partition reads; only of kListed.
FileList FileListOf(const catalog::MirrorTable& table, const catalog::MirrorPartition& partition,
                    const TableOwner& owner);

/// Whether a Table of Glue's was made for this project and layer.
bool IsOwnedBy(const Json& table, const TableOwner& owner);

/// What to send so that a Table or Partition that Glue has is as `wanted`: what others have added to it stays.
Json Merged(const Json& existing, const Json& wanted);
/// The members in which an input differs from the Table or Partition that Glue has, "StorageDescriptor.Columns";
/// empty if in none. An empty member is as good as none.
std::vector<std::string> Differences(const Json& existing, const Json& input);

}  // namespace till::aws
