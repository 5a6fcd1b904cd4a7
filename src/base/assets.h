#pragma once

#include <span>
#include <string_view>

namespace till {

/// A file of the repository that is packed into the program at build time.
struct Asset {
  std::string_view path;  ///< relative to the repository: "sql/star/dim_date.sql"
  std::string_view bytes;
};

/// sql/, metrics/, dashboards/ and presets/, in byte order of their paths.
std::span<const Asset> Assets();
/// web/dist/, in byte order of their paths, which start with "web/dist/". Only in the program itself.
std::span<const Asset> WebAssets();
/// Of `assets`, the one with this path; nullptr if there is none.
const Asset* FindAsset(std::span<const Asset> assets, std::string_view path);

}  // namespace till
