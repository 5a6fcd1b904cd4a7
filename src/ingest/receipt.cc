#include "ingest/receipt.h"

namespace till::ingest {
namespace {

constexpr int64_t kFormat = 1;

template <typename T>
Json List(const std::vector<T>& items, Json (*to_json)(const T&)) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(to_json(item));
  return list;
}

template <typename T>
Result<std::vector<T>> ReadList(const Json& json, std::string_view name, std::string_view what,
                                Result<T> (*read)(const Json&, std::string_view)) {
  TILL_ASSIGN(const std::vector<Json> list, Member<std::vector<Json>>(json, name, what));
  std::vector<T> items;
  for (const Json& one : list) {
    TILL_ASSIGN(T item, read(one, what));
    items.push_back(std::move(item));
  }
  return items;
}

Json TextOrNull(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }
Json DayOrNull(std::optional<Day> day) { return day ? Json(day->ToString()) : Json(nullptr); }

Result<std::optional<std::string>> ReadText(const Json& json, std::string_view name, std::string_view what) {
  const auto found = json.find(std::string(name));
  if (found != json.end() && found->is_null()) return std::optional<std::string>();
  TILL_ASSIGN(std::string text, Member<std::string>(json, name, what));
  return std::optional(std::move(text));
}

Result<std::optional<Day>> ReadDay(const Json& json, std::string_view name, std::string_view what) {
  TILL_ASSIGN(const auto text, ReadText(json, name, what));
  if (!text) return std::optional<Day>();
  const auto day = Day::Parse(*text);
  if (!day) return Corrupt("cannot read " + std::string(what) + ": '" + *text + "' is not a day");
  return std::optional(*day);
}

Json ToJson(const csv::Dialect& dialect) {
  return {{"delimiter", std::string(1, dialect.delimiter)},
          {"quote", std::string(1, dialect.quote)},
          {"encoding", dialect.encoding},
          {"bom", dialect.bom},
          {"header", dialect.header}};
}

Result<csv::Dialect> ReadDialect(const Json& json, std::string_view what) {
  csv::Dialect dialect;
  TILL_ASSIGN(const auto delimiter, Member<std::string>(json, "delimiter", what));
  TILL_ASSIGN(const auto quote, Member<std::string>(json, "quote", what));
  TILL_ASSIGN(dialect.encoding, Member<std::string>(json, "encoding", what));
  TILL_ASSIGN(dialect.bom, Member<bool>(json, "bom", what));
  TILL_ASSIGN(dialect.header, Member<bool>(json, "header", what));
  if (delimiter.size() != 1 || quote.size() != 1) {
    return Corrupt("cannot read " + std::string(what) + ": delimiter and quote are one byte each");
  }
  dialect.delimiter = delimiter.front();
  dialect.quote = quote.front();
  return dialect;
}

Json ToJson(const RejectCount& count) {
  const RejectExample& example = count.example;
  return {{"code", count.code},
          {"rows", count.rows},
          {"example",
           {{"line", example.line},
            {"byte", example.byte},
            {"column", example.column},
            {"value", TextOrNull(example.value)},
            {"reason", example.reason}}}};
}

Result<RejectCount> ReadRejectCount(const Json& json, std::string_view what) {
  RejectCount count;
  TILL_ASSIGN(count.code, Member<std::string>(json, "code", what));
  TILL_ASSIGN(count.rows, Member<int64_t>(json, "rows", what));
  TILL_ASSIGN(const Json example, Member<Json>(json, "example", what));
  TILL_ASSIGN(count.example.line, Member<int64_t>(example, "line", what));
  TILL_ASSIGN(count.example.byte, Member<int64_t>(example, "byte", what));
  TILL_ASSIGN(count.example.column, Member<std::string>(example, "column", what));
  TILL_ASSIGN(count.example.value, ReadText(example, "value", what));
  TILL_ASSIGN(count.example.reason, Member<std::string>(example, "reason", what));
  return count;
}

Json ToJson(const StagedPart& part) { return {{"name", part.name}, {"rows", part.rows}, {"size", part.size}}; }

Result<StagedPart> ReadPart(const Json& json, std::string_view what) {
  StagedPart part;
  TILL_ASSIGN(part.name, Member<std::string>(json, "name", what));
  TILL_ASSIGN(part.rows, Member<int64_t>(json, "rows", what));
  TILL_ASSIGN(part.size, Member<int64_t>(json, "size", what));
  return part;
}

Json ToJson(const StagedColumn& column) {
  return {{"column", column.column},
          {"nulls", column.nulls},
          {"min", TextOrNull(column.min)},
          {"max", TextOrNull(column.max)}};
}

Result<StagedColumn> ReadColumn(const Json& json, std::string_view what) {
  StagedColumn column;
  TILL_ASSIGN(column.column, Member<std::string>(json, "column", what));
  TILL_ASSIGN(column.nulls, Member<int64_t>(json, "nulls", what));
  TILL_ASSIGN(column.min, ReadText(json, "min", what));
  TILL_ASSIGN(column.max, ReadText(json, "max", what));
  return column;
}

Json ToJson(const StagedTable& table) {
  return {{"table", table.table},
          {"rows", table.rows},
          {"unreadable_ids", table.unreadable_ids},
          {"first_date", DayOrNull(table.first_date)},
          {"last_date", DayOrNull(table.last_date)},
          {"parts", List<StagedPart>(table.parts, ToJson)},
          {"columns", List<StagedColumn>(table.columns, ToJson)}};
}

Result<StagedTable> ReadTable(const Json& json, std::string_view what) {
  StagedTable table;
  TILL_ASSIGN(table.table, Member<std::string>(json, "table", what));
  TILL_ASSIGN(table.rows, Member<int64_t>(json, "rows", what));
  TILL_ASSIGN(table.unreadable_ids, Member<int64_t>(json, "unreadable_ids", what));
  TILL_ASSIGN(table.first_date, ReadDay(json, "first_date", what));
  TILL_ASSIGN(table.last_date, ReadDay(json, "last_date", what));
  TILL_ASSIGN(table.parts, ReadList(json, "parts", what, ReadPart));
  TILL_ASSIGN(table.columns, ReadList(json, "columns", what, ReadColumn));
  return table;
}

}  // namespace

