#include "recognise/project_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "catalog/headers.h"
#include "catalog/rule_text.h"
#include "project/values.h"

namespace till::recognise {
namespace {

constexpr size_t kShownSamples = 3;

/// Whether the cells of a column that nothing is known of may be of persons: by its header, or as mail addresses.
bool MayBePersonal(const csv::InferredColumn& column) {
  constexpr std::array<std::string_view, 17> kWords{"name",  "mail",   "phone",   "telefon",  "mobil", "address",
                                                    "adres", "street", "strasse", "straße",   "birth", "geburt",
                                                    "zip",   "post",   "plz",     "customer", "kunde"};
  if (catalog::IsPersonal(column.header)) return true;
  const std::string header = ToLower(column.header);
  const bool says = std::ranges::any_of(kWords, [&](auto word) { return header.find(word) != std::string::npos; });
  return says ||
         std::ranges::any_of(column.samples, [](const auto& cell) { return cell.find('@') != std::string::npos; });
}

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

/// The lines of the columns that the table lacks: the first of two that would do, which says so.
std::string LackingText(const Match& match, size_t width) {
  std::string text;
  for (const std::string& lacking : match.lacking) {
    const size_t space = lacking.find(' ');
    std::string comment = "the header of the files' column";
    if (space != std::string::npos) comment += ", or name " + lacking.substr(space + 4) + " in its place";
    text += Line(lacking.substr(0, space), width, "\"\"", comment);
  }
  return text;
}

std::string TableText(const FeedDraft& feed, const project::TableMapping& mapping) {
  std::string text = "\n[feeds." + feed.name + "." + std::string(mapping.table->name) + ".columns]\n";
  size_t width = 0;
  for (const project::ColumnRule& rule : mapping.columns) width = std::max(width, rule.column.size());
  for (const std::string& lacking : feed.match.lacking)
    width = std::max(width, lacking.substr(0, lacking.find(' ')).size());
  for (const project::ColumnRule& rule : mapping.columns) {
    text += catalog::RuleText(rule, width);
    if (const std::string comment = RuleComment(rule, feed.file); !comment.empty()) text += "  # " + comment;
    text += "\n";
  }
  return text + LackingText(feed.match, width);
}

/// The headers that no table takes, each with its type and a few of its cells unless they may be personal.
std::string HeadersText(const FeedDraft& feed) {
  if (feed.match.unplaced.empty()) return {};
  std::string text = "# Headers of the files that have no place yet:\n";
  size_t width = 0;
  for (const UnplacedColumn& column : feed.match.unplaced) {
    width = std::max(width, catalog::Quoted(column.header).size());
  }
  for (const UnplacedColumn& column : feed.match.unplaced) {
    const csv::InferredColumn& seen = *FindHeader(feed.file, column.header);
    std::string line = "#   " + catalog::Quoted(column.header);
    line.resize(4 + width, ' ');
    line += "  " + std::string(columns::TypeName(seen.type));
    std::vector<std::string> cells;
    for (const std::string& sample : seen.samples) {
      if (cells.size() < kShownSamples) cells.push_back("'" + Shown(sample) + "'");
    }
    text += line + (MayBePersonal(seen) ? ", not shown: it may be personal" : ": " + Join(cells, ", ")) + "\n";
  }
  return text;
}

std::string SettingsText(const FeedDraft& feed) {
  std::string text = "[feeds." + feed.name + "]\n";
  const bool due = !feed.due.weekdays.empty();
  const size_t width = !feed.max_rejects.empty() ? 11 : due && !feed.missed.empty() ? 10 : 4;
  text += Line("path", width, catalog::Quoted(feed.path));
  text += Line("kind", width, catalog::Quoted(feed.match.kind), KindComment(feed));
  if (due) text += Line("due", width, catalog::Quoted(project::FormatWeekdays(feed.due.weekdays)), feed.due.evidence);
  if (due && !feed.missed.empty()) {
    text += Line("on_missing", width, "\"publish\"", "\"fail\" stops a run where a due file is missing");
  }
  if (!feed.max_rejects.empty()) {
    text +=
        Line("max_rejects", width, catalog::Quoted(feed.max_rejects), "of a file's rows; 0.5% where nothing is said");
  }
  return text;
}

/// A sentence as a comment of one or more lines.
std::string Comment(const std::string& sentence) {
  constexpr size_t kWidth = 100;
  std::string text;
  std::string line = "#";
  for (const std::string& word : Split(sentence, ' ')) {
    if (line.size() + word.size() > kWidth) {
      text += line + "\n";
      line = "#  ";
    }
    line += " " + word;
  }
  return text + line + "\n";
}

std::string FeedText(const FeedDraft& feed) {
  std::string text;
  for (const std::string& sentence : feed.evidence) text += Comment(sentence);
  const bool whole = feed.use == FeedDraft::Use::kFeed;
  for (const UnplacedColumn& column : feed.match.unplaced) {
    if (whole) text += "# Not read: column " + catalog::Quoted(column.header) + "; " + column.reason + "\n";
  }
  text += SettingsText(feed);
  for (const project::TableMapping& mapping : feed.match.tables) text += TableText(feed, mapping);
  return whole ? text : text + HeadersText(feed);
}

/// Each line with "# " before it.
std::string AsComment(const std::string& text) {
  std::string comment;
  for (const std::string& line : Split(text.substr(0, text.size() - 1), '\n')) {
    comment += line.empty() ? "#\n" : line.starts_with('#') ? line + "\n" : "# " + line + "\n";
  }
  return comment;
}

}  // namespace

std::string ProjectText(const std::string& name, const std::string& from, std::span<const FeedDraft> feeds) {
  std::string text =
      "# Made by `till init` from what it found in " + from + ".\n# A column is `ours = \"the file's header\"`.\n\n";
  text += HeadText(name, feeds);
  for (const FeedDraft& feed : feeds) {
    const std::string one = FeedText(feed);
    text += "\n" + (feed.use == FeedDraft::Use::kComment ? AsComment(one) : one);
  }
  return text;
}

std::vector<std::string> LinesToFill(const std::string& text) {
  std::vector<std::string> to_fill;
  const std::vector<std::string> lines = Split(text, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.starts_with('#') || line.find(" = \"\"") == std::string_view::npos) continue;
    to_fill.push_back("line " + std::to_string(i + 1) + ": " + std::string(line.substr(0, line.find(' '))));
  }
  return to_fill;
}

std::string CalendarText(std::span<const Day> days) {
  if (days.empty()) return {};
  std::string text = "date,kind,name,store_id\n";
  for (const Day day : days) text += day.ToString() + ",closed,no file,\n";
  return text;
}

}  // namespace till::recognise
