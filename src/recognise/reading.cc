#include "recognise/reading.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "catalog/headers.h"
#include "columns/batch.h"

namespace till::recognise {
namespace {

using columns::Type;
using csv::InferredColumn;
using project::ColumnRule;
using project::TableMapping;

constexpr int64_t kDecimalUnit = 10'000;
/// As project::Feed::max_rejects is by default.
constexpr double kUsualLimit = 0.005;
/// More than this is no accident: the run shall say so.
constexpr double kHighestLimit = 0.1;

/// A mapped column with the cells it is taken from.
struct Read {
  const TableMapping& mapping;
  const ColumnRule& rule;
  const retail::SourceColumn& column;
  const InferredColumn& seen;
  bool needed;  ///< an empty cell refuses its row
};

std::vector<Read> ReadColumns(const GroupSample& sample, const Match& match) {
  std::vector<Read> all;
  for (const TableMapping& mapping : match.tables) {
    const bool main = &mapping == &match.tables.front();
    for (const ColumnRule& rule : mapping.columns) {
      const InferredColumn* seen = rule.from.empty() ? nullptr : FindHeader(sample.file, rule.from.front());
      const retail::SourceColumn& column = *mapping.table->Find(rule.column);
      if (seen != nullptr) all.push_back({mapping, rule, column, *seen, main && column.required});
    }
  }
  return all;
}

/// Cells that are no value of the column's type.
int64_t MisfitsOf(const Read& read) {
  return read.column.type == Type::kText || read.rule.JudgesText() ? 0 : read.seen.misfits;
}

bool IsPersonal(const Read& read) { return read.column.person || catalog::IsPersonal(read.seen.header); }

std::string Samples(const std::vector<std::string>& cells) {
  std::vector<std::string> shown;
  for (const std::string& cell : cells) shown.push_back("'" + Shown(cell) + "'");
  return " (" + Join(shown, ", ") + ")";
}

/// "1 of 61 cells", "3 of 61 cells"
std::string Part(int64_t cells, int64_t all) { return WithThousands(cells) + " of " + Count(all, "cell"); }

void NoteMisfits(const Read& read, int64_t rows, Match& match) {
  const std::string header = " of column '" + read.seen.header + "'";
  const std::string type(columns::TypeName(read.column.type));
  if (!read.rule.JudgesText() && !Fits(read.column, read.seen)) {
    match.notes.push_back("Column '" + read.seen.header + "' is taken by its name, but its cells do not look like a " +
                          type + (IsPersonal(read) ? "" : Samples({read.seen.samples.front()})) +
                          ": files with such cells are refused.");
  } else if (const int64_t misfits = MisfitsOf(read); misfits > 0) {
    match.notes.push_back(Part(misfits, rows - read.seen.nulls) + header + (misfits == 1 ? " is no " : " are no ") +
                          type + (IsPersonal(read) ? "" : Samples(read.seen.misfit_samples)) + ": " +
                          (misfits == 1 ? "its row" : "their rows") + " will be refused.");
  }
  if (!read.needed || read.seen.nulls == 0) return;
  match.notes.push_back(Part(read.seen.nulls, rows) + header + (read.seen.nulls == 1 ? " is" : " are") +
                        " empty, where '" + read.rule.column +
                        "' is needed: " + (read.seen.nulls == 1 ? "its row" : "their rows") + " will be refused.");
}

void NoteDates(const Read& read, Match& match) {
  if (read.rule.format.empty() || read.seen.other_format.empty()) return;
  match.notes.push_back("Column '" + read.seen.header + "' is read day first, as \"" + read.rule.format +
                        "\", which most countries write; all its cells would fit \"" + read.seen.other_format +
                        "\" as well: if the month comes first, write that format.");
}

/// The largest value of a column of numbers, in 1/10000; nothing if it is none.
std::optional<int64_t> Largest(const InferredColumn& seen) {
  const bool number = seen.type == Type::kDecimal || seen.type == Type::kInteger || seen.type == Type::kBigint;
  return number ? columns::ParseDecimal(seen.max) : std::nullopt;
}

void NoteDiscount(const GroupSample& sample, Match& match) {
  const TableMapping* orders = match.Orders();
  const ColumnRule* discount = orders == nullptr ? nullptr : FindRule(*orders, "discount");
  if (discount == nullptr || discount->from.empty()) return;
  const InferredColumn& seen = *FindHeader(sample.file, discount->from.front());
  const auto most = Largest(seen);
  if (!most || *most <= 0 || *most > kDecimalUnit || seen.min.starts_with('-')) return;
  for (const char* price : {"unit_price", "total_amount"}) {
    const ColumnRule* rule = FindRule(*orders, price);
    if (rule == nullptr || rule->from.empty()) continue;
    const auto largest = Largest(*FindHeader(sample.file, rule->from.front()));
    if (!largest || *largest <= kDecimalUnit) continue;
    match.notes.push_back("WARNING: column '" + seen.header + "' holds " + seen.min + " to " + seen.max +
                          " and is taken as an amount of money, though it looks like a share of the price: then "
                          "revenue is too high. If it is one, take away the line of discount, and where the file has "
                          "a line total after discount, map that to total_amount in place of unit_price.");
    return;
  }
}

}  // namespace

void NoteReading(const GroupSample& sample, Match& match) {
  std::vector<std::string> noted;
  for (const Read& read : ReadColumns(sample, match)) {
    if (std::ranges::find(noted, read.seen.header) != noted.end()) continue;
    noted.push_back(read.seen.header);
    NoteMisfits(read, sample.file.rows, match);
    NoteDates(read, match);
  }
  NoteDiscount(sample, match);
}

std::string RejectLimit(const GroupSample& sample, const Match& match) {
  std::map<std::string, int64_t> refused;  // by header: a row may be refused for any of them
  for (const Read& read : ReadColumns(sample, match)) {
    int64_t& cells = refused[read.seen.header];
    cells = std::max(cells, MisfitsOf(read) + (read.needed ? read.seen.nulls : 0));
  }
  int64_t rows = sample.file.broken;
  for (const auto& [header, cells] : refused) rows += cells;
  const int64_t all = sample.file.rows + sample.file.broken;
  const double share = all == 0 ? 0 : static_cast<double>(rows) / static_cast<double>(all);
  if (share <= kUsualLimit || share > kHighestLimit) return {};
  // Twice the share that was seen, in whole percents: another file may have more of them.
  return std::to_string((200 * rows + all - 1) / all) + "%";
}

}  // namespace till::recognise