const StagedTable* Receipt::Find(std::string_view table) const {
  for (const StagedTable& staged : tables) {
    if (staged.table == table) return &staged;
  }
  return nullptr;
}

Json ToJson(const Receipt& receipt) {
  return {{"format", kFormat},
          {"content", receipt.content},
          {"recipe", receipt.recipe},
          {"bytes", receipt.bytes},
          {"gzip", receipt.gzip},
          {"dialect", ToJson(receipt.dialect)},
          {"header", receipt.header},
          {"unmapped", receipt.unmapped},
          {"read", receipt.read},
          {"loaded", receipt.loaded},
          {"rejected", receipt.rejected},
          {"rejects", List<RejectCount>(receipt.rejects, ToJson)},
          {"tables", List<StagedTable>(receipt.tables, ToJson)}};
}

Result<Receipt> ReceiptFromJson(const Json& json, std::string_view what) {
  TILL_ASSIGN(const int64_t format, Member<int64_t>(json, "format", what));
  if (format > kFormat) {
    return Unsupported("cannot read " + std::string(what) + ": it has format " + std::to_string(format) +
                           ", this program knows up to " + std::to_string(kFormat),
                       "use the program that wrote it, or a newer one");
  }
  Receipt receipt;
  TILL_ASSIGN(receipt.content, Member<std::string>(json, "content", what));
  TILL_ASSIGN(receipt.recipe, Member<std::string>(json, "recipe", what));
  TILL_ASSIGN(receipt.bytes, Member<int64_t>(json, "bytes", what));
  TILL_ASSIGN(receipt.gzip, Member<bool>(json, "gzip", what));
  TILL_ASSIGN(const Json dialect, Member<Json>(json, "dialect", what));
  TILL_ASSIGN(receipt.dialect, ReadDialect(dialect, what));
  TILL_ASSIGN(receipt.header, Member<std::vector<std::string>>(json, "header", what));
  TILL_ASSIGN(receipt.unmapped, Member<std::vector<std::string>>(json, "unmapped", what));
  TILL_ASSIGN(receipt.read, Member<int64_t>(json, "read", what));
  TILL_ASSIGN(receipt.loaded, Member<int64_t>(json, "loaded", what));
  TILL_ASSIGN(receipt.rejected, Member<int64_t>(json, "rejected", what));
  TILL_ASSIGN(receipt.rejects, ReadList(json, "rejects", what, ReadRejectCount));
  TILL_ASSIGN(receipt.tables, ReadList(json, "tables", what, ReadTable));
  if (receipt.read != receipt.loaded + receipt.rejected) {
    return Corrupt("cannot read " + std::string(what) + ": " + std::to_string(receipt.read) + " rows read, " +
                   std::to_string(receipt.loaded) + " loaded and " + std::to_string(receipt.rejected) + " rejected");
  }
  return receipt;
}

}  // namespace till::ingest
