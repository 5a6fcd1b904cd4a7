#include "catalog/feed_tables.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "project/path_pattern.h"

namespace till::catalog {
namespace {

constexpr size_t kLongestName = 200;
constexpr std::string_view kS3 = "s3://";

/// A folder of a feed's path with a field in it.
struct PathField {
  bool is_date = false;
  std::string folder_name;  ///< "dt" of "dt={date}", else empty
  size_t depth = 0;         ///< folders of a key up to and with this one
};

/// Where a feed's files lie.
struct Layout {
  std::string folder;  ///< all of them below it
  std::vector<PathField> fields;
  size_t depth() const { return fields.empty() ? 0 : fields.back().depth; }
};

/// The feed's path as of keys in the lake. What comes from outside lands as raw/<feed>/<business date>/….
std::string LakePath(const project::Project& project, const project::Feed& feed) {
  if (feed.path.starts_with('/')) return "raw/" + feed.name + "/{date}/*";
  if (!feed.path.starts_with(kS3)) return feed.path;
  std::string_view root = project.lake_root;
  while (root.ends_with('/')) root.remove_suffix(1);
  return feed.path.substr(std::min(feed.path.size(), root.size() + 1));
}

/// The fields that end in a folder of `path`, each kind once.
std::vector<PathField> FieldsOf(std::string_view path) {
  std::vector<PathField> fields;
  size_t folder = 0;   // of the current one: where it starts in `path`
  size_t folders = 0;  // those before it
  std::vector<PathField> pending;
  for (size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '/') {
      for (const PathField& field : pending) fields.push_back(field);
      pending.clear();
      ++folders;
      folder = at + 1;
    }
    if (path[at] != '{') continue;
    const size_t end = path.find('}', at);
    if (end == std::string_view::npos) break;
    const std::string_view inner = path.substr(at, end - at);
    folders += static_cast<size_t>(std::count(inner.begin(), inner.end(), '/'));
    PathField field{inner.starts_with("{date"), {}, folders + 1};
    const bool alone = end + 1 < path.size() && path[end + 1] == '/' && inner.find('/') == std::string_view::npos;
    const std::string_view before = path.substr(folder, at - folder);
    if (alone && before.ends_with('=')) field.folder_name = before.substr(0, before.size() - 1);
    const auto is_same = [&](const PathField& other) { return other.is_date == field.is_date; };
    if (std::ranges::none_of(fields, is_same) && std::ranges::none_of(pending, is_same)) pending.push_back(field);
    at = end;
  }
  return fields;
}

/// A name of a-z, 0-9 and '_' that no other in `taken` is; `otherwise` where nothing of `text` remains.
std::string ColumnName(std::string_view text, const std::string& otherwise, std::set<std::string>& taken) {
  std::string name;
  for (const char c : ToLower(text)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) {
      name += c;
    } else if (!name.empty() && !name.ends_with('_')) {
      name += '_';
    }
  }
  while (name.ends_with('_')) name.pop_back();
  name = name.empty() ? otherwise : name.substr(0, kLongestName);
  std::string unique = name;
  for (int n = 2; !taken.insert(unique).second; ++n) unique = name + "_" + std::to_string(n);
  return unique;
}

/// "orders.order_id, products.…" for what the feed reads from a header; empty if nothing.
std::string ReadAs(const project::Feed& feed, const std::string& header) {
  std::vector<std::string> columns;
  for (const project::TableMapping& mapping : feed.tables) {
    for (const project::ColumnRule& rule : mapping.columns) {
      if (std::ranges::find(rule.from, header) == rule.from.end()) continue;
      columns.push_back(std::string(mapping.table->name) + "." + rule.column);
    }
  }
  return Join(columns, ", ");
}

