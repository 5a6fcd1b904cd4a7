#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "recognise/due_days.h"
#include "recognise/match.h"

namespace till::recognise {

/// A feed to be written into a till.toml.
struct FeedDraft {
  /// What the text is for: a feed of the project; one that lacks columns, for a person to fill in their headers; the
  /// same as a comment.
  enum class Use { kFeed, kToFill, kComment };

  std::string name;
  std::string path;
  Match match;
  DueDays due;
  std::string max_rejects;            ///< or empty
  std::vector<Day> missed;            ///< due days without its file that are not closed
  std::vector<std::string> evidence;  ///< sentences for the comment above it
  csv::InferredFile file;
  Use use = Use::kFeed;
};

/// The text of a till.toml: aligned, with the evidence as comments. A column to be filled in is `column = ""`.
std::string ProjectText(const std::string& name, const std::string& from, std::span<const FeedDraft> feeds);
/// "line 14: order_date" for each line of such a text that is to be filled in.
std::vector<std::string> LinesToFill(const std::string& text);
/// The text of a calendar.csv that closes `days`; empty without days.
std::string CalendarText(std::span<const Day> days);

}  // namespace till::recognise
