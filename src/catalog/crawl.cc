#include "catalog/crawl.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "catalog/format_check.h"
#include "catalog/headers.h"
#include "catalog/rule_text.h"
#include "csv/infer.h"

namespace till::catalog {
namespace {

using project::ColumnRule;
using project::TableMapping;

constexpr std::array<std::string_view, 7> kVerdicts{"as_known",       "reordered",     "new_columns", "lost_optional",
                                                    "changed_format", "lost_required", "unknown"};

/// One file's head held against one feed.
class Judge {
 public:
  Judge(std::string_view head, const project::Feed& feed, const SchemaVersion* known)
      : head_(head), feed_(feed), known_(known) {}

  Crawl Run();

 private:
  enum class News { kYes, kNo };
  void Add(Verdict verdict, std::string sentence, std::string section = {}, std::string line = {},
           News news = News::kYes);
  void CheckFormats();
  void JudgeMapping(const TableMapping& mapping);
  void JudgeFormat(const TableMapping& mapping, const ColumnRule& rule, size_t index);
  void JudgeLost(const TableMapping& mapping, const ColumnRule& rule);
  void JudgeUnmapped();
  void JudgeOrder();
  void TakeMappedTypes();

  /// Where the rule's header stands in the file; the number of columns if it is absent.
  size_t IndexOf(const ColumnRule& rule) const;
  bool IsPresent(const TableMapping& mapping, std::string_view column) const;
  bool IsNeeded(const TableMapping& mapping, std::string_view column) const;
  bool KnownHas(std::string_view header) const;
  std::string Candidate(const retail::SourceColumn& column, const ColumnRule& rule) const;
  std::string Section(const TableMapping& mapping) const {
    return "[feeds." + feed_.name + "." + std::string(mapping.table->name) + ".columns]";
  }

