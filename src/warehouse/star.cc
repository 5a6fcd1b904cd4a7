#include "warehouse/star.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/hash.h"
#include "base/text.h"
#include "retail/tables.h"
#include "warehouse/units.h"

namespace till::warehouse {
namespace {

using columns::Batch;

/// What staging makes before the dimensions, in an order in which each finds what it reads.
constexpr std::array<std::string_view, 10> kStagingModels{
    "order_winners", "superseded_lines", "renumbered_orders", "order_days",    "order_members",
    "absences",      "product_days",     "product_mentions",  "customer_days", "customer_mentions"};

/// The dimensions, and how the rows of each lie in its file.
struct Dimension {
  std::string_view name;
  std::string_view order;
};
constexpr std::array<Dimension, 4> kDimensions{{{"dim_customers", "source, customer_id, valid_from"},
                                                {"dim_products", "source, product_id, valid_from"},
                                                {"dim_stores", "source, store_id"},
                                                {"dim_date", "date_key"}}};
constexpr std::string_view kFacts = "fact_orders";
/// Named anew when columns::EncodeParquet writes other bytes for the same rows.
constexpr std::string_view kFileFormat = "parquet 2";

/// An unit that must be built, and why.
struct Work {
  Unit unit;
  std::string reason;
};

Status MakeModel(Warehouse& warehouse, const SqlLibrary& sql, std::string_view layer, std::string_view name,
                 const Parameters& parameters = {}) {
  TILL_ASSIGN(const SqlFile file, sql.Find(layer, name));
  const Status made = warehouse.Make(name, file.text, parameters);
  if (!made.ok()) return Within("cannot make '" + std::string(name) + "'", made.error());
  return Ok();
}

/// A relation of numbers, for a join.
Status MakeIds(Warehouse& warehouse, std::string_view name, const std::set<int64_t>& ids) {
  Batch batch = Batch::Of({{"_input", columns::Type::kBigint}});
  for (const int64_t id : ids) batch.columns[0].AppendNumber(id);
  return warehouse.Load(name, batch);
}

/// A line of an appending feed counts once, however often its file is delivered.
void DropRepeats(std::vector<StagedInput>& inputs) {
  std::set<std::pair<std::string, std::vector<std::string>>> seen;
  for (StagedInput& input : inputs) {
    if (input.kind != "append" || input.keys.empty()) continue;
    if (!seen.emplace(input.feed, input.keys).second) {
      input.parts.clear();
      input.keys.clear();
    }
  }
}

/// Of a snapshot feed only the newest one counts, so that one which comes or goes changes what others bring.
std::set<int64_t> Changed(const StarRequest& request) {
  std::set<int64_t> changed(request.changed.begin(), request.changed.end());
  if (changed.empty()) return changed;
  for (const StagedInput& input : request.inputs) {
    if (input.kind == "snapshot" && input.parts.contains("orders")) changed.insert(input.id);
  }
  return changed;
}

const StarTable* FindTable(const std::vector<StarTable>& tables, std::string_view name) {
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const StarTable& t) { return t.name == name; });
  return found == tables.end() ? nullptr : &*found;
}

Result<std::vector<Unit>> UnitsInData(Warehouse& warehouse) {
  TILL_ASSIGN(const Batch days, warehouse.Query("select order_date, cast(sum(lines) as bigint) as lines from order_days"
                                                " group by order_date order by order_date",
                                                {}));
  std::vector<DayRows> list;
  for (size_t row = 0; row < days.rows(); ++row) {
    list.push_back({Day{static_cast<int32_t>(days.columns[0].Number(row))}, days.columns[1].Number(row)});
  }
  return UnitsOf(list);
}

