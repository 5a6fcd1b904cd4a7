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
  std::string name;
  std::string path;
  Match match;
  DueDays due;
  std::vector<std::string> evidence;  ///< sentences for the comment above it
  csv::InferredFile file;
};

/// The text of a till.toml: aligned, with the evidence as comments.
std::string ProjectText(const std::string& name, const std::string& from, std::span<const FeedDraft> feeds);
/// The text of a calendar.csv that closes `days`; empty without days.
std::string CalendarText(std::span<const Day> days);

}  // namespace till::recognise