std::vector<MirrorColumn> ColumnsOf(const project::Feed& feed, const SchemaVersion& schema,
                                    std::set<std::string>& taken) {
  std::vector<MirrorColumn> columns;
  for (const SeenColumn& seen : schema.columns) {
    MirrorColumn column;
    column.name = ColumnName(seen.name, "column_" + std::to_string(columns.size() + 1), taken);
    column.type = seen.type;
    const std::string read_as = ReadAs(feed, seen.name);
    column.comment = std::string(columns::TypeName(seen.type)) + " under the header '" + seen.name + "'" +
                     (read_as.empty() ? ", not read" : ", read as " + read_as);
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<MirrorColumn> PartitionColumnsOf(const Layout& layout, std::set<std::string>& taken) {
  std::vector<MirrorColumn> columns;
  for (const PathField& field : layout.fields) {
    const std::string kind = field.is_date ? "business_date" : "store";
    columns.push_back({ColumnName(field.folder_name.empty() ? kind : field.folder_name, kind, taken),
                       field.is_date ? columns::Type::kDate : columns::Type::kText,
                       field.is_date ? "business date, of the folder's name" : "store, of the folder's name"});
  }
  return columns;
}

/// The first `depth` folders of a key, with the last '/'; empty if it has not so many.
std::string FolderOf(const std::string& object, size_t depth) {
  size_t end = 0;
  for (; depth > 0; --depth) {
    const size_t slash = object.find('/', end);
    if (slash == std::string::npos) return {};
    end = slash + 1;
  }
  return object.substr(0, end);
}

/// Fills the table's partitions, or its files where it has no partition columns, with files by key. Tells whether each
/// partition has one folder.
bool AddFiles(const Layout& layout, std::span<const FeedFile> files, const std::string& feed, MirrorTable& table) {
  std::map<std::vector<std::string>, MirrorPartition> partitions;
  bool one_folder = true;
  for (const FeedFile& file : files) {
    if (file.feed != feed) continue;
    std::vector<std::string> values;
    for (const PathField& field : layout.fields) {
      values.push_back(field.is_date ? file.business_date.ToString() : file.store);
    }
    const std::string folder = FolderOf(file.object, layout.depth());
    MirrorPartition& partition = partitions.emplace(values, MirrorPartition{values, folder}).first->second;
    partition.files.push_back(file.object);
    one_folder = one_folder && partition.folder == folder;
  }
  for (auto& [values, partition] : partitions) {
    std::ranges::sort(partition.files);
    if (layout.fields.empty()) {
      table.files = std::move(partition.files);
    } else {
      table.partitions.push_back(std::move(partition));
    }
  }
  return one_folder;
}

/// Whether a file that is not the feed's stands in the folders of `table`.
bool HoldsOthers(const Layout& layout, std::span<const FeedFile> files, const std::string& feed,
                 const MirrorTable& table) {
  std::set<std::string> folders;
  for (const MirrorPartition& partition : table.partitions) folders.insert(partition.folder);
  return std::ranges::any_of(files, [&](const FeedFile& file) {
    if (file.feed == feed) return false;
    return layout.fields.empty() ? file.object.starts_with(table.folder)
                                 : folders.contains(FolderOf(file.object, layout.depth()));
  });
}

/// Takes the lists of files from a table whose folders say the same.
void ForgetFiles(MirrorTable& table) {
  table.files.clear();
  for (MirrorPartition& partition : table.partitions) partition.files.clear();
}

}  // namespace

std::string_view LayerName(Layer layer) { return layer == Layer::kRaw ? "raw" : "processed"; }

std::vector<MirrorTable> TablesOf(const project::Project& project, std::span<const SchemaVersion> schemas,
                                  std::span<const FeedFile> files) {
  std::vector<MirrorTable> tables;
  for (const project::Feed& feed : project.feeds) {
    const auto schema = std::ranges::find(schemas, feed.name, &SchemaVersion::table);
    const std::string path = LakePath(project, feed);
    const auto pattern = project::PathPattern::Compile(path);
    if (schema == schemas.end() || !pattern.ok()) continue;
    const Layout layout{pattern->FolderPrefix(), FieldsOf(path)};
    std::set<std::string> taken;
    MirrorTable table;
    table.name = feed.name;
    table.description = "files of feed '" + feed.name + "' as they came";
    table.delimiter = schema->delimiter;
    table.folder = layout.folder;
    table.columns = ColumnsOf(feed, *schema, taken);
    table.partition_columns = PartitionColumnsOf(layout, taken);
    table.notes = {{"encoding", schema->encoding}, {"schema_version", std::to_string(schema->version)}};
    const bool one_folder = AddFiles(layout, files, feed.name, table);
    const bool landed = feed.path.starts_with('/');
    if (landed || !one_folder || layout.folder.empty() || HoldsOthers(layout, files, feed.name, table)) {
      table.format = MirrorTable::Format::kListed;
    } else {
      ForgetFiles(table);
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace till::catalog
