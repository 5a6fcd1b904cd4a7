#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/assets.h"
#include "base/json.h"
#include "base/result.h"
#include "columns/batch.h"

namespace till::metrics {

/// One number that can be asked for. Defined in metrics/*.toml.
struct Measure {
  std::string name;
  std::string label;
  std::string unit;   ///< money, count, number, ratio, days
  std::string sense;  ///< up, down, none: which way is good
  bool adds_over_time = false;
  bool adds_over_members = false;
  std::string sentence;
  std::string sql;    ///< an aggregate over `lines`
  std::string place;  ///< of its SQL: "metrics/own.toml:3:7"

  /// bigint for counts and days, else decimal.
  columns::Type type() const;
  /// Whether it is 0, not empty, where there is no line: sums and counts are, ratios are not.
  bool IsZeroOfNothing() const { return adds_over_members || type() == columns::Type::kBigint; }
};

/// One way to split and to filter. Defined in metrics/*.toml.
struct Dimension {
  std::string name;
  std::string label;
  std::string kind;                           ///< time, ordinal, category
  columns::Type type = columns::Type::kText;  ///< text, date, integer
  std::string sql;                            ///< an expression over a row of `lines`
  std::string place;                          ///< of its SQL: "metrics/own.toml:3:7"
  std::vector<std::string> members;           ///< their order, for ordinal texts
  std::string ranked;                         ///< a condition on the lines that take part in a ranking, or empty
  bool filterable = true;
};

/// A question of its own: sql/metrics/<name>.sql over the selected lines. Defined in metrics/*.toml.
struct Analysis {
  std::string name;
  std::string label;
  std::string sentence;
};

/// One chart or table of a page; docs/API.md states the forms.
struct Panel {
  std::string name;
  std::string title;
  std::string form;
  int width = 2;  ///< in quarters of the page
  std::vector<std::string> measures;
  std::vector<std::string> by;
  std::string order;
  std::optional<int64_t> limit;
  bool compare = false;
  std::string analysis;  ///< instead of measures and by
};

/// A page of the dashboards: dashboards/<name>.toml.
struct Page {
  std::string name;
  std::string title;
  int64_t position = 0;
  std::vector<Panel> panels;
};

/// All that can be asked and shown. Immutable once loaded; any thread may read it.
struct Definitions {
  std::vector<Measure> measures;
  std::vector<Dimension> dimensions;
  std::vector<Analysis> analyses;
  std::vector<Page> pages;
  std::vector<Error> mistakes;  ///< in a project's own files; what is wrong is left out, the rest stands

  /// nullptr if there is none of that name.
  const Measure* FindMeasure(std::string_view name) const;
  const Dimension* FindDimension(std::string_view name) const;
  const Analysis* FindAnalysis(std::string_view name) const;
};

/// A definition file: its path as errors show it, and its text.
struct DefinitionFile {
  std::string path;  ///< "metrics/measures.toml", "dashboards/sales.toml"
  std::string text;
};

/// Reads the files in order; a later definition of a name replaces the earlier one, a later page of a name the earlier
/// page. A mistake is kept in `mistakes` as "cannot read metrics/own.toml:3:8: unknown unit 'moneys'" with a hint, and
/// what it stands in is left out.
Definitions ParseDefinitions(std::span<const DefinitionFile> files);

/// metrics/ and dashboards/ of `assets`, then those of the project's folder. kInternal for a mistake in the assets.
Result<Definitions> LoadDefinitions(std::span<const Asset> assets, const std::filesystem::path& project_folder);

/// The members "measures", "dimensions", "analyses" and "pages" of /api/meta.
Json DefinitionsJson(const Definitions& definitions);

}  // namespace till::metrics