/// The units of fact_orders that the prior star cannot give.
Result<std::vector<Work>> WorkToDo(Warehouse& warehouse, const SqlLibrary& sql, const StarRequest& request,
                                   const std::vector<Unit>& units, const std::string& recipe) {
  std::vector<Work> work;
  const StarTable* prior = request.prior ? FindTable(*request.prior, kFacts) : nullptr;
  if (prior == nullptr) {
    for (const Unit& unit : units) work.push_back({unit, "there is no earlier star"});
    return work;
  }
  std::map<std::string, std::string> kept;
  for (const StarFile& file : prior->files) kept[file.unit] = file.recipe;
  if (std::any_of(kept.begin(), kept.end(), [&](const auto& file) { return file.second != recipe; })) {
    for (const Unit& unit : units) work.push_back({unit, "its SQL or its settings changed"});
    return work;
  }
  TILL_TRY(AttachStar(warehouse, "prior", *request.prior));
  TILL_TRY(MakeIds(warehouse, "changed_inputs", Changed(request)));
  TILL_ASSIGN(const SqlFile touched, sql.Find("star", "touched_days"));
  TILL_ASSIGN(const Batch ranges, warehouse.Query(touched.text, {}));
  for (const Unit& unit : units) {
    if (!kept.contains(unit.name)) {
      work.push_back({unit, "it is new"});
      continue;
    }
    for (size_t row = 0; row < ranges.rows(); ++row) {
      if (ranges.columns[0].Number(row) > unit.last.value || ranges.columns[1].Number(row) < unit.first.value) continue;
      work.push_back({unit, std::string(ranges.columns[2].Text(row))});
      break;
    }
  }
  return work;
}

/// Makes `order_lines` of the inputs that bring lines to these units.
Status MakeOrderLines(Warehouse& warehouse, const SqlLibrary& sql, const std::vector<Work>& work) {
  Batch units = Batch::Of({{"first_day", columns::Type::kDate}, {"last_day", columns::Type::kDate}});
  for (const Work& one : work) {
    units.columns[0].AppendNumber(one.unit.first.value);
    units.columns[1].AppendNumber(one.unit.last.value);
  }
  TILL_TRY(warehouse.Load("worked_units", units));
  TILL_TRY(MakeModel(warehouse, sql, "staging", "worked_inputs"));
  TILL_ASSIGN(const Batch range, warehouse.Query("select min(order_date) as first_day, max(order_date) as last_day from"
                                                 " order_days where _input in (select _input from worked_inputs)",
                                                 {}));
  const auto day = [&](size_t column) { return Day{static_cast<int32_t>(range.columns[column].Number(0))}; };
  return MakeModel(warehouse, sql, "staging", "order_lines", {{"first_day", day(0)}, {"last_day", day(1)}});
}

Result<StarTable> BuildFacts(Warehouse& warehouse, const SqlLibrary& sql, const StarRequest& request) {
  TILL_ASSIGN(const std::string recipe, StarRecipe(sql, kFacts, request.settings));
  StarTable table{std::string(kFacts), {}, "order_month", {}};
  TILL_ASSIGN(const std::vector<Unit> units, UnitsInData(warehouse));
  TILL_ASSIGN(const std::vector<Work> work, WorkToDo(warehouse, sql, request, units, recipe));

  std::map<std::string, StarFile> files;
  const StarTable* prior = request.prior ? FindTable(*request.prior, kFacts) : nullptr;
  if (prior != nullptr) {
    for (const StarFile& file : prior->files) {
      files[file.unit] = {file.unit, file.recipe, file.path, file.rows, false, {}};
    }
  }
  TILL_ASSIGN(const SqlFile facts, sql.Find("star", kFacts));
  if (!work.empty()) {
    TILL_TRY(MakeOrderLines(warehouse, sql, work));
    std::vector<Unit> worked;
    for (const Work& one : work) worked.push_back(one.unit);
    TILL_ASSIGN(const auto built,
                warehouse.Build(kFacts, facts.text, worked, "order_date", table.partition_column, request.folder));
    for (const Work& one : work) files[one.unit.name].reason = one.reason;
    for (const BuiltFile& file : built) {
      files[file.unit] = {file.unit, recipe, file.path, file.rows, true, files[file.unit].reason, file.stats};
    }
  }
  for (const Unit& unit : units) table.files.push_back(files[unit.name]);
  if (work.empty() && prior != nullptr) {
    table.columns = prior->columns;
  } else if (work.empty()) {
    TILL_TRY(warehouse.Make("worked_inputs", "select _input, prices_include_tax from inputs where false", {}));
    TILL_TRY(MakeModel(warehouse, sql, "staging", "order_lines", {{"first_day", kNoDay}, {"last_day", kNoDay}}));
  }
  if (table.columns.empty()) {
    TILL_ASSIGN(const Batch none, warehouse.Query("select * from (" + std::string(facts.text) + ") as f limit 0",
                                                  {{"first_day", kNoDay}, {"last_day", kNoDay}}));
    table.columns = none.schema;
  }
  return table;
}

