#include "adapters/aws/redshift/keep_star.h"

#include <map>
#include <string>
#include <vector>

#include "adapters/aws/redshift/loader.h"
#include "adapters/aws/redshift/parts.h"
#include "adapters/aws/redshift/star_files.h"
#include "adapters/aws/redshift/statements.h"
#include "warehouse/published_star.h"

namespace till::redshift {
namespace {

using columns::Batch;
using columns::Schema;
using columns::Type;
using postgres::Answer;
using postgres::Statement;
using Tables = std::vector<warehouse::Warehouse::AttachedTable>;

Schema ListedFileColumns() {
  return {{"table_name", Type::kText},
          {"part", Type::kBigint},
          {"partition_day", Type::kDate},
          {"parts_table", Type::kText},
          {"key", Type::kText}};
}

Batch PublicationRow(const publish::Record& record) {
  Batch row = Batch::Of({{"number", Type::kBigint}, {"content_hash", Type::kText}, {"published_at", Type::kText}});
  row.columns[0].AppendNumber(record.number);
  row.columns[1].AppendText(record.content_hash);
  row.columns[2].AppendText(record.published_at);
  return row;
}

Batch InputRows(const publish::Record& record) {
  Batch rows = Batch::Of({{"_input", Type::kBigint},
                          {"feed", Type::kText},
                          {"key", Type::kText},
                          {"business_date", Type::kDate},
                          {"content", Type::kText},
                          {"recipe", Type::kText}});
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

/// Brings one publication in.
class Keeper {
 public:
  Keeper(const Run& run, const Target& target, const publish::Record& record, Loader& loader)
      : run_(run), target_(target), record_(record), loader_(loader) {}

  /// Makes what is there before any publication.
  Status Prepare() {
    TILL_TRY(Parts::Prepare(run_, target_.schema));
    TILL_TRY(Do(CreateSchema(target_.schema)));
    TILL_TRY(Do(CreateTable(target_.schema, kPublicationTable, PublicationRow(record_).schema)));
    TILL_TRY(Do(CreateTable(target_.schema, kInputsTable, InputRows(record_).schema)));
    return Do(CreateTable(target_.schema, kFilesTable, ListedFileColumns()));
  }

  Result<bool> IsKept() {
    TILL_ASSIGN(const Answer found, run_(FindPublication(target_.schema, record_.number, record_.content_hash)));
    return found.rows.rows() > 0;
  }

  /// Within a transaction.
  Status Keep(Parts& parts, const Tables& tables) {
    TILL_TRY(parts.Begin());
    TILL_ASSIGN(const Batch list, LoadStarFiles(parts, tables));
    TILL_TRY(parts.Finish());
    TILL_ASSIGN(const auto shown, ShownParts());
    for (const auto& table : tables) TILL_TRY(Show(table, shown));
    TILL_TRY(Replace(kFilesTable, Described(list, tables)));
    TILL_TRY(Replace(kInputsTable, InputRows(record_)));
    TILL_TRY(Replace(kPublicationTable, PublicationRow(record_)));
    const auto numbers = list.columns[1].numbers();
    return parts.KeepOnly(Parts::Kind::kStar, {numbers.begin(), numbers.end()}, Name(target_.schema, kFilesTable));
  }

 private:
  Status Do(const Statement& statement) { return run_(statement).status(); }

  /// The table of parts that each view reads now.
  Result<std::map<std::string, std::string>> ShownParts() {
    TILL_ASSIGN(const Answer listed, run_(ListShown(target_.schema)));
    std::map<std::string, std::string> shown;
    for (size_t row = 0; row < listed.rows.rows(); ++row) {
      shown.emplace(listed.rows.columns[0].Text(row), listed.rows.columns[1].Text(row));
    }
    return shown;
  }

  /// Makes a table's view where it is missing or is of other columns. One that is right is let be: to put it in place
  /// again would wait for its readers, and whoever comes after them would wait, too.
  Status Show(const warehouse::Warehouse::AttachedTable& table, const std::map<std::string, std::string>& shown) {
    TILL_ASSIGN(const Answer listed, run_(ListColumns(target_.schema, table.name)));
    bool same = listed.rows.rows() == table.columns.size();
    for (size_t i = 0; same && i < table.columns.size(); ++i) {
      same = listed.rows.columns[0].Text(i) == table.columns[i].name;
    }
    const auto parts = shown.find(table.name);
    if (same && parts != shown.end() && parts->second == StarPartsTable(table)) return Ok();
    if (!same && listed.rows.rows() > 0) TILL_TRY(Do(DropView(target_.schema, table.name)));
    return Do(CreateView(target_.schema, table.name, table.columns, table.partition_column));
  }

  /// The list of files with what else is said of each, in the order of the record.
  Batch Described(const Batch& list, const Tables& tables) const {
    Batch files = Batch::Of(ListedFileColumns());
    for (size_t i = 0; i < list.columns.size(); ++i) files.columns[i] = list.columns[i];
    for (size_t i = 0; i < tables.size(); ++i) {
      for (const publish::StarFile& file : record_.content.tables[i].files) {
        files.columns[3].AppendText(StarPartsTable(tables[i]));
        files.columns[4].AppendText(file.key);
      }
    }
    return files;
  }

  Status Replace(std::string_view table, const Batch& rows) {
    TILL_TRY(Do(DeleteAll(target_.schema, table)));
    return loader_.CopyRows(Name(target_.schema, table), table, rows);
  }

  const Run& run_;
  const Target& target_;
  const publish::Record& record_;
  Loader& loader_;
};

}  // namespace

Status KeepStar(const Run& run, const Target& target, const publish::Record& record, lake::ObjectStore& store) {
  TILL_ASSIGN(const auto loader, Loader::Open(run, target, store));
  Keeper keeper(run, target, record, *loader);
  TILL_TRY(keeper.Prepare());
  TILL_ASSIGN(const bool kept, keeper.IsKept());
  if (kept) return Ok();
  TILL_ASSIGN(const Tables tables, warehouse::PublishedStar(record, store));
  const WorkerPool pool(0);
  Parts parts(run, target.schema, *loader, pool);
  return loader->InTransaction([&] { return keeper.Keep(parts, tables); });
}

}  // namespace till::redshift
