#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace till::project {

/// What a path says about its file.
struct PathMatch {
  std::optional<Day> date;
  std::optional<std::string> store;
};

/// A feed's path: text with {date} (YYYY-MM-DD), {date:FORMAT} (%Y, %m and %d, each of them once, and text), {store}
/// and '*', which stand for one or more characters other than '/'. What occurs twice must be equal. Immutable; any
/// thread may use it.
class PathPattern {
 public:
  /// kInvalid as "cannot read path 'raw/{day}.csv': unknown field '{day}'".
  static Result<PathPattern> Compile(std::string_view text);

  /// What `path` says if the whole of it fits, or nothing.
  std::optional<PathMatch> Match(std::string_view path) const;
  /// What every path that fits starts with, up to and with the last '/' before the first field or '*': "raw/sales/";
  /// empty if there is none.
  const std::string& FolderPrefix() const { return folder_prefix_; }
  bool has_date() const { return has_date_; }
  bool has_store() const { return has_store_; }
  const std::string& text() const { return text_; }

 private:
  struct Piece {
    enum class Kind { kText, kAny, kStore, kDate };
    Kind kind;
    std::string text;  // the text itself, or a date's format
  };
  PathPattern() = default;
  static Result<Piece> CompileField(std::string_view pattern, std::string_view field);
  bool MatchFrom(size_t piece, std::string_view rest, PathMatch& match) const;

  std::string text_;
  std::string folder_prefix_;
  std::vector<Piece> pieces_;
  bool has_date_ = false;
  bool has_store_ = false;
};

}  // namespace till::project