  std::string_view head_;
  const project::Feed& feed_;
  const SchemaVersion* known_;
  csv::InferredFile file_;
  std::set<std::string> mapped_;                     ///< every header that some rule names, or should
  std::map<const ColumnRule*, std::string> faults_;  ///< of the columns that are not as their rules say
  Crawl crawl_;
};

void Judge::Add(Verdict verdict, std::string sentence, std::string section, std::string line, News news) {
  const bool known = news == News::kNo;
  crawl_.findings.push_back({verdict, std::move(sentence), std::move(section), std::move(line), known});
  if (!known) crawl_.verdict = std::max(crawl_.verdict, verdict);
}

void Judge::CheckFormats() {
  std::vector<MappedColumn> columns;
  for (const TableMapping& mapping : feed_.tables) {
    for (const ColumnRule& rule : mapping.columns) {
      const size_t index = IndexOf(rule);
      if (index < file_.columns.size()) columns.push_back({index, &rule, mapping.table->Find(rule.column)});
    }
  }
  const std::vector<std::string> faults = FormatFaultsOf(head_, crawl_.dialect, columns);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (!faults[i].empty()) faults_[columns[i].rule] = faults[i];
  }
}

size_t Judge::IndexOf(const ColumnRule& rule) const {
  for (const std::string& header : rule.from) {
    for (size_t i = 0; i < file_.columns.size(); ++i) {
      if (file_.columns[i].header == header) return i;
    }
  }
  return file_.columns.size();
}

bool Judge::IsPresent(const TableMapping& mapping, std::string_view column) const {
  return std::any_of(mapping.columns.begin(), mapping.columns.end(), [&](const ColumnRule& rule) {
    return rule.column == column && (rule.from.empty() || IndexOf(rule) < file_.columns.size());
  });
}

bool Judge::IsNeeded(const TableMapping& mapping, std::string_view column) const {
  if (mapping.table->Find(column)->required) return true;
  if (mapping.table->name != "orders") return false;
  if (column == "order_date" || column == "ordered_at") {
    return !IsPresent(mapping, "order_date") && !IsPresent(mapping, "ordered_at");
  }
  if (column == "unit_price" || column == "total_amount") {
    return !IsPresent(mapping, "unit_price") && !IsPresent(mapping, "total_amount");
  }
  return false;
}

bool Judge::KnownHas(std::string_view header) const {
  return known_ != nullptr && std::any_of(known_->columns.begin(), known_->columns.end(),
                                          [&](const SeenColumn& column) { return column.name == header; });
}

/// The header that most likely took the place of a lost one: by name, else by its place, else as the only one whose
/// cells fit.
std::string Judge::Candidate(const retail::SourceColumn& column, const ColumnRule& rule) const {
  std::vector<std::string> fitting;
  for (size_t i = 0; i < file_.columns.size(); ++i) {
    const csv::InferredColumn& seen = file_.columns[i];
    if (mapped_.contains(seen.header) || KnownHas(seen.header)) continue;
    if (IsObviousFor(seen.header, column)) return seen.header;
    if (seen.distinct == 0 || !CanHold(column.type, seen.type)) continue;
    if (known_ != nullptr && i < known_->columns.size() && known_->columns[i].name == rule.from.front()) {
      return seen.header;
    }
    fitting.push_back(seen.header);
  }
  if (const auto nearest = Nearest(rule.from.front(), fitting)) return *nearest;
  return fitting.size() == 1 ? fitting.front() : std::string();
}

void Judge::JudgeLost(const TableMapping& mapping, const ColumnRule& rule) {
  const std::string gone = "column '" + Join(rule.from, "' or '") + "' is absent, ";
  if (!IsNeeded(mapping, rule.column)) {
    const bool lacked = known_ != nullptr && std::none_of(rule.from.begin(), rule.from.end(),
                                                          [&](const auto& header) { return KnownHas(header); });
    return Add(Verdict::kLostOptional, gone + "so '" + rule.column + "' stays empty", {}, {},
               lacked ? News::kNo : News::kYes);
  }
  const std::string needs =
      gone + "which '" + rule.column + "' of table '" + std::string(mapping.table->name) + "' needs";
  const std::string candidate = Candidate(*mapping.table->Find(rule.column), rule);
  if (candidate.empty()) return Add(Verdict::kLostRequired, needs);
  ColumnRule wider = rule;
  wider.from.push_back(candidate);
  mapped_.insert(candidate);
  Add(Verdict::kLostRequired, needs + "; '" + candidate + "' looks like it", Section(mapping), RuleText(wider));
}

void Judge::JudgeFormat(const TableMapping& mapping, const ColumnRule& rule, size_t index) {
  const retail::SourceColumn& column = *mapping.table->Find(rule.column);
  const auto fault = faults_.find(&rule);
  if (fault == faults_.end()) return;
  const csv::InferredColumn& seen = file_.columns[index];
  std::string line;
  if (CanHold(column.type, seen.type)) line = RuleText(Refined(rule, column.type, seen));
  Add(Verdict::kChangedFormat, "column '" + seen.header + "' " + fault->second, line.empty() ? "" : Section(mapping),
      line);
}

void Judge::JudgeMapping(const TableMapping& mapping) {
  for (const ColumnRule& rule : mapping.columns) {
    if (rule.from.empty()) continue;
    const size_t index = IndexOf(rule);
    if (index == file_.columns.size()) {
      JudgeLost(mapping, rule);
    } else {
      JudgeFormat(mapping, rule, index);
    }
  }
}

void Judge::JudgeUnmapped() {
  for (const csv::InferredColumn& seen : file_.columns) {
    if (mapped_.contains(seen.header)) continue;
    std::string section, line;
    for (const TableMapping& mapping : feed_.tables) {
      for (const retail::SourceColumn& column : mapping.table->columns) {
        if (!line.empty() || !IsObviousFor(seen.header, column) || IsPresent(mapping, column.name)) continue;
        section = Section(mapping);
        ColumnRule rule;
        rule.column = column.name;
        rule.from = {seen.header};
        line = RuleText(Refined(rule, column.type, seen));
      }
    }
    if (KnownHas(seen.header)) {
      Add(Verdict::kNewColumns, "column '" + seen.header + "' is not read", section, line, News::kNo);
    } else {
      Add(Verdict::kNewColumns, "column '" + seen.header + "' is new and is not read", section, line);
    }
  }
}

void Judge::JudgeOrder() {
  if (known_ == nullptr) return;
  const SchemaDiff diff = Diff(*known_, crawl_.schema);
  if (diff.reordered) Add(Verdict::kReordered, "the columns stand in another order");
  if (known_->delimiter != crawl_.dialect.delimiter) {
    Add(Verdict::kReordered, "the delimiter is " + Shown(Quoted({&crawl_.dialect.delimiter, 1})) + ", it was " +
                                 Shown(Quoted({&known_->delimiter, 1})));
  }
  if (known_->encoding != crawl_.dialect.encoding) {
    Add(Verdict::kReordered, "the encoding is " + crawl_.dialect.encoding + ", it was " + known_->encoding);
  }
}

void Judge::TakeMappedTypes() {
  for (const TableMapping& mapping : feed_.tables) {
    for (const ColumnRule& rule : mapping.columns) {
      const size_t index = IndexOf(rule);
      if (index == file_.columns.size() || rule.JudgesText()) continue;
      const retail::SourceColumn& source = *mapping.table->Find(rule.column);
      SeenColumn& column = crawl_.schema.columns[index];
      column.type = source.type;
      column.blank = false;
      if (!source.person) continue;
      column.person = true;
      column.min = column.max = "";
    }
  }
}

Crawl Judge::Run() {
  for (const TableMapping& mapping : feed_.tables) {
    for (const ColumnRule& rule : mapping.columns) mapped_.insert(rule.from.begin(), rule.from.end());
  }
  crawl_.dialect = csv::SniffDialect(head_, {feed_.delimiter, feed_.encoding});
  if (head_.size() == csv::kHeadBytes) head_ = csv::WholeLines(head_);
  if (!crawl_.dialect.encoding.starts_with("utf-16")) file_ = csv::Infer(head_, crawl_.dialect);
  crawl_.schema = SchemaOf(feed_.name, file_, crawl_.dialect);
  const bool any = std::any_of(file_.columns.begin(), file_.columns.end(),
                               [&](const auto& column) { return mapped_.contains(column.header); });
  if (head_.empty()) {
    Add(Verdict::kUnknown, "the file is empty");
  } else if (crawl_.dialect.encoding.starts_with("utf-16")) {
    Add(Verdict::kUnknown, "the file is written in " + crawl_.dialect.encoding + ", which is not read");
  } else if (!any) {
    Add(Verdict::kUnknown, "no column has a header that feed '" + feed_.name + "' knows");
  } else {
    TakeMappedTypes();
    CheckFormats();
    for (const TableMapping& mapping : feed_.tables) JudgeMapping(mapping);
    JudgeUnmapped();
    JudgeOrder();
  }
  const bool strict = feed_.on_drift == project::OnDrift::kRefuse && crawl_.verdict != Verdict::kAsKnown;
  crawl_.refused = strict || crawl_.verdict >= Verdict::kChangedFormat;
  return std::move(crawl_);
}

}  // namespace

