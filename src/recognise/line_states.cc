#include "recognise/line_states.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "csv/reader.h"

namespace till::recognise {
namespace {

using project::ColumnRule;
using project::TableMapping;
using Texts = std::vector<std::string>;

constexpr size_t kShownStates = 6;

/// Statuses of lines that are no sale, in lower case. The first of each are written even where they are not seen.
const Texts& CancelledWords() {
  static const Texts words{"cancelled", "canceled",  "voided", "void",      "cancel",
                           "failed",    "storniert", "annulé", "cancelado", "annullato"};
  return words;
}
const Texts& ReturnedWords() {
  static const Texts words{"returned",    "refunded",  "return",    "refund",  "fully refunded",
                           "retourniert", "erstattet", "remboursé", "devuelto"};
  return words;
}
constexpr size_t kCancelledAlways = 3;
constexpr size_t kReturnedAlways = 2;

bool Has(const Texts& texts, std::string_view text) { return std::ranges::find(texts, text) != texts.end(); }

/// One status as it is written.
struct Seen {
  std::string status;
  int64_t lines = 0;
};

/// What the sampled lines say.
struct Tally {
  Texts cancelled, returned, others;  ///< statuses as written, the commonest first
  int64_t lines = 0;
  int64_t cancelled_lines = 0;
  int64_t returned_lines = 0;
  int64_t lines_of_their_own = 0;  ///< of the returned
};

/// Reads the cells of some columns of orders by name; empty where the mapping has none.
class Cells {
 public:
  Cells(const csv::Record& header, const TableMapping& orders) {
    for (const ColumnRule& rule : orders.columns) {
      for (size_t i = 0; i < header.fields.size() && !rule.from.empty(); ++i) {
        if (Trim(header.fields[i]) == rule.from.front()) places_.emplace(rule.column, i);
      }
    }
  }
  std::string_view Of(const csv::Record& record, std::string_view column) const {
    const auto place = places_.find(column);
    return place == places_.end() || place->second >= record.fields.size() ? "" : Trim(record.fields[place->second]);
  }

