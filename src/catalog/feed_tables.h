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
  std::string feed;    ///< empty: no feed's path matches it
  std::string object;  ///< key in the lake
  Day business_date = kNoDay;
  std::string store;  ///< empty where the path names none
};

/// The feeds' files as tables for engines that take a folder for a table, one a feed in the order of till.toml.
/// `schemas` are the newest of the catalog; a feed that it does not know has no table. Each folder of a feed's path
/// that has {date} or {store} in it makes a partition column, named as the folder says ("dt={date}"), else
/// business_date or store. A table lists its files where its folders would show more: files of others, or of nobody
/// (`feed` is empty), and the copies that a landed file's correction replaced; and where one partition has several
/// folders.
std::vector<MirrorTable> TablesOf(const project::Project& project, std::span<const SchemaVersion> schemas,
                                  std::span<const FeedFile> files);

}  // namespace till::catalog
