#include <algorithm>
#include <array>

#include "base/files.h"
#include "base/text.h"
#include "project/project.h"

namespace till::project {
namespace {

const std::array<std::string, 4> kColumns{"date", "kind", "name", "store_id"};
const std::array<std::string, 4> kKinds{"closed", "holiday", "promotion", "event"};

Error Mistake(size_t line, std::string_view fact, std::string hint = {}) {
  return Invalid("cannot read calendar.csv:" + std::to_string(line) + ": " + std::string(fact), std::move(hint));
}

/// The cells of one line; a cell may stand in double quotes, with "" for a quote.
Result<std::vector<std::string>> Cells(std::string_view line, size_t number) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  if (quoted) return Mistake(number, "a quote is never closed");
  for (std::string& cell : cells) cell = std::string(Trim(cell));
  return cells;
}

/// Where each of kColumns stands in the header; header.size() for one that is absent.
Result<std::array<size_t, 4>> Positions(const std::vector<std::string>& header) {
  std::array<size_t, 4> positions{};
  for (size_t i = 0; i < kColumns.size(); ++i) {
    positions.at(i) = static_cast<size_t>(std::find(header.begin(), header.end(), kColumns.at(i)) - header.begin());
  }
  for (const std::string& name : header) {
    if (std::find(kColumns.begin(), kColumns.end(), name) == kColumns.end()) {
      return Mistake(1, "unknown column '" + Shown(name) + "'", DidYouMean(name, kColumns));
    }
  }
  for (size_t i = 0; i < 2; ++i) {
    if (positions.at(i) == header.size()) return Mistake(1, "column '" + kColumns.at(i) + "' is missing");
  }
  return positions;
}

Result<CalendarDay> ReadDay(const std::vector<std::string>& cells, const std::array<size_t, 4>& positions,
                            size_t line) {
  const auto cell = [&](size_t i) { return positions.at(i) < cells.size() ? cells[positions.at(i)] : std::string(); };
  const auto day = Day::Parse(cell(0));
  if (!day) return Mistake(line, "date is '" + Shown(cell(0)) + "', expected YYYY-MM-DD");
  if (std::find(kKinds.begin(), kKinds.end(), cell(1)) == kKinds.end()) {
    return Mistake(line, "unknown kind '" + Shown(cell(1)) + "'", DidYouMean(cell(1), kKinds));
  }
  return CalendarDay{*day, cell(1), cell(2), cell(3)};
}

}  // namespace

Result<std::vector<CalendarDay>> LoadCalendar(const std::filesystem::path& folder) {
  std::vector<CalendarDay> days;
  auto text = ReadFile(folder / "calendar.csv");
  if (!text.ok() && text.error().code == Code::kNotFound) return days;
  TILL_TRY(text.status());
  std::string_view content = *text;
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  const std::vector<std::string> lines = Split(content, '\n');
  TILL_ASSIGN(const auto header, Cells(Trim(lines.front()), 1));
  TILL_ASSIGN(const auto positions, Positions(header));
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::string_view line = Trim(lines[i]);
    if (line.empty()) continue;
    TILL_ASSIGN(const auto cells, Cells(line, i + 1));
    TILL_ASSIGN(CalendarDay day, ReadDay(cells, positions, i + 1));
    days.push_back(std::move(day));
  }
  return days;
}

}  // namespace till::project
