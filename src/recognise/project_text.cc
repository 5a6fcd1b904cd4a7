#include "recognise/project_text.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/rule_text.h"
#include "project/values.h"

namespace till::recognise {
namespace {

/// `key = value`, with a comment in a column of its own where there is one.
std::string Line(std::string key, size_t width, const std::string& value, const std::string& comment = {}) {
  constexpr size_t kCommentColumn = 40;
  key.resize(std::max(key.size(), width), ' ');
  std::string line = key + " = " + value;
  if (!comment.empty()) {
    line.resize(std::max(line.size() + 2, kCommentColumn), ' ');
    line += "# " + comment;
  }
  return line + "\n";
}

std::string HeadText(const std::string& name, std::span<const FeedDraft> feeds) {
  std::string currency, timezone, preset;
  for (const FeedDraft& feed : feeds) {
    if (currency.empty()) currency = feed.match.currency;
    if (!timezone.empty() || feed.match.timezone.empty()) continue;
    timezone = feed.match.timezone;
    preset = feed.match.preset;
  }
  std::string text = "[project]\n" + Line("name", 8, catalog::Quoted(name));
  text += Line("currency", 8, catalog::Quoted(currency.empty() ? "USD" : currency),
               currency.empty() ? "not to be seen in the files: set the shop's own" : "of " + preset);
  text +=
      Line("timezone", 8, catalog::Quoted(timezone.empty() ? "UTC" : timezone),
           timezone.empty() ? "not to be seen in the files: set the shop's own, as \"Europe/London\"" : "of " + preset);
  return text;
}

std::string KindComment(const FeedDraft& feed) {
  if (feed.match.kind != "changes") return {};
  return feed.match.tables.front().table->name == "orders" ? "an order that comes again replaces the earlier one whole"
                                                           : "a row that comes again replaces the earlier one";
}

std::string RuleComment(const project::ColumnRule& rule, const csv::InferredFile& file) {
  for (const csv::InferredColumn& column : file.columns) {
    if (rule.from.empty() || column.header != rule.from.front() || rule.format.empty()) continue;
    if (!column.other_format.empty()) return "the files would fit \"" + column.other_format + "\" as well: make sure";
  }
  return {};
}

std::string TableText(const FeedDraft& feed, const project::TableMapping& mapping) {
  std::string text = "\n[feeds." + feed.name + "." + std::string(mapping.table->name) + ".columns]\n";
  size_t width = 0;
  for (const project::ColumnRule& rule : mapping.columns) width = std::max(width, rule.column.size());
  for (const project::ColumnRule& rule : mapping.columns) {
    text += catalog::RuleText(rule, width);
    if (const std::string comment = RuleComment(rule, feed.file); !comment.empty()) text += "  # " + comment;
    text += "\n";
  }
  return text;
}

std::string FeedText(const FeedDraft& feed) {
  std::string text = "\n";
  for (const std::string& sentence : feed.evidence) text += "# " + sentence + "\n";
  for (const UnplacedColumn& column : feed.match.unplaced) {
    text += "# Not read: column " + catalog::Quoted(column.header) + "; " + column.reason + "\n";
  }
  text += "[feeds." + feed.name + "]\n" + Line("path", 4, catalog::Quoted(feed.path));
  text += Line("kind", 4, catalog::Quoted(feed.match.kind), KindComment(feed));
  if (!feed.due.weekdays.empty()) {
    text += Line("due", 4, catalog::Quoted(project::FormatWeekdays(feed.due.weekdays)), feed.due.evidence);
  }
  for (const project::TableMapping& mapping : feed.match.tables) text += TableText(feed, mapping);
  return text;
}

}  // namespace

std::string ProjectText(const std::string& name, const std::string& from, std::span<const FeedDraft> feeds) {
  std::string text =
      "# Made by `till init` from what it found in " + from + ".\n# A column is `ours = \"the file's header\"`.\n\n";
  text += HeadText(name, feeds);
  for (const FeedDraft& feed : feeds) text += FeedText(feed);
  return text;
}

std::string CalendarText(std::span<const Day> days) {
  if (days.empty()) return {};
  std::string text = "date,kind,name,store_id\n";
  for (const Day day : days) text += day.ToString() + ",closed,no file,\n";
  return text;
}

}  // namespace till::recognise
