#include "project/feed_reader.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "project/path_pattern.h"
#include "project/values.h"

namespace till::project {
namespace {

const std::array<std::string, 12> kFeedKeys{"path",     "kind",   "source", "due",         "on_missing", "on_removed",
                                            "on_drift", "settle", "done",   "max_rejects", "encoding",   "delimiter"};

template <typename T>
struct Choice {
  std::string_view name;
  T value;
};

/// Reads a text that must be one of `choices`.
template <typename T, size_t N>
Status ReadChoice(const Toml& table, std::string_view key, const std::array<Choice<T>, N>& choices, T& out) {
  std::string text;
  TILL_TRY(table.Read(key, text));
  const Toml* value = table.Find(key);
  if (value == nullptr) return Ok();
  std::vector<std::string> names;
  for (const Choice<T>& choice : choices) {
    if (choice.name == text) {
      out = choice.value;
      return Ok();
    }
    names.emplace_back(choice.name);
  }
  return value->Mistake("unknown " + std::string(key) + " '" + Shown(text) + "'", DidYouMean(text, names));
}

constexpr std::array<Choice<FeedKind>, 3> kKinds{
    {{"append", FeedKind::kAppend}, {"changes", FeedKind::kChanges}, {"snapshot", FeedKind::kSnapshot}}};
constexpr std::array<Choice<OnRemoved>, 3> kOnRemoved{
    {{"fail", OnRemoved::kFail}, {"keep", OnRemoved::kKeep}, {"drop", OnRemoved::kDrop}}};
constexpr std::array<Choice<OnDrift>, 2> kOnDrift{{{"report", OnDrift::kReport}, {"refuse", OnDrift::kRefuse}}};
constexpr std::array<Choice<std::string_view>, 2> kEncodings{{{"utf-8", "utf-8"}, {"windows-1252", "windows-1252"}}};

/// Whether the feed's path, which is a pattern, says the "date" or the "store".
bool PathHas(const Feed& feed, std::string_view name) {
  const auto pattern = PathPattern::Compile(feed.path);
  return pattern.ok() && (name == "date" ? pattern->has_date() : pattern->has_store());
}

Status CheckPattern(const Toml& value) {
  const auto pattern = PathPattern::Compile(value.text);
  return pattern.ok() ? Ok() : value.Mistake(pattern.error().message, pattern.error().hint);
}

Status ReadDue(const Toml& table, const Feed& feed, std::vector<int>& weekdays) {
  const Toml* due = table.Find("due");
  if (due == nullptr) return Ok();
  std::string text;
  TILL_TRY(table.Read("due", text));
  const auto parsed = ParseWeekdays(text);
  if (!parsed) return due->Mistake("unknown due '" + Shown(text) + "'", "write \"daily\", \"Sun-Fri\" or \"Mon,Wed\"");
  const bool landed = feed.path.starts_with('/') || feed.path.starts_with("s3://");
  if (!landed && !PathHas(feed, "date")) {
    return due->Mistake("'due' is given, but path '" + feed.path + "' has no {date}");
  }
  weekdays = *parsed;
  return Ok();
}

Status ReadOnMissing(const Toml& table, Feed& feed) {
  const Toml* value = table.Find("on_missing");
  if (value == nullptr) return Ok();
  std::string text;
  TILL_TRY(table.Read("on_missing", text));
  if (text == "fail") {
    feed.on_missing = OnMissing::kFail;
  } else if (text == "publish") {
    feed.on_missing = OnMissing::kPublish;
  } else if (const auto until = text.starts_with("wait:") ? ParseClock(text.substr(5)) : std::nullopt) {
    feed.on_missing = OnMissing::kWait;
    feed.wait_until_minutes = *until;
  } else {
    return value->Mistake("unknown on_missing '" + Shown(text) + "'", "known: fail, wait:HH:MM, publish");
  }
  return Ok();
}

Status ReadMaxRejects(const Toml& table, double& share) {
  const Toml* value = table.Find("max_rejects");
  if (value == nullptr) return Ok();
  std::optional<double> parsed;
  if (value->kind == Toml::Kind::kText) parsed = ParsePercent(value->text);
  if (value->kind == Toml::Kind::kNumber || value->kind == Toml::Kind::kInteger) parsed = value->number;
  if (!parsed || !(*parsed >= 0 && *parsed <= 1)) {
    return value->Mistake("'max_rejects' is no share of a file's rows", "write \"0.5%\" or 0.005");
  }
  share = *parsed;
  return Ok();
}

Status ReadSettle(const Toml& table, int64_t& micros) {
  const Toml* value = table.Find("settle");
  if (value == nullptr) return Ok();
  std::string text;
  TILL_TRY(table.Read("settle", text));
  const auto parsed = ParseDuration(text);
  if (!parsed) return value->Mistake("'settle' is '" + Shown(text) + "'", "write \"90s\", \"2m\" or \"1h\"");
  micros = *parsed;
  return Ok();
}

Status ReadDelimiter(const Toml& table, char& delimiter) {
  const Toml* value = table.Find("delimiter");
  if (value == nullptr) return Ok();
  std::string text;
  TILL_TRY(table.Read("delimiter", text));
  if (text.size() != 1 || text == "\"" || text == "\n" || text == "\r") {
    return value->Mistake("'delimiter' is '" + Shown(text) + "'",
                          "write one character: \",\", \";\", \"|\" or \"\\t\"");
  }
  delimiter = text.front();
  return Ok();
}

Status ReadPath(const TomlEntry& entry, Feed& feed) {
  TILL_TRY(entry.value.Read("path", feed.path));
  const Toml* path = entry.value.Find("path");
  if (path == nullptr) {
    return entry.Mistake("feed '" + feed.name + "' has no path", "add path = \"raw/" + feed.name + "/{date}.csv\"");
  }
  TILL_TRY(CheckPattern(*path));
  if (const Toml* done = entry.value.Find("done"); done != nullptr) {
    TILL_TRY(entry.value.Read("done", feed.done));
    TILL_TRY(CheckPattern(*done));
  }
  return Ok();
}

Status ReadSettings(const TomlEntry& entry, Feed& feed) {
  const Toml& table = entry.value;
  TILL_TRY(ReadPath(entry, feed));
  TILL_TRY(ReadChoice(table, "kind", kKinds, feed.kind));
  TILL_TRY(table.Read("source", feed.source));
  TILL_TRY(ReadDue(table, feed, feed.due_weekdays));
  TILL_TRY(ReadOnMissing(table, feed));
  TILL_TRY(ReadChoice(table, "on_removed", kOnRemoved, feed.on_removed));
  TILL_TRY(ReadChoice(table, "on_drift", kOnDrift, feed.on_drift));
  TILL_TRY(ReadSettle(table, feed.settle_micros));
  TILL_TRY(ReadMaxRejects(table, feed.max_rejects));
  std::string_view encoding;
  TILL_TRY(ReadChoice(table, "encoding", kEncodings, encoding));
  feed.encoding = encoding;
  TILL_TRY(ReadDelimiter(table, feed.delimiter));
  return table.Read("prices_include_tax", feed.prices_include_tax);
}

bool Maps(const TableMapping& mapping, std::string_view column) {
  return std::any_of(mapping.columns.begin(), mapping.columns.end(),
                     [&](const ColumnRule& rule) { return rule.column == column; });
}

Status CheckRequired(const TomlEntry& entry, const Feed& feed, const TableMapping& mapping) {
  const std::string table(mapping.table->name);
  const std::string where = "feed '" + feed.name + "' fills table '" + table + "' without column '";
  const auto hint = [&](std::string_view column) {
    return "add " + std::string(column) + " = \"HEADER\" to [feeds." + feed.name + "." + table + ".columns]";
  };
  for (const retail::SourceColumn& column : mapping.table->columns) {
    if (column.required && !Maps(mapping, column.name)) {
      return entry.Mistake(where + std::string(column.name) + "'", hint(column.name));
    }
  }
  if (table != "orders") return Ok();
  if (!Maps(mapping, "order_date") && !Maps(mapping, "ordered_at")) {
    return entry.Mistake(where + "order_date' or 'ordered_at'", hint("order_date"));
  }
  if (!Maps(mapping, "unit_price") && !Maps(mapping, "total_amount")) {
    return entry.Mistake(where + "unit_price' or 'total_amount'", hint("unit_price"));
  }
  return Ok();
}

Result<TableMapping> ReadMapping(const TomlEntry& entry, const retail::SourceTable& table, const Feed& feed) {
  static const std::array<std::string, 1> kKeys{"columns"};
  TILL_TRY(entry.value.CheckKeys(kKeys, "[feeds." + feed.name + "." + entry.key + "]"));
  TableMapping mapping{&table, {}};
  const Toml* columns = entry.value.Find("columns");
  if (columns != nullptr && columns->kind != Toml::Kind::kTable) return columns->Mistake("'columns' is no table");
  if (columns != nullptr) {
    for (const TomlEntry& column : columns->entries) {
      TILL_ASSIGN(ColumnRule rule, ReadColumnRule(column, table));
      if (!rule.path_value.empty() && !PathHas(feed, rule.path_value)) {
        return column.Mistake("column '" + rule.column + "' takes {" + rule.path_value + "} from path '" + feed.path +
                              "', which has none");
      }
      mapping.columns.push_back(std::move(rule));
    }
  }
  TILL_TRY(CheckRequired(entry, feed, mapping));
  return mapping;
}

bool IsFeedName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::vector<std::string> KnownKeys() {
  std::vector<std::string> known(kFeedKeys.begin(), kFeedKeys.end());
  known.emplace_back("prices_include_tax");
  for (const retail::SourceTable& table : retail::SourceTables()) known.emplace_back(table.name);
  return known;
}

}  // namespace

std::string_view FeedKindName(FeedKind kind) { return kKinds.at(static_cast<size_t>(kind)).name; }

Result<Feed> ReadFeed(const TomlEntry& entry) {
  Feed feed;
  feed.name = entry.key;
  feed.line = entry.line;
  if (!IsFeedName(feed.name)) {
    return entry.Mistake("feed name '" + Shown(feed.name) + "' is not made of a-z, 0-9, '_' and '-'");
  }
  TILL_TRY(entry.value.CheckKeys(KnownKeys(), "[feeds." + feed.name + "]"));
  TILL_TRY(ReadSettings(entry, feed));
  for (const TomlEntry& child : entry.value.entries) {
    const retail::SourceTable* table = retail::FindSourceTable(child.key);
    if (table == nullptr) continue;
    TILL_ASSIGN(TableMapping mapping, ReadMapping(child, *table, feed));
    feed.tables.push_back(std::move(mapping));
  }
  if (feed.tables.empty()) {
    return entry.Mistake("feed '" + feed.name + "' fills no table",
                         "add [feeds." + feed.name + ".orders.columns] with a line per column");
  }
  return feed;
}

}  // namespace till::project
