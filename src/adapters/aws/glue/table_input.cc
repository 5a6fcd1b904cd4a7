#include "adapters/aws/glue/table_input.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/hash.h"
#include "base/text.h"

namespace till::aws {
namespace {

using catalog::MirrorColumn;
using catalog::MirrorTable;

constexpr std::string_view kOurs = "till.";
/// The property that tells which list of files Glue has been told of: its SHA-256.
constexpr const char* kFiles = "till.files";
constexpr size_t kLongestComment = 255;
constexpr size_t kLongestDescription = 2048;

/// The members that a TableInput or PartitionInput may have; the rest of what Glue answers is its own.
constexpr std::array<std::string_view, 12> kInputMembers = {"Name",      "Description",       "Owner",
                                                            "Retention", "StorageDescriptor", "PartitionKeys",
                                                            "TableType", "ViewOriginalText",  "ViewExpandedText",
                                                            "Values",    "TargetTable",       "Parameters"};

std::string_view GlueType(columns::Type type) {
  switch (type) {
    case columns::Type::kBoolean:
      return "boolean";
    case columns::Type::kInteger:
      return "int";
    case columns::Type::kBigint:
      return "bigint";
    case columns::Type::kDecimal:
      return "decimal(18,4)";
    case columns::Type::kDate:
      return "date";
    case columns::Type::kTimestamp:
      return "timestamp";
    case columns::Type::kText:
      break;
  }
  return "string";
}

/// `text` on one line, cut between characters to at most `longest` bytes.
std::string Plain(std::string_view text, size_t longest) {
  std::string plain(text);
  std::ranges::replace_if(
      plain, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  if (plain.size() <= longest) return plain;
  while (longest > 0 && (static_cast<unsigned char>(plain[longest]) & 0xC0) == 0x80) --longest;
  return plain.substr(0, longest);
}

Json ColumnJson(const MirrorColumn& column, std::string_view type) {
  Json json{{"Name", column.name}, {"Type", type}};
  if (!column.comment.empty()) json["Comment"] = Plain(column.comment, kLongestComment);
  return json;
}

std::string LocationOf(const std::string& folder, const TableOwner& owner) { return owner.lake_root + "/" + folder; }

Json CsvFormat(char delimiter, bool listed) {
  return {
      {"InputFormat",
       listed ? "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat" : "org.apache.hadoop.mapred.TextInputFormat"},
      {"OutputFormat", "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"},
      {"SerdeInfo",
       {{"SerializationLibrary", "org.apache.hadoop.hive.serde2.OpenCSVSerde"},
        {"Parameters", {{"separatorChar", std::string(1, delimiter)}, {"quoteChar", "\""}, {"escapeChar", "\\"}}}}}};
}

/// As Spark writes it for a format that Hive does not know; `path` is where Spark looks.
Json DeltaFormat(const std::string& location) {
  return {{"InputFormat", "org.apache.hadoop.mapred.SequenceFileInputFormat"},
          {"OutputFormat", "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat"},
          {"SerdeInfo",
           {{"SerializationLibrary", "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"},
            {"Parameters", {{"serialization.format", "1"}, {"path", location}}}}}};
}

bool IsListed(const MirrorTable& table) { return table.format == MirrorTable::Format::kListed; }

/// The folder of a table's lists, or of one partition's: apart from the files, which would be taken for lists.
std::string ListFolder(const MirrorTable& table, const std::vector<std::string>& values = {}) {
  std::string folder = "listings/" + table.name + "/";
  for (size_t i = 0; i < values.size(); ++i) folder += table.partition_columns[i].name + "=" + values[i] + "/";
  return folder;
}

FileList ListIn(const std::string& folder, const std::vector<std::string>& files, const TableOwner& owner) {
  FileList list{folder + "files.txt", ""};
  for (const std::string& file : files) list.text += LocationOf(file, owner) + "\n";
  return list;
}

Json StorageOf(const MirrorTable& table, const std::string& location) {
  const bool csv = table.format != MirrorTable::Format::kDelta;
  Json columns = Json::array();
  for (const MirrorColumn& column : table.columns) {
    columns.push_back(ColumnJson(column, csv ? "string" : GlueType(column.type)));
  }
  Json storage{{"Columns", std::move(columns)}, {"Location", location}};
  storage.update(csv ? CsvFormat(table.delimiter, IsListed(table)) : DeltaFormat(location));
  return storage;
}

bool IsEmpty(const Json& json) {
  return json.is_null() || (json.is_string() && json.get_ref<const std::string&>().empty()) ||
         (json.is_structured() && json.empty());
}

/// In one order and without what is empty, so that equal ones are equal texts.
Json Normal(const Json& json) {
  if (json.is_array()) {
    Json array = Json::array();
    for (const Json& element : json) array.push_back(Normal(element));
    return array;
  }
  if (!json.is_object()) return json;
  std::map<std::string, Json> members;
  for (const auto& [name, value] : json.items()) members[name] = Normal(value);
  Json object = Json::object();
  for (auto& [name, value] : members) {
    if (!IsEmpty(value)) object[name] = std::move(value);
  }
  return object;
}

void MergeInto(Json& target, const Json& wanted) {
  for (const auto& [name, value] : wanted.items()) {
    Json& member = target[name];
    if (member.is_object() && value.is_object()) {
      MergeInto(member, value);
    } else {
      member = value;
    }
  }
}

/// What of a Table or Partition may be sent back.
Json InputPart(const Json& existing) {
  Json input = Json::object();
  for (const auto& [name, value] : existing.items()) {
    if (std::ranges::find(kInputMembers, name) != kInputMembers.end() && !value.is_null()) input[name] = value;
  }
  return input;
}

/// The names of the members in which two normal objects differ.
std::vector<std::string> MembersThatDiffer(const Json& a, const Json& b) {
  std::vector<std::string> names;
  for (const auto& [name, value] : a.items()) {
    if (!b.contains(name) || b[name] != value) names.push_back(name);
  }
  for (const auto& [name, value] : b.items()) {
    if (!a.contains(name)) names.push_back(name);
  }
  return names;
}

}  // namespace

Json TableInputOf(const MirrorTable& table, const TableOwner& owner) {
  Json parameters{{"EXTERNAL", "TRUE"}};
  if (table.format != MirrorTable::Format::kDelta) {
    parameters["classification"] = "csv";
    parameters["skip.header.line.count"] = "1";
    parameters["delimiter"] = std::string(1, table.delimiter);
  } else {
    parameters["table_type"] = "DELTA";
    parameters["spark.sql.sources.provider"] = "delta";
  }
  parameters["till.project"] = owner.project;
  parameters["till.layer"] = catalog::LayerName(owner.layer);
  for (const auto& [name, value] : table.notes) parameters[std::string(kOurs) + name] = value;
  if (IsListed(table) && table.partition_columns.empty()) {
    parameters[kFiles] = Sha256Hex(FileListOf(table, owner).text);
  }
  Json keys = Json::array();
  for (const MirrorColumn& column : table.partition_columns) keys.push_back(ColumnJson(column, GlueType(column.type)));
  return {
      {"Name", table.name},
      {"Description", Plain(table.description, kLongestDescription)},
      {"TableType", "EXTERNAL_TABLE"},
      {"Parameters", std::move(parameters)},
      {"StorageDescriptor", StorageOf(table, LocationOf(IsListed(table) ? ListFolder(table) : table.folder, owner))},
      {"PartitionKeys", std::move(keys)}};
}

Json PartitionInputOf(const MirrorTable& table, const catalog::MirrorPartition& partition, const TableOwner& owner) {
  const std::string folder = IsListed(table) ? ListFolder(table, partition.values) : partition.folder;
  Json input{{"Values", partition.values}, {"StorageDescriptor", StorageOf(table, LocationOf(folder, owner))}};
  if (IsListed(table)) input["Parameters"] = {{kFiles, Sha256Hex(FileListOf(table, partition, owner).text)}};
  return input;
}

FileList FileListOf(const MirrorTable& table, const TableOwner& owner) {
  return ListIn(ListFolder(table), table.files, owner);
}

FileList FileListOf(const MirrorTable& table, const catalog::MirrorPartition& partition, const TableOwner& owner) {
  return ListIn(ListFolder(table, partition.values), partition.files, owner);
}

bool IsOwnedBy(const Json& table, const TableOwner& owner) {
  const auto parameters = table.find("Parameters");
  if (parameters == table.end()) return false;
  const auto says = [&](const char* name, std::string_view value) {
    const auto found = parameters->find(name);
    return found != parameters->end() && *found == value;
  };
  return says("till.project", owner.project) && says("till.layer", catalog::LayerName(owner.layer));
}

Json Merged(const Json& existing, const Json& wanted) {
  Json input = InputPart(existing);
  const auto parameters = input.find("Parameters");
  if (parameters != input.end() && parameters->is_object()) {
    Json kept = Json::object();
    for (const auto& [name, value] : parameters->items()) {
      if (!name.starts_with(kOurs) && name != kDeprecated) kept[name] = value;
    }
    *parameters = std::move(kept);
  }
  MergeInto(input, wanted);
  return input;
}

std::vector<std::string> Differences(const Json& existing, const Json& input) {
  const Json before = Normal(InputPart(existing));
  const Json after = Normal(input);
  std::vector<std::string> names;
  for (const std::string& name : MembersThatDiffer(before, after)) {
    if (name != "StorageDescriptor" || !before.contains(name) || !after.contains(name)) {
      names.push_back(name);
      continue;
    }
    for (const std::string& inner : MembersThatDiffer(before[name], after[name])) names.push_back(name + "." + inner);
  }
  return names;
}

}  // namespace till::aws
