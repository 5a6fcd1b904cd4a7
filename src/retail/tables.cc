#include "retail/tables.h"

#include <array>

namespace till::retail {
namespace {

using columns::Type;
using enum History;

constexpr auto kText = Type::kText;
constexpr auto kDecimal = Type::kDecimal;

constexpr std::array kCustomers{
    SourceColumn{"customer_id", kText, true, kNone, false, "customerid|customer|custid|clientid"},
    SourceColumn{"first_name", kText, false, kCurrent, true, "firstname|givenname|forename"},
    SourceColumn{"last_name", kText, false, kCurrent, true, "lastname|surname|familyname"},
    SourceColumn{"email", kText, false, kCurrent, true, "email|emailaddress|mail"},
    SourceColumn{"registration_date", Type::kDate, false, kCurrent, false,
                 "registrationdate|registered|signupdate|createdat|joindate"},
    SourceColumn{"segment", kText, false, kTracked, false, "segment|customersegment|tier"},
    SourceColumn{"country", kText, false, kTracked, false, "country|nation"},
    SourceColumn{"region", kText, false, kTracked, false, "region|state|province"},
    SourceColumn{"city", kText, false, kTracked, false, "city|town"},
    SourceColumn{"birth_year", Type::kInteger, false, kCurrent, true, "birthyear|yearofbirth"},
    SourceColumn{"gender", kText, false, kCurrent, false, "gender|sex"},
    SourceColumn{"updated_at", Type::kTimestamp, false, kNone, false, "updatedat|lastupdated|modifiedat|changedat"},
};
constexpr std::array kProducts{
    SourceColumn{"product_id", kText, true, kNone, false, "productid|sku|stockcode|itemid|articleid|productcode"},
    SourceColumn{"product_name", kText, false, kTracked, false, "productname|description|itemname|product|title"},
    SourceColumn{"category", kText, false, kTracked, false, "category|productcategory|department"},
    SourceColumn{"sub_category", kText, false, kTracked, false, "subcategory|productsubcategory"},
    SourceColumn{"brand", kText, false, kTracked, false, "brand|vendor|manufacturer"},
    SourceColumn{"price", kDecimal, false, kTracked, false, "price|listprice|retailprice"},
    SourceColumn{"cost", kDecimal, false, kCurrent, false, "cost|unitcost|costprice"},
    SourceColumn{"stock_quantity", kDecimal, false, kCurrent, false, "stockquantity|stock|inventory|onhand"},
    SourceColumn{"is_merchandise", Type::kBoolean, false, kCurrent, false, "ismerchandise"},
    SourceColumn{"updated_at", Type::kTimestamp, false, kNone, false, "updatedat|lastupdated|modifiedat|changedat"},
};
constexpr std::array kOrders{
    SourceColumn{"order_id", kText, true, kNone, false,
                 "orderid|order|ordernumber|orderno|invoiceno|invoice|transactionid"},
    SourceColumn{"product_id", kText, true, kNone, false, "productid|sku|stockcode|itemid|articleid|productcode"},
    SourceColumn{"order_date", Type::kDate, false, kNone, false, "orderdate|date|day|saledate"},
    SourceColumn{"ordered_at", Type::kTimestamp, false, kNone, false,
                 "orderedat|invoicedate|ordertime|orderdatetime|timestamp|createdat"},
    SourceColumn{"quantity", kDecimal, true, kNone, false, "quantity|qty|units"},
    SourceColumn{"unit_price", kDecimal, false, kNone, false, "unitprice|price|itemprice"},
    SourceColumn{"total_amount", kDecimal, false, kNone, false, "totalamount|linetotal|amount|total|sales"},
    SourceColumn{"customer_id", kText, false, kNone, false, "customerid|customer|custid|clientid"},
    SourceColumn{"line_number", Type::kInteger, false, kNone, false, "linenumber|lineno|line"},
    SourceColumn{"discount", kDecimal, false, kNone, false, "discount|discountamount"},
    SourceColumn{"tax", kDecimal, false, kNone, false, "tax|vat|taxamount"},
    SourceColumn{"shipping", kDecimal, false, kNone, false, "shipping|shippingcost|freight"},
    SourceColumn{"cost", kDecimal, false, kNone, false, "cost|unitcost|costprice"},
    SourceColumn{"channel", kText, false, kNone, false, "channel|saleschannel"},
    SourceColumn{"store_id", kText, false, kNone, false, "storeid|store|shopid|branch"},
    SourceColumn{"register", kText, false, kNone, false, "register|tillid|terminal|pos"},
    SourceColumn{"status", kText, false, kNone, false, "status|orderstatus"},
    SourceColumn{"is_return", Type::kBoolean, false, kNone, false, "isreturn|returned"},
    SourceColumn{"is_cancelled", Type::kBoolean, false, kNone, false, "iscancelled|cancelled|canceled"},
    SourceColumn{"original_order_id", kText, false, kNone, false, "originalorderid"},
    SourceColumn{"promotion", kText, false, kNone, false, "promotion|promocode|coupon"},
    SourceColumn{"country", kText, false, kNone, false, "country|shippingcountry"},
};
constexpr std::array kStores{
    SourceColumn{"store_id", kText, true, kNone, false, "storeid|store|shopid|branch"},
    SourceColumn{"store_name", kText, false, kCurrent, false, "storename|name"},
    SourceColumn{"region", kText, false, kCurrent, false, "region|state|province"},
    SourceColumn{"country", kText, false, kCurrent, false, "country"},
    SourceColumn{"opened_on", Type::kDate, false, kCurrent, false, "openedon|opened"},
    SourceColumn{"closed_on", Type::kDate, false, kCurrent, false, "closedon|closed"},
};
constexpr std::array kControls{
    SourceColumn{"day", Type::kDate, true, kNone, false, "day|date"},
    SourceColumn{"store_id", kText, false, kNone, false, "storeid|store|shopid|branch"},
    SourceColumn{"net_sales", kDecimal, false, kNone, false, "netsales|sales|total"},
    SourceColumn{"orders", Type::kBigint, false, kNone, false, "orders|transactions|receipts"},
    SourceColumn{"units", kDecimal, false, kNone, false, "units|items|quantity"},
};
constexpr std::array<SourceTable, 5> kSourceTables{{
    {"customers", "customer_id", kCustomers},
    {"products", "product_id", kProducts},
    {"orders", "order_id", kOrders},
    {"stores", "store_id", kStores},
    {"controls", "day", kControls},
}};
constexpr std::array<StarTable, 5> kStarTables{{
    {"dim_customers", ""},
    {"dim_products", ""},
    {"dim_stores", ""},
    {"dim_date", ""},
    {"fact_orders", "order_month"},
}};

}  // namespace

const SourceColumn* SourceTable::Find(std::string_view column) const {
  for (const SourceColumn& candidate : columns) {
    if (candidate.name == column) return &candidate;
  }
  return nullptr;
}

std::span<const SourceTable> SourceTables() { return kSourceTables; }

const SourceTable* FindSourceTable(std::string_view name) {
  for (const SourceTable& table : kSourceTables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

columns::Schema StagedSchema(const SourceTable& table) {
  columns::Schema schema{{"_line", Type::kBigint}, {"_byte", Type::kBigint}};
  for (const SourceColumn& column : table.columns) schema.push_back({std::string(column.name), column.type});
  if (table.name == "orders") {
    schema.push_back({"order_hour", Type::kInteger});
    schema.push_back({"line_rank", Type::kInteger});
  }
  if (table.name == "customers" || table.name == "products") {
    schema.push_back({"updated_on", Type::kDate});
    schema.push_back({"_order_date", Type::kDate});
  }
  return schema;
}

columns::Schema KeysSchema() {
  return {{"table_name", Type::kText}, {"id", Type::kText},          {"first_date", Type::kDate},
          {"last_date", Type::kDate},  {"rejected", Type::kBoolean}, {"renumbered", Type::kBoolean}};
}

std::span<const StarTable> StarTables() { return kStarTables; }

}  // namespace till::retail
