#include "metrics/definitions.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "metrics/definition_reader.h"

namespace till::metrics {
namespace {

template <typename T>
const T* FindByName(const std::vector<T>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &T::name);
  return found == all.end() ? nullptr : &*found;
}

/// The TOML files directly below `folder` of a project, in byte order of their names.
Result<std::vector<DefinitionFile>> ProjectFiles(const std::filesystem::path& project_folder, std::string_view folder) {
  std::vector<DefinitionFile> files;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(project_folder / folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != ".toml") continue;
    TILL_ASSIGN(std::string text, ReadFile(entry->path()));
    files.push_back({std::string(folder) + "/" + entry->path().filename().string(), std::move(text)});
  }
  std::ranges::sort(files, {}, &DefinitionFile::path);
  return files;
}

bool IsDefinition(std::string_view path) {
  return (path.starts_with("metrics/") || path.starts_with("dashboards/")) && path.ends_with(".toml");
}

Json PanelJson(const Panel& panel) {
  Json json{{"name", panel.name}, {"title", panel.title}, {"form", panel.form}, {"width", panel.width}};
  if (!panel.analysis.empty()) {
    json["analysis"] = panel.analysis;
    return json;
  }
  json["measures"] = panel.measures;
  json["by"] = panel.by;
  if (!panel.order.empty()) json["order"] = panel.order;
  if (panel.limit) json["limit"] = *panel.limit;
  json["compare"] = panel.compare;
  return json;
}

Json PagesJson(const std::vector<Page>& pages) {
  Json json = Json::array();
  for (const Page& page : pages) {
    Json panels = Json::array();
    for (const Panel& panel : page.panels) panels.push_back(PanelJson(panel));
    json.push_back({{"name", page.name}, {"title", page.title}, {"panels", std::move(panels)}});
  }
  return json;
}

}  // namespace

columns::Type Measure::type() const {
  return unit == "count" || unit == "days" ? columns::Type::kBigint : columns::Type::kDecimal;
}

const Measure* Definitions::FindMeasure(std::string_view name) const { return FindByName(measures, name); }
const Dimension* Definitions::FindDimension(std::string_view name) const { return FindByName(dimensions, name); }
const Analysis* Definitions::FindAnalysis(std::string_view name) const { return FindByName(analyses, name); }

Definitions ParseDefinitions(std::span<const DefinitionFile> files) {
  Definitions definitions;
  std::vector<const DefinitionFile*> pages;
  for (const DefinitionFile& file : files) {
    if (file.path.starts_with("dashboards/")) {
      pages.push_back(&file);
    } else {
      ReadMetrics(file, definitions);
    }
  }
  for (const DefinitionFile* file : pages) ReadPage(*file, definitions);
  std::ranges::stable_sort(definitions.pages, {}, &Page::position);
  return definitions;
}

Result<Definitions> LoadDefinitions(std::span<const Asset> assets, const std::filesystem::path& project_folder) {
  std::vector<DefinitionFile> files;
  for (const Asset& asset : assets) {
    if (IsDefinition(asset.path)) files.push_back({std::string(asset.path), std::string(asset.bytes)});
  }
  if (const Definitions own = ParseDefinitions(files); !own.mistakes.empty()) {
    return Internal(own.mistakes.front().message, own.mistakes.front().hint);
  }
  for (const std::string_view folder : {"metrics", "dashboards"}) {
    TILL_ASSIGN(std::vector<DefinitionFile> found, ProjectFiles(project_folder, folder));
    std::ranges::move(found, std::back_inserter(files));
  }
  return ParseDefinitions(files);
}

Json DefinitionsJson(const Definitions& definitions) {
  Json measures = Json::array();
  for (const Measure& measure : definitions.measures) {
    measures.push_back({{"name", measure.name},
                        {"label", measure.label},
                        {"unit", measure.unit},
                        {"sense", measure.sense},
                        {"adds_over_time", measure.adds_over_time},
                        {"adds_over_members", measure.adds_over_members},
                        {"sentence", measure.sentence}});
  }
  Json dimensions = Json::array();
  for (const Dimension& dimension : definitions.dimensions) {
    dimensions.push_back({{"name", dimension.name},
                          {"label", dimension.label},
                          {"kind", dimension.kind},
                          {"filterable", dimension.filterable}});
  }
  Json analyses = Json::array();
  for (const Analysis& analysis : definitions.analyses) {
    analyses.push_back({{"name", analysis.name}, {"label", analysis.label}, {"sentence", analysis.sentence}});
  }
  return {{"measures", std::move(measures)},
          {"dimensions", std::move(dimensions)},
          {"analyses", std::move(analyses)},
          {"pages", PagesJson(definitions.pages)}};
}

}  // namespace till::metrics
