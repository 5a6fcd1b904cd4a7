#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace till::project {

struct TomlEntry;

/// A value of a TOML file with the place where it stands, so that every mistake in it can be named. A tree of values;
/// no two threads change it.
struct Toml {
  enum class Kind { kTable, kList, kText, kInteger, kNumber, kBoolean, kOther };

  Kind kind = Kind::kTable;
  std::string text;                ///< of kText
  int64_t integer = 0;             ///< of kInteger
  double number = 0;               ///< of kNumber and kInteger
  bool boolean = false;            ///< of kBoolean
  std::vector<Toml> list;          ///< of kList
  std::vector<TomlEntry> entries;  ///< of kTable, in the order of the file
  int line = 1;                    ///< 1-based
  int column = 1;
  std::shared_ptr<const std::string> file;  ///< the name to show: "till.toml"

  /// The value of `key` in a table; nullptr if there is none or this is no table.
  const Toml* Find(std::string_view key) const;
  /// kInvalid "cannot read <file>:<line>:<column>: <fact>".
  Error Mistake(std::string_view fact, std::string hint = {}) const;

  /// Each of these leaves `out` as it is where a table has no such key, and is a mistake where the value has another
  /// type than `out`.
  Status Read(std::string_view key, std::string& out) const;
  Status Read(std::string_view key, int& out) const;
  Status Read(std::string_view key, bool& out) const;
  /// A text or a list of texts.
  Status Read(std::string_view key, std::vector<std::string>& out) const;
  /// A mistake unless this is a table and all its keys are `known`; `table` names it: "[project]".
  Status CheckKeys(std::span<const std::string> known, std::string_view table) const;
};

/// One `key = value` of a table.
struct TomlEntry {
  std::string key;
  int line = 1;  ///< of the key
  int column = 1;
  Toml value;

  /// As Toml::Mistake, at the key.
  Error Mistake(std::string_view fact, std::string hint = {}) const;
};

/// Reads a TOML document; `file` is the name for its errors. kInvalid, with the place, for one of more than 1 MiB or
/// with more than 64 brackets or dotted names in each other.
Result<Toml> ParseToml(std::string_view text, std::string_view file);

}  // namespace till::project
