#include "recognise/preset.h"

#include <array>

#include "project/feed_reader.h"
#include "project/toml.h"

namespace till::recognise {
namespace {

using project::Toml;
using project::TomlEntry;

Result<PresetFeed> ReadPresetFeed(const TomlEntry& entry) {
  PresetFeed feed;
  feed.name = entry.key;
  TILL_TRY(entry.value.Read("signature", feed.signature));
  TILL_TRY(entry.value.Read("kind", feed.kind));
  TILL_TRY(entry.value.Read("notes", feed.notes));
  for (const TomlEntry& child : entry.value.entries) {
    if (child.key == "signature" || child.key == "kind" || child.key == "notes") continue;
    const retail::SourceTable* table = retail::FindSourceTable(child.key);
    if (table == nullptr) return child.Mistake("unknown table '" + child.key + "'");
    const Toml* columns = child.value.Find("columns");
    if (columns == nullptr) return child.Mistake("table '" + child.key + "' has no columns");
    project::TableMapping mapping{table, {}};
    for (const TomlEntry& column : columns->entries) {
      TILL_ASSIGN(project::ColumnRule rule, project::ReadColumnRule(column, *table));
      mapping.columns.push_back(std::move(rule));
    }
    feed.tables.push_back(std::move(mapping));
  }
  return feed;
}

Result<Preset> ReadPreset(const Asset& asset) {
  static const std::array<std::string, 4> kKeys{"title", "currency", "timezone", "feeds"};
  TILL_ASSIGN(const Toml root, project::ParseToml(asset.bytes, asset.path));
  TILL_TRY(root.CheckKeys(kKeys, "the preset"));
  Preset preset;
  TILL_TRY(root.Read("title", preset.title));
  TILL_TRY(root.Read("currency", preset.currency));
  TILL_TRY(root.Read("timezone", preset.timezone));
  const Toml* feeds = root.Find("feeds");
  if (feeds == nullptr) return root.Mistake("the preset has no feeds");
  for (const TomlEntry& entry : feeds->entries) {
    TILL_ASSIGN(PresetFeed feed, ReadPresetFeed(entry));
    preset.feeds.push_back(std::move(feed));
  }
  return preset;
}

}  // namespace

Result<std::vector<Preset>> LoadPresets(std::span<const Asset> assets) {
  constexpr std::string_view kFolder = "presets/";
  std::vector<Preset> presets;
  for (const Asset& asset : assets) {
    const bool direct =
        asset.path.starts_with(kFolder) && asset.path.find('/', kFolder.size()) == std::string_view::npos;
    if (!direct || !asset.path.ends_with(".toml")) continue;
    TILL_ASSIGN(Preset preset, ReadPreset(asset));
    presets.push_back(std::move(preset));
  }
  return presets;
}

}  // namespace till::recognise
