#include "adapters/aws/redshift/keep_star.h"

#include <map>
#include <utility>
#include <vector>

#include "adapters/aws/redshift/load_file.h"
#include "adapters/aws/redshift/statements.h"
#include "base/text.h"
#include "columns/parquet_reader.h"
#include "warehouse/units.h"

namespace till::redshift {
namespace {

using columns::Batch;
using columns::Schema;
using columns::Type;
using postgres::Answer;
using postgres::Statement;

/// Table and unit of a file, and the key of its object.
using Files = std::map<std::pair<std::string, std::string>, std::string>;

Schema PublicationColumns() {
  return {{"number", Type::kBigint}, {"content_hash", Type::kText}, {"published_at", Type::kText}};
}

Schema InputColumns() {
  return {{"_input", Type::kBigint},      {"feed", Type::kText},    {"key", Type::kText},
          {"business_date", Type::kDate}, {"content", Type::kText}, {"recipe", Type::kText}};
}

Schema FileColumns() { return {{"table_name", Type::kText}, {"unit", Type::kText}, {"key", Type::kText}}; }

Batch PublicationRow(const publish::Record& record) {
  Batch row = Batch::Of(PublicationColumns());
  row.columns[0].AppendNumber(record.number);
  row.columns[1].AppendText(record.content_hash);
  row.columns[2].AppendText(record.published_at);
  return row;
}

Batch InputRows(const publish::Record& record) {
  Batch rows = Batch::Of(InputColumns());
  for (const publish::Input& input : record.content.inputs) {
    rows.columns[0].AppendNumber(input.Id());
    rows.columns[1].AppendText(input.feed);
    rows.columns[2].AppendText(input.key);
    rows.columns[3].AppendNumber(input.business_date.value);
    rows.columns[4].AppendText(input.content);
    rows.columns[5].AppendText(input.recipe);
  }
  return rows;
}

Batch FileRows(const Files& files) {
  Batch rows = Batch::Of(FileColumns());
  for (const auto& [name, key] : files) {
    rows.columns[0].AppendText(name.first);
    rows.columns[1].AppendText(name.second);
    rows.columns[2].AppendText(key);
  }
  return rows;
}

Files FilesOf(const publish::Record& record) {
  Files files;
  for (const publish::StarTable& table : record.content.tables) {
    for (const publish::StarFile& file : table.files) files[{table.name, file.unit}] = file.key;
  }
  return files;
}

Result<Schema> SchemaOf(const publish::StarTable& table) {
  Schema schema;
  for (const auto& [name, type_name] : table.columns) {
    const auto type = columns::TypeOf(type_name);
    if (!type) return Corrupt("cannot read star table '" + table.name + "': unknown type '" + type_name + "'");
    schema.push_back({name, *type});
  }
  return schema;
}

/// A file's rows with all columns of its table, the partition column among them.
Result<Batch> RowsOf(lake::ObjectStore& store, const publish::StarTable& table, const publish::StarFile& file,
                     const Schema& schema) {
  TILL_ASSIGN(const std::string bytes, store.Get(file.key));
  auto read = columns::DecodeParquet(bytes);
  if (!read.ok()) {
    return Corrupt("cannot read star file '" + file.key + "': it is not as till writes it",
                   "till run --full makes it again");
  }
  Batch rows = Batch::Of(schema);
  for (size_t i = 0; i < schema.size(); ++i) {
    if (schema[i].name == table.partition_column) {
      const Day month = warehouse::ParseUnit(file.unit)->first.MonthStart();
      for (size_t row = 0; row < read->rows(); ++row) rows.columns[i].AppendNumber(month.value);
    } else if (const columns::Column* column = read->Find(schema[i].name)) {
      rows.columns[i] = *column;
    } else {
      return Corrupt("cannot read star file '" + file.key + "': it has no column '" + schema[i].name + "'");
    }
  }
  return rows;
}

/// Objects that COPY reads, deleted at the end of its life.
class LoadArea {
 public:
  LoadArea(lake::ObjectStore& store, const Target& target, const publish::Record& record)
      : store_(store), target_(target), prefix_("_till/redshift/" + record.content_hash.substr(0, 16) + "/") {}
  ~LoadArea() {
    // What stays behind is written anew by the next try, and in nobody's way.
    for (const std::string& key : keys_) static_cast<void>(store_.Delete(key));
  }
  LoadArea(const LoadArea&) = delete;
  LoadArea& operator=(const LoadArea&) = delete;