std::string_view VerdictName(Verdict verdict) { return kVerdicts.at(static_cast<size_t>(verdict)); }

Crawl CrawlHead(std::string_view head, const project::Feed& feed, const SchemaVersion* known) {
  return Judge(head.substr(0, csv::kHeadBytes), feed, known).Run();
}

Json ToJson(const Crawl& crawl) {
  Json findings = Json::array();
  for (const Finding& finding : crawl.findings) {
    findings.push_back(Json{{"verdict", VerdictName(finding.verdict)},
                            {"sentence", finding.sentence},
                            {"section", finding.section},
                            {"line", finding.line},
                            {"known", finding.known}});
  }
  return Json{{"verdict", VerdictName(crawl.verdict)},
              {"refused", crawl.refused},
              {"delimiter", std::string(1, crawl.dialect.delimiter)},
              {"encoding", crawl.dialect.encoding},
              {"findings", findings},
              {"schema", ToJson(crawl.schema)}};
}

Error RefusalOf(const Crawl& crawl, std::string_view file) {
  const std::string start = "cannot take file '" + std::string(file) + "': ";
  for (const Finding& finding : crawl.findings) {
    if (finding.verdict != crawl.verdict || finding.known) continue;
    return Rejected(start + finding.sentence,
                    finding.line.empty() ? std::string() : "write in " + finding.section + ": " + finding.line);
  }
  return Rejected(start + "it is refused");
}

}  // namespace till::catalog
