#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/assets.h"
#include "base/json.h"
#include "base/result.h"

namespace till::recognise {

/// A feed that existing files were recognised as.
struct RecognisedFeed {
  std::string feed;
  std::string path;    ///< pattern, absolute or relative to the lake
  std::string preset;  ///< its title, or empty
  int64_t files = 0;
  std::string first, last;            ///< business dates, or empty
  std::vector<std::string> tables;    ///< that it fills
  std::vector<std::string> evidence;  ///< sentences
};

/// Something that has no place in the project, and why.
struct Unplaced {
  std::string what;  ///< a file or pattern, or "<file>: column '<header>'"
  std::string reason;
};

/// A project for existing files.
struct Recognition {
  std::string toml;      ///< the text of till.toml
  std::string calendar;  ///< the text of calendar.csv; empty if there is nothing to write
  std::vector<RecognisedFeed> feeds;
  std::vector<Unplaced> unplaced;
  std::vector<std::string> to_fill;  ///< "line 14: order_date": lines of `toml` that a person must fill in first
};

/// Looks at the CSV files in and below `from` (a folder or one file) and writes a project that points at them.
/// `project` is the folder of the project to be, whose lake is its folder "lake"; `assets` hold presets/*.toml.
/// Where no file fills orders, the text has the lines of the nearest feed to fill in. kNotFound if there is no such
/// path, kInvalid if it has no CSV file.
Result<Recognition> Recognise(const std::filesystem::path& from, const std::filesystem::path& project,
                              std::span<const Asset> assets);

/// {"feeds":[{"feed","path","preset","files","first","last","tables","evidence"}],"unplaced":[{"what","reason"}],"to_fill":[…]}
Json ToJson(const Recognition& recognition);

}  // namespace till::recognise