  Status Add(const std::string& table, const Batch& rows) {
    const std::string csv = LoadFile(rows);
    std::vector<LoadObject>& objects = objects_[table];
    const std::string key = prefix_ + table + "-" + std::to_string(objects.size()) + ".csv";
    TILL_TRY(Put(key, csv));
    objects.push_back({Url(key), static_cast<int64_t>(csv.size())});
    return Ok();
  }

  /// The URL of the manifest of what was added for a table.
  Result<std::string> PutManifest(const std::string& table) {
    const std::string key = prefix_ + table + ".manifest";
    TILL_TRY(Put(key, Manifest(objects_[table])));
    return Url(key);
  }

 private:
  std::string Url(const std::string& key) const { return target_.lake_url + "/" + key; }

  Status Put(const std::string& key, const std::string& bytes) {
    keys_.push_back(key);
    return store_.Put(key, std::string_view(bytes));
  }

  lake::ObjectStore& store_;
  const Target& target_;
  std::string prefix_;
  std::map<std::string, std::vector<LoadObject>> objects_;
  std::vector<std::string> keys_;
};

/// Brings one publication in.
class Keeper {
 public:
  Keeper(const Run& run, const Target& target, const publish::Record& record, lake::ObjectStore& store)
      : run_(run), target_(target), record_(record), store_(store), area_(store, target, record) {}

  Result<bool> IsKept() {
    TILL_TRY(Do(SetTimeZone()));
    TILL_TRY(Do(CreateSchema(target_.schema)));
    TILL_TRY(Do(CreateTable(target_.schema, kPublicationTable, PublicationColumns())));
    TILL_TRY(Do(CreateTable(target_.schema, kInputsTable, InputColumns())));
    TILL_TRY(Do(CreateTable(target_.schema, kFilesTable, FileColumns())));
    TILL_ASSIGN(const Answer found, run_(FindPublication(target_.schema, record_.number, record_.content_hash)));
    return found.rows.rows() > 0;
  }

  /// Within a transaction.
  Status Keep() {
    TILL_ASSIGN(const Answer listed, run_(ListFiles(target_.schema)));
    Files held;
    for (size_t row = 0; row < listed.rows.rows(); ++row) {
      const auto text = [&](size_t column) { return std::string(listed.rows.columns[column].Text(row)); };
      held[{text(0), text(1)}] = text(2);
    }
    for (const publish::StarTable& table : record_.content.tables) TILL_TRY(KeepTable(table, held));
    TILL_TRY(Replace(std::string(kInputsTable), InputRows(record_)));
    TILL_TRY(Replace(std::string(kFilesTable), FileRows(FilesOf(record_))));
    return Replace(std::string(kPublicationTable), PublicationRow(record_));
  }

  /// What a failure is, once its transaction is over: Redshift keeps the reasons of a COPY in a table of its own.
  Error Explained(const Error& error) {
    if (loading_.empty() || IsRetryable(error.code) || error.code == Code::kCancelled) return error;
    std::vector<std::string> reasons;
    if (const auto listed = run_(LoadErrors()); listed.ok()) {
      for (size_t row = 0; row < listed->rows.rows(); ++row) {
        const auto text = [&](size_t column) { return columns::FormatValue(listed->rows.columns[column], row); };
        reasons.push_back(text(0).substr(text(0).rfind('/') + 1) + ":" + text(1) + ": column '" + text(2) +
                          "': " + text(3));
      }
    }
    if (reasons.empty()) return Within("cannot load '" + loading_ + "' into Redshift", error);
    return Rejected("cannot load '" + loading_ + "' into Redshift: " + Join(reasons, "; "),
                    "a text of the star may have " + WithThousands(kTextBytes) + " bytes there");
  }

