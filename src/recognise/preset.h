#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/assets.h"
#include "base/result.h"
#include "project/project.h"

namespace till::recognise {

/// A feed of a known layout.
struct PresetFeed {
  std::string name;
  std::vector<std::string> signature;  ///< headers that a file of it has, whatever others
  std::string kind;
  std::vector<std::string> notes;  ///< sentences on what its rules cannot say, for who uses it
  std::vector<project::TableMapping> tables;
};

/// A known layout of exports: presets/<name>.toml.
struct Preset {
  std::string title;
  std::string currency;  ///< or empty
  std::string timezone;  ///< or empty
  std::vector<PresetFeed> feeds;
};

/// The presets among `assets`, in byte order of their paths. Mistakes as in till.toml.
Result<std::vector<Preset>> LoadPresets(std::span<const Asset> assets);

}  // namespace till::recognise
