#include "adapters/aws/redshift/parts.h"

#include <algorithm>
#include <vector>

#include "adapters/aws/redshift/rows.h"
#include "adapters/aws/redshift/statements.h"

namespace till::redshift {
namespace {

using columns::Batch;
using columns::Schema;
using columns::Type;
using postgres::Answer;

/// Parts that are in memory at once on their way into a load file, and about how many rows one gets.
constexpr size_t kPartsAtOnce = 64;
constexpr size_t kRowsOfAFile = 500'000;

Schema ListColumns() { return {{"parts_table", Type::kText}, {"part", Type::kBigint}}; }
Schema LockColumns() { return {{"nothing", Type::kBoolean}}; }

}  // namespace

Status Parts::Prepare(const Run& run, std::string_view schema) {
  TILL_TRY(run(CreateSchema(PartsSchema(schema))).status());
  TILL_TRY(run(CreateTable(PartsSchema(schema), kLockTable, LockColumns())).status());
  return run(CreateTable(PartsSchema(schema), kPartsTable, ListColumns())).status();
}

Status Parts::Begin() {
  TILL_TRY(Do(LockParts(schema_)));
  return List();
}

Status Parts::List() {
  TILL_ASSIGN(const Answer listed, run_(ListParts(schema_)));
  for (size_t row = 0; row < listed.rows.rows(); ++row) {
    held_[std::string(listed.rows.columns[0].Text(row))].insert(listed.rows.columns[1].Number(row));
  }
  return Ok();
}

bool Parts::Holds(const std::string& table, int64_t number) const {
  const auto held = held_.find(table);
  return held != held_.end() && held->second.contains(number);
}

Status Parts::Load(std::string_view relation, const Schema& columns, std::span<const Part> parts) {
  TILL_TRY(Do(CreatePartsTable(schema_, relation, columns)));
  const std::string table = PartsTable(relation, columns);
  std::set<int64_t>& added = added_[table];
  std::vector<const Part*> missing;
  for (const Part& part : parts) {
    if (held_[table].contains(part.number) || !added.insert(part.number).second) continue;
    missing.push_back(&part);
  }
  Batch rows = Batch::Of(WithPart(columns));
  for (size_t begin = 0; begin < missing.size(); begin += kPartsAtOnce) {
    std::vector<Batch> batches(std::min(kPartsAtOnce, missing.size() - begin));
    TILL_TRY(pool_.ForEach(batches.size(), [&](size_t i, size_t) -> Status {
      TILL_ASSIGN(batches[i], missing[begin + i]->read());
      return Ok();
    }));
    for (size_t i = 0; i < batches.size(); ++i) {
      const Status appended = AppendPart(missing[begin + i]->number, missing[begin + i]->name, batches[i], rows);
      if (!appended.ok()) return Within("cannot load '" + std::string(relation) + "' into Redshift", appended.error());
      if (rows.rows() < kRowsOfAFile) continue;
      TILL_TRY(loader_.Add(rows));
      rows = Batch::Of(WithPart(columns));
    }
  }
  TILL_TRY(loader_.Add(rows));
  return loader_.Copy(Name(PartsSchema(schema_), table), relation);
}

Status Parts::Finish() {
  Batch list = Batch::Of(ListColumns());
  for (const auto& [table, numbers] : added_) {
    for (const int64_t number : numbers) {
      list.columns[0].AppendText(table);
      list.columns[1].AppendNumber(number);
      held_[table].insert(number);
    }
  }
  return loader_.CopyRows(Name(PartsSchema(schema_), kPartsTable), kPartsTable, list);
}

Status Parts::KeepOnly(Kind kind, const std::set<int64_t>& numbers, std::string_view wanted) {
  const auto is_wanted = [&](int64_t number) { return numbers.contains(number); };
  for (const auto& [table, held] : held_) {
    if (table.starts_with("stg_") != (kind == Kind::kStaged) || std::ranges::all_of(held, is_wanted)) continue;
    if (std::ranges::none_of(held, is_wanted) && !added_.contains(table)) {
      TILL_TRY(Do(DropTable(PartsSchema(schema_), table)));
      TILL_TRY(Do(ForgetParts(schema_, table, "")));
      continue;
    }
    TILL_TRY(Do(DeleteParts(schema_, table, wanted)));
    TILL_TRY(Do(ForgetParts(schema_, table, wanted)));
  }
  return Ok();
}

}  // namespace till::redshift
