#include "metrics/query.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace till::metrics {
namespace {

constexpr std::array<std::pair<std::string_view, Compare>, 3> kCompares{{
    {"previous_period", Compare::kPreviousPeriod},
    {"last_year", Compare::kLastYear},
    {"last_year_weekday", Compare::kLastYearWeekday},
}};

Error Unknown(std::string_view thing, std::string_view name, std::span<const std::string> known) {
  return Invalid("cannot answer: unknown " + std::string(thing) + " '" + Shown(name) + "'", DidYouMean(name, known));
}

template <typename T>
std::vector<std::string> Names(const std::vector<T>& all) {
  std::vector<std::string> names;
  for (const T& one : all) names.push_back(one.name);
  return names;
}

/// Splits at each `|` that has no backslash before it.
std::vector<std::string> SplitMembers(std::string_view text) {
  std::vector<std::string> members(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '|' || text[i + 1] == '\\')) {
      members.back() += text[++i];
    } else if (text[i] == '|') {
      members.emplace_back();
    } else {
      members.back() += text[i];
    }
  }
  return members;
}

class Parser {
 public:
  explicit Parser(const Definitions& definitions) : definitions_(definitions) {}

  Result<Question> Parse(const Words& words) {
    for (const auto& [key, value] : words) {
      const auto found = std::ranges::find(kReaders, key, &Reader::key);
      if (found == kReaders.end()) return Unknown("parameter", key, KnownKeys());
      TILL_TRY((this->*found->read)(value));
    }
    TILL_TRY(CheckOrder());
    if (question_.from && question_.to && *question_.to < *question_.from) {
      return Invalid("cannot answer: from " + question_.from->ToString() + " is after to " + question_.to->ToString());
    }
    return std::move(question_);
  }

 private:
  struct Reader {
    std::string_view key;
    Status (Parser::*read)(std::string_view value);
  };
  static const std::array<Reader, 8> kReaders;

  static std::vector<std::string> KnownKeys() {
    std::vector<std::string> keys;
    for (const Reader& reader : kReaders) keys.emplace_back(reader.key);
    return keys;
  }

  Status ReadMeasures(std::string_view value) {
    for (const std::string& name : Split(value, ',')) {
      if (definitions_.FindMeasure(name) == nullptr) return Unknown("measure", name, Names(definitions_.measures));
      if (std::ranges::find(question_.measures, name) == question_.measures.end()) question_.measures.push_back(name);
    }
    return Ok();
  }

  Status ReadBy(std::string_view value) {
    if (value.empty()) return Ok();
    for (const std::string& name : Split(value, ',')) {
      if (definitions_.FindDimension(name) == nullptr)
        return Unknown("dimension", name, Names(definitions_.dimensions));
      if (std::ranges::find(question_.by, name) == question_.by.end()) question_.by.push_back(name);
    }
    return Ok();
  }

  Status ReadDay(std::string_view key, std::string_view value, std::optional<Day>& day) {
    day = Day::Parse(value);
    if (day) return Ok();
    return Invalid("cannot answer: " + std::string(key) + " '" + Shown(value) + "' is not a day", "write YYYY-MM-DD");
  }
  Status ReadFrom(std::string_view value) { return ReadDay("from", value, question_.from); }
  Status ReadTo(std::string_view value) { return ReadDay("to", value, question_.to); }

  Status ReadWhere(std::string_view value) {
    const size_t end = value.find_first_of(":=");
    const std::string name(value.substr(0, end));
    const Dimension* dimension = definitions_.FindDimension(name);
    if (dimension == nullptr) return Unknown("dimension", name, Names(definitions_.dimensions));
    if (end == std::string_view::npos) {
      return Invalid("cannot answer: filter '" + Shown(value) + "' has no value", "write " + name + "=VALUE");
    }
    if (!dimension->filterable) return Invalid("cannot answer: dimension '" + name + "' cannot be filtered");
    std::vector<std::string> members = SplitMembers(value.substr(end + 1));
    const auto same = std::ranges::find(question_.where, name, &Filter::dimension);
    if (same == question_.where.end()) {
      question_.where.push_back({name, std::move(members)});
    } else {
      std::ranges::move(members, std::back_inserter(same->members));
    }
    return Ok();
  }

  Status ReadCompare(std::string_view value) {
    const std::string name = Replace(value, "-", "_");
    std::vector<std::string> known;
    for (const auto& [compare_name, compare] : kCompares) {
      if (compare_name == name) question_.compare = compare;
      known.emplace_back(compare_name);
    }
    if (name.empty() || question_.compare != Compare::kNone) return Ok();
    return Unknown("comparison", value, known);
  }

  Status ReadOrder(std::string_view value) {
    question_.order = value;
    return Ok();
  }

  Status ReadLimit(std::string_view value) {
    question_.limit = ParseInt(value);
    if (question_.limit && *question_.limit > 0) return Ok();
    return Invalid("cannot answer: limit '" + Shown(value) + "' is not a number above 0");
  }

  Status CheckOrder() const {
    if (question_.order.empty()) return Ok();
    const std::string_view name = std::string_view(question_.order).substr(question_.order.starts_with("-") ? 1 : 0);
    std::vector<std::string> known = question_.measures;
    known.insert(known.end(), question_.by.begin(), question_.by.end());
    if (std::ranges::find(known, name) != known.end()) return Ok();
    return Unknown("order", name, known);
  }

  const Definitions& definitions_;
  Question question_;
};

constexpr std::array<Parser::Reader, 8> Parser::kReaders{{
    {"measures", &Parser::ReadMeasures},
    {"by", &Parser::ReadBy},
    {"from", &Parser::ReadFrom},
    {"to", &Parser::ReadTo},
    {"where", &Parser::ReadWhere},
    {"compare", &Parser::ReadCompare},
    {"order", &Parser::ReadOrder},
    {"limit", &Parser::ReadLimit},
}};

/// The same date a year earlier; 28 February for the 29th.
Day YearEarlier(Day day) {
  const Day::Civil civil = day.ToCivil();
  const bool leap_day = civil.month == 2 && civil.day == 29;
  return Day::Of(civil.year - 1, civil.month, leap_day ? 28 : civil.day);
}

}  // namespace

std::string_view CompareName(Compare compare) {
  for (const auto& [name, candidate] : kCompares) {
    if (candidate == compare) return name;
  }
  return "";
}

Result<Question> ParseQuestion(const Words& words, const Definitions& definitions) {
  return Parser(definitions).Parse(words);
}

std::optional<Period> ComparePeriod(Period period, Compare compare) {
  const int days = period.to - period.from + 1;
  switch (compare) {
    case Compare::kPreviousPeriod:
      return Period{period.from - days, period.to - days};
    case Compare::kLastYear:
      return Period{YearEarlier(period.from), YearEarlier(period.to)};
    case Compare::kLastYearWeekday:
      return Period{period.from - 364, period.to - 364};
    case Compare::kNone:
      break;
  }
  return std::nullopt;
}

}  // namespace till::metrics