Result<StarTable> BuildDimension(Warehouse& warehouse, const SqlLibrary& sql, const StarRequest& request,
                                 const Dimension& dimension) {
  StarTable table{std::string(dimension.name), {}, {}, {}};
  TILL_ASSIGN(const std::string recipe, StarRecipe(sql, dimension.name, request.settings));
  TILL_ASSIGN(const Batch none, warehouse.Query("select * from " + table.name + " limit 0", {}));
  table.columns = none.schema;
  const std::array units{WholeTable()};
  TILL_ASSIGN(const auto built,
              warehouse.Build(table.name, "select * from " + table.name + " order by " + std::string(dimension.order),
                              units, "", "", request.folder));
  for (const BuiltFile& file : built) {
    table.files.push_back({file.unit, recipe, file.path, file.rows, true, "it is a whole table", file.stats});
  }
  return table;
}

}  // namespace

Result<StarResult> WorkStar(Warehouse& warehouse, lake::ObjectStore& store, const SqlLibrary& sql,
                            const StarRequest& request) {
  std::vector<StagedInput> inputs = request.inputs;
  DropRepeats(inputs);
  TILL_TRY(warehouse.Stage(store, inputs));
  for (const std::string_view model : kStagingModels) TILL_TRY(MakeModel(warehouse, sql, "staging", model));
  for (const Dimension& dimension : kDimensions) TILL_TRY(MakeModel(warehouse, sql, "star", dimension.name));

  StarResult result;
  for (const Dimension& dimension : kDimensions) {
    TILL_ASSIGN(StarTable table, BuildDimension(warehouse, sql, request, dimension));
    result.tables.push_back(std::move(table));
  }
  TILL_ASSIGN(StarTable facts, BuildFacts(warehouse, sql, request));
  result.tables.push_back(std::move(facts));
  TILL_ASSIGN(const Batch superseded, warehouse.Query("select count(*) as n from superseded_lines", {}));
  result.superseded = superseded.columns[0].Number(0);
  return result;
}

Result<std::string> StarRecipe(const SqlLibrary& sql, std::string_view table, std::string_view settings) {
  TILL_ASSIGN(const std::string models, sql.Recipe(table));
  return Sha256Hex(models + "\n" + std::string(settings) + "\n" + std::string(kFileFormat));
}

Status AttachStar(Warehouse& warehouse, std::string_view schema, const std::vector<StarTable>& tables) {
  std::vector<Warehouse::AttachedTable> attached;
  for (const StarTable& table : tables) {
    Warehouse::AttachedTable one{table.name, table.columns, table.partition_column, {}, {}};
    for (const StarFile& file : table.files) {
      one.files.push_back(file.path);
      const auto unit = ParseUnit(file.unit);
      if (!unit) return Corrupt("cannot attach '" + table.name + "': '" + file.unit + "' is no unit");
      if (!table.partition_column.empty()) one.partitions.push_back(unit->first.MonthStart());
    }
    attached.push_back(std::move(one));
  }
  return warehouse.Attach(schema, attached);
}

}  // namespace till::warehouse
