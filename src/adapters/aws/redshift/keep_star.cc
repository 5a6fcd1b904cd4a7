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

/// Brings one publication in.
class Keeper {
 public:
  Keeper(const Run& run, const Target& target, const publish::Record& record, Loader& loader)
      : run_(run), target_(target), record_(record), loader_(loader) {}

  /// Makes what is there before any publication.
  Status Prepare() {
    TILL_TRY(Parts::Prepare(run_, target_.schema));
    TILL_TRY(Do(CreateSchema(target_.schema)));
    TILL_TRY(Do(CreateTable(target_.schema, kPublicationTable, warehouse::PublicationRow(record_).schema)));
    TILL_TRY(Do(CreateTable(target_.schema, kInputsTable, warehouse::InputRows(record_).schema)));
    return Do(CreateTable(target_.schema, kFilesTable, ListedFileColumns()));
  }

  Result<bool> IsKept() {
    TILL_ASSIGN(const Answer found, run_(FindPublication(target_.schema, record_.number, record_.content_hash)));
    return found.rows.rows() > 0;
  }

  /// Within a transaction.
  Status Keep(Parts& parts, const Tables& tables) {
    TILL_TRY(parts.Begin());
    TILL_ASSIGN(const Batch list, ListStarFiles(tables));
    TILL_TRY(LoadStarFiles(parts, tables, list));
    TILL_TRY(parts.Finish());
    TILL_ASSIGN(const auto shown, ShownParts());
    for (const auto& table : tables) TILL_TRY(Show(table, shown));
    TILL_TRY(Replace(kFilesTable, Described(list, tables)));
    TILL_TRY(Replace(kInputsTable, warehouse::InputRows(record_)));
    TILL_TRY(Replace(kPublicationTable, warehouse::PublicationRow(record_)));
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
  /// again would wait for its readers, and whoever comes after them would wait, too. One whose parts lie in another
  /// table may have columns of other types, which no view takes on in place.
  Status Show(const warehouse::Warehouse::AttachedTable& table, const std::map<std::string, std::string>& shown) {
    TILL_ASSIGN(const Answer listed, run_(ListColumns(target_.schema, table.name)));
    bool same = listed.rows.rows() == table.columns.size();
    for (size_t i = 0; same && i < table.columns.size(); ++i) {
      same = listed.rows.columns[0].Text(i) == table.columns[i].name;
    }
    const auto parts = shown.find(table.name);
    const bool known = parts != shown.end();
    if (known && parts->second != StarPartsTable(table)) same = false;
    if (same && known) return Ok();
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