 private:
  Status Do(const Statement& statement) { return run_(statement).status(); }

  Status KeepTable(const publish::StarTable& table, Files& held) {
    TILL_ASSIGN(const Schema schema, SchemaOf(table));
    TILL_ASSIGN(const bool same, HasColumns(table.name, schema));
    if (!same) {
      TILL_TRY(Do(DropTable(target_.schema, table.name)));
      std::erase_if(held, [&](const auto& file) { return file.first.first == table.name; });
    }
    TILL_TRY(Do(CreateTable(target_.schema, table.name, schema)));
    const Files wanted = FilesOf(record_);
    for (const auto& [name, key] : held) {
      const auto found = wanted.find(name);
      if (name.first != table.name || (found != wanted.end() && found->second == key)) continue;
      const auto unit = warehouse::ParseUnit(name.second);
      if (!unit) return Corrupt("cannot read '" + std::string(kFilesTable) + "': '" + name.second + "' is no unit");
      TILL_TRY(Do(DeleteUnit(target_.schema, table.name, *unit)));
    }
    bool any = false;
    for (const publish::StarFile& file : table.files) {
      const auto found = held.find({table.name, file.unit});
      if (found != held.end() && found->second == file.key) continue;
      TILL_ASSIGN(const Batch rows, RowsOf(store_, table, file, schema));
      TILL_TRY(area_.Add(table.name, rows));
      any = true;
    }
    return any ? Copy(table.name, schema) : Ok();
  }

  Result<bool> HasColumns(const std::string& table, const Schema& schema) {
    TILL_ASSIGN(const Answer listed, run_(ListColumns(target_.schema, table)));
    if (listed.rows.rows() != schema.size()) return false;
    for (size_t i = 0; i < schema.size(); ++i) {
      if (listed.rows.columns[0].Text(i) != schema[i].name) return false;
    }
    return true;
  }

  Status Replace(const std::string& table, const Batch& rows) {
    TILL_TRY(Do(DeleteAll(target_.schema, table)));
    if (rows.rows() == 0) return Ok();
    TILL_TRY(area_.Add(table, rows));
    return Copy(table, rows.schema);
  }

  Status Copy(const std::string& table, const Schema& schema) {
    TILL_ASSIGN(const std::string manifest, area_.PutManifest(table));
    const Status copied = Do(CopyCsv(target_.schema, table, schema, manifest, target_.iam_role));
    if (!copied.ok()) loading_ = table;
    return copied;
  }

  const Run& run_;
  const Target& target_;
  const publish::Record& record_;
  lake::ObjectStore& store_;
  LoadArea area_;
  std::string loading_;  ///< the table whose COPY failed
};

}  // namespace

Result<Run> Connect(const std::string& connection) {
  TILL_ASSIGN(auto connected, postgres::Session::Connect("Redshift", connection));
  const std::shared_ptr<postgres::Session> session = std::move(connected);
  return Run([session](const Statement& statement) { return session->Run(statement); });
}

Status KeepStar(const Run& run, const Target& target, const publish::Record& record, lake::ObjectStore& store) {
  Keeper keeper(run, target, record, store);
  TILL_ASSIGN(const bool kept, keeper.IsKept());
  if (kept) return Ok();
  TILL_TRY(run(Begin()).status());
  Status done = keeper.Keep();
  if (done.ok()) done = run(Commit()).status();
  if (done.ok()) return done;
  static_cast<void>(run(Rollback()));
  return keeper.Explained(done.error());
}

}  // namespace till::redshift
