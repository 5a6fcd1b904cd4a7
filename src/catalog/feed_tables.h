#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "catalog/mirror.h"
#include "catalog/schema.h"
#include "project/project.h"

namespace till::catalog {

/// A feed's file as it lies in the lake.
struct FeedFile {
  std::string feed;
  std::string object;  ///< key in the lake
  Day business_date = kNoDay;
  std::string store;  ///< empty where the path names none
};

struct FeedTables {
  std::vector<MirrorTable> tables;    ///< one a feed, in the order of till.toml
  std::vector<std::string> left_out;  ///< why a feed has none: "feed 'sales' lies in 'raw/' with files of …"
};

/// The feeds' files as tables for engines that take a folder for a table. `schemas` are the newest of the catalog; a
/// feed that it does not know has no table. Each folder of a feed's path that has {date} or {store} in it makes a
/// partition column, named as the folder says ("dt={date}"), else business_date or store. A feed whose folders hold
/// another feed's files too has no table, since it would show them as its own.
FeedTables TablesOf(const project::Project& project, std::span<const SchemaVersion> schemas,
                    std::span<const FeedFile> files);

}  // namespace till::catalog
