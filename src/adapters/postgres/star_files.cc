#include "adapters/postgres/star_files.h"

#include <set>
#include <vector>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "columns/parquet_reader.h"

namespace till::postgres {
namespace {

using columns::Schema;

constexpr size_t kNameLength = 32;

std::string Items(const Schema& schema, auto&& item) {
  std::vector<std::string> items;
  for (const columns::Field& field : schema) items.push_back(item(field));
  return Join(items, ", ");
}

}  // namespace

StarFiles::StarFiles(Session& session, std::string_view schema)
    : session_(session), schema_(std::string(schema) + "_files") {}

std::string StarFiles::Table(const std::filesystem::path& file) const {
  return Identifier(schema_) + "." + Identifier(contents_.at(file).substr(0, kNameLength));
}

Status StarFiles::MakeSchema() {
  // Asked first, because the right to create is needed for "if not exists", too.
  TILL_ASSIGN(const Answer there, session_.Run({"select 1 from pg_namespace where nspname = $1", {schema_}}));
  if (there.rows.rows() > 0) return Ok();
  return session_.Execute("create schema if not exists " + Identifier(schema_));
}

Status StarFiles::Load(std::span<const warehouse::Warehouse::AttachedTable> tables) {
  TILL_TRY(session_.Run({"select cast(pg_advisory_xact_lock(hashtextextended($1, 0)) as text)", {schema_}}).status());
  TILL_TRY(MakeSchema());
  TILL_ASSIGN(const Answer found,
              session_.Run({"select cast(c.relname as text) from pg_class as c join pg_namespace as n"
                            " on n.oid = c.relnamespace where n.nspname = $1",
                            {schema_}}));
  std::set<std::string> present;
  for (size_t row = 0; row < found.rows.rows(); ++row) present.emplace(found.rows.columns[0].Text(row));
  for (const auto& table : tables) {
    for (const std::filesystem::path& file : table.files) {
      TILL_ASSIGN(const std::string bytes, ReadFile(file));
      contents_[file] = Sha256Hex(bytes);
      if (!present.insert(contents_[file].substr(0, kNameLength)).second) continue;
      const auto rows = columns::DecodeParquet(bytes);
      if (!rows.ok()) {
        return Corrupt("cannot read star file '" + file.string() + "': it is not as till writes it",
                       "till run --full makes it again");
      }
      TILL_TRY(session_.Execute("create table " + Table(file) + " (" + ColumnDefinitions(rows->schema) + ")"));
      TILL_TRY(session_.CopyIn(Table(file), *rows));
      TILL_TRY(session_.Execute("analyze " + Table(file)));
    }
  }
  return Ok();
}

std::string StarFiles::Rows(const warehouse::Warehouse::AttachedTable& table) const {
  std::vector<std::string> branches;
  for (size_t i = 0; i < table.files.size(); ++i) {
    const std::string items = Items(table.columns, [&](const columns::Field& field) {
      const std::string name = Identifier(field.name);
      if (field.name != table.partition_column) return name;
      return "date " + Quoted(table.partitions[i].ToString()) + " as " + name;
    });
    branches.push_back("select " + items + " from " + Table(table.files[i]));
  }
  if (!branches.empty()) return Join(branches, "\nunion all ");
  return "select " +
         Items(table.columns,
               [](const columns::Field& field) { return TypedNull(field.type) + " as " + Identifier(field.name); }) +
         " where false";
}

Status StarFiles::DropUnread() {
  TILL_ASSIGN(const Answer unread,
              session_.Run({"select cast(c.relname as text) from pg_class as c join pg_namespace as n"
                            " on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = 'r' and not exists"
                            " (select 1 from pg_depend as d where d.refobjid = c.oid and d.deptype = 'n'"
                            " and d.classid = cast('pg_rewrite' as regclass))",
                            {schema_}}));
  for (size_t row = 0; row < unread.rows.rows(); ++row) {
    const std::string name(unread.rows.columns[0].Text(row));
    TILL_TRY(session_.Execute("drop table if exists " + Identifier(schema_) + "." + Identifier(name)));
  }
  return Ok();
}

}  // namespace till::postgres
