#include "project/path_pattern.h"

#include <algorithm>

#include "base/text.h"

namespace till::project {
namespace {

constexpr std::string_view kHint = "known: {date}, {date:%Y%m%d}, {store} and *";

Error CannotRead(std::string_view pattern, const std::string& fact) {
  return Invalid("cannot read path '" + Shown(pattern) + "': " + fact, std::string(kHint));
}

/// kInvalid unless `format` has %Y, %m and %d once each and no other conversion.
Status CheckFormat(std::string_view pattern, std::string_view format) {
  std::string seen;
  for (size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at + 2)) {
    const char letter = at + 1 < format.size() ? format[at + 1] : ' ';
    if (letter != 'Y' && letter != 'm' && letter != 'd') {
      return CannotRead(pattern, "unknown conversion '" + Shown(format.substr(at, 2)) + "' in a date");
    }
    seen += letter;
  }
  std::ranges::sort(seen);
  if (seen != "Ydm") return CannotRead(pattern, "a date needs %Y, %m and %d, once each");
  return Ok();
}

/// Takes `digits` digits off the front of `text`.
std::optional<int> TakeNumber(std::string_view& text, size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char digit : text.substr(0, digits)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + (digit - '0');
  }
  text.remove_prefix(digits);
  return value;
}

/// Takes a date in `format` off the front of `text`; nothing if there is none or it is no real day.
std::optional<Day> TakeDate(std::string_view& text, std::string_view format) {
  int year = 0;
  int month = 0;
  int day = 0;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      if (text.empty() || text.front() != format[i]) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    const char letter = format[++i];
    const auto number = TakeNumber(text, letter == 'Y' ? 4 : 2);
    if (!number) return std::nullopt;
    (letter == 'Y' ? year : letter == 'm' ? month : day) = *number;
  }
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const Day date = Day::Of(year, month, day);
  const Day::Civil civil = date.ToCivil();
  if (civil.month != month || civil.day != day) return std::nullopt;
  return date;
}

}  // namespace

Result<PathPattern::Piece> PathPattern::CompileField(std::string_view pattern, std::string_view field) {
  if (field == "store") return Piece{Piece::Kind::kStore, {}};
  if (field == "date") return Piece{Piece::Kind::kDate, "%Y-%m-%d"};
  if (!field.starts_with("date:")) return CannotRead(pattern, "unknown field '{" + Shown(field) + "}'");
  TILL_TRY(CheckFormat(pattern, field.substr(5)));
  return Piece{Piece::Kind::kDate, std::string(field.substr(5))};
}

Result<PathPattern> PathPattern::Compile(std::string_view text) {
  if (text.empty()) return CannotRead(text, "it is empty");
  PathPattern pattern;
  pattern.text_ = text;
  for (size_t at = 0; at < text.size();) {
    const size_t special = text.find_first_of("{}*", at);
    if (special != at) pattern.pieces_.push_back({Piece::Kind::kText, std::string(text.substr(at, special - at))});
    if (special == std::string_view::npos) break;
    at = special + 1;
    if (text[special] == '*') {
      pattern.pieces_.push_back({Piece::Kind::kAny, {}});
      continue;
    }
    const size_t end = text.find('}', special);
    if (text[special] == '}' || end == std::string_view::npos) return CannotRead(text, "a brace without its other");
    TILL_ASSIGN(Piece piece, CompileField(text, text.substr(at, end - at)));
    pattern.has_date_ |= piece.kind == Piece::Kind::kDate;
    pattern.has_store_ |= piece.kind == Piece::Kind::kStore;
    pattern.pieces_.push_back(std::move(piece));
    at = end + 1;
  }
  const std::string_view plain = text.substr(0, text.find_first_of("{*"));
  const size_t slash = plain.rfind('/');
  if (slash != std::string_view::npos) pattern.folder_prefix_ = plain.substr(0, slash + 1);
  return pattern;
}

std::optional<PathMatch> PathPattern::Match(std::string_view path) const {
  PathMatch match;
  if (!MatchFrom(0, path, match)) return std::nullopt;
  return match;
}

bool PathPattern::MatchFrom(size_t piece, std::string_view rest, PathMatch& match) const {
  if (piece == pieces_.size()) return rest.empty();
  const Piece& here = pieces_[piece];
  if (here.kind == Piece::Kind::kText) {
    return rest.starts_with(here.text) && MatchFrom(piece + 1, rest.substr(here.text.size()), match);
  }
  if (here.kind == Piece::Kind::kDate) {
    const auto date = TakeDate(rest, here.text);
    if (!date || (match.date && *match.date != *date)) return false;
    PathMatch with = match;
    with.date = date;
    if (!MatchFrom(piece + 1, rest, with)) return false;
    match = std::move(with);
    return true;
  }
  // The shortest text that lets the rest fit.
  for (size_t length = 1; length <= rest.size() && rest[length - 1] != '/'; ++length) {
    PathMatch with = match;
    if (here.kind == Piece::Kind::kStore) {
      const std::string store(rest.substr(0, length));
      if (match.store && *match.store != store) continue;
      with.store = store;
    }
    if (!MatchFrom(piece + 1, rest.substr(length), with)) continue;
    match = std::move(with);
    return true;
  }
  return false;
}

}  // namespace till::project