 private:
  std::map<std::string, size_t, std::less<>> places_;
};

Texts ByLines(std::vector<Seen> seen) {
  std::ranges::stable_sort(seen, std::greater<>(), &Seen::lines);
  Texts texts;
  for (Seen& one : seen) texts.push_back(std::move(one.status));
  return texts;
}

Tally Count(const GroupSample& sample, const TableMapping& orders, const Texts& cancelled, const Texts& returned) {
  csv::Reader reader(sample.text, sample.dialect);
  csv::Record record;
  Tally tally;
  if (!reader.Next(&record)) return tally;
  const Cells cells(record, orders);
  std::map<std::string, int64_t> statuses;
  std::set<std::pair<std::string, std::string>> sold;
  std::vector<std::pair<std::string, std::string>> came_back;  // that nothing but a sale beside them can explain
  while (reader.Next(&record)) {
    if (record.error != csv::RecordError::kNone) continue;
    ++tally.lines;
    const std::string status(cells.Of(record, "status"));
    if (!status.empty()) ++statuses[status];
    std::pair line{std::string(cells.Of(record, "order_id")), std::string(cells.Of(record, "product_id"))};
    const std::string lower = ToLower(status);
    if (!Has(returned, lower)) {
      if (!Has(cancelled, lower)) sold.insert(std::move(line));
    } else if (cells.Of(record, "quantity").starts_with('-') || !cells.Of(record, "original_order_id").empty()) {
      ++tally.lines_of_their_own;
    } else {
      came_back.push_back(std::move(line));
    }
  }
  tally.lines_of_their_own += std::ranges::count_if(came_back, [&](const auto& line) { return sold.contains(line); });
  std::vector<Seen> seen[3];
  for (const auto& [status, lines] : statuses) {
    const std::string lower = ToLower(status);
    const int kind = Has(cancelled, lower) ? 0 : Has(returned, lower) ? 1 : 2;
    seen[kind].push_back({status, lines});
    if (kind == 0) tally.cancelled_lines += lines;
    if (kind == 1) tally.returned_lines += lines;
  }
  tally.cancelled = ByLines(std::move(seen[0]));
  tally.returned = ByLines(std::move(seen[1]));
  tally.others = ByLines(std::move(seen[2]));
  return tally;
}

/// `seen`, then those of the first `always` words that are not among them.
void Append(const Texts& seen, const Texts& words, size_t always, Texts& values) {
  Texts lower;
  for (const std::string& status : seen) {
    values.push_back(status);
    lower.push_back(ToLower(status));
  }
  for (size_t i = 0; i < always; ++i) {
    if (!Has(lower, words[i])) values.push_back(words[i]);
  }
}

std::string Told(const Texts& statuses) {
  Texts shown;
  for (const std::string& status : statuses) {
    if (shown.size() < kShownStates) shown.push_back("'" + Shown(status) + "'");
  }
  return Join(shown, ", ") + (statuses.size() > kShownStates ? ", …" : "");
}

Texts Vocabulary(const Texts& words, const ColumnRule* rule, std::string_view status) {
  Texts known = words;
  if (rule != nullptr && !rule->from.empty() && rule->from.front() == status) {
    for (const std::string& value : rule->true_values) known.push_back(ToLower(value));
  }
  return known;
}

/// The evidence, in sentences.
void AddNotes(const Tally& tally, bool returns_are_lines, Match& match) {
  const auto having = [&](int64_t lines, const Texts& statuses) {
    return WithThousands(lines) + " of " + till::Count(tally.lines, "line") + " looked at with status " +
           Told(statuses) + ": ";
  };
  if (tally.cancelled_lines > 0) {
    match.notes.push_back(having(tally.cancelled_lines, tally.cancelled) + "such lines count in no measure.");
  }
  if (tally.returned_lines > 0 && returns_are_lines) {
    match.notes.push_back(having(tally.returned_lines, tally.returned) +
                          "such lines are returns, whose amounts count below zero.");
  } else if (tally.returned_lines > 0) {
    match.notes.push_back(having(tally.returned_lines, tally.returned) +
                          "no line of a sale stands beside them, so they are the sale itself, taken back, and count in "
                          "no measure; if they are returns of other sales, move these values to is_return.");
  }
  if (!tally.others.empty()) match.notes.push_back("Lines with status " + Told(tally.others) + " count as sales.");
}

}  // namespace

void SettleLineStates(const GroupSample& sample, Match& match) {
  TableMapping* orders = match.Orders();
  const ColumnRule* status = orders == nullptr ? nullptr : FindRule(*orders, "status");
  if (status == nullptr || status->from.empty()) return;
  const std::string header = status->from.front();
  const auto is_own = [&](const ColumnRule* rule) { return rule != nullptr && rule->from != Texts{header}; };
  const bool own_return = is_own(FindRule(*orders, "is_return"));
  if (is_own(FindRule(*orders, "is_cancelled"))) return;
  const Texts cancelled = Vocabulary(CancelledWords(), FindRule(*orders, "is_cancelled"), header);
  const Texts returned = Vocabulary(ReturnedWords(), FindRule(*orders, "is_return"), header);
  Tally tally = Count(sample, *orders, cancelled, returned);
  const bool lines = own_return || 2 * tally.lines_of_their_own > tally.returned_lines;
  ColumnRule is_cancelled;
  is_cancelled.column = "is_cancelled";
  is_cancelled.from = {header};
  ColumnRule is_return = is_cancelled;
  is_return.column = "is_return";
  Append(tally.cancelled, CancelledWords(), kCancelledAlways, is_cancelled.true_values);
  Append(tally.returned, ReturnedWords(), kReturnedAlways, (lines ? is_return : is_cancelled).true_values);
  std::erase_if(orders->columns, [&](const ColumnRule& rule) {
    return rule.column == "is_cancelled" || (rule.column == "is_return" && !own_return);
  });
  if (lines && !own_return) orders->columns.push_back(std::move(is_return));
  orders->columns.push_back(std::move(is_cancelled));
  AddNotes(tally, lines, match);
}

}  // namespace till::recognise
