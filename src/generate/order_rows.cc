#include "generate/order_rows.h"

#include "generate/csv_text.h"
#include "generate/shop/people.h"
#include "generate/shop/streams.h"

namespace till::generate {
namespace {

constexpr int kOrderWidth = 5;
constexpr size_t kBytesPerSale = 320;

std::string_view StatusName(OrderStatus status) {
  switch (status) {
    case OrderStatus::kCompleted:
      return "completed";
    case OrderStatus::kCancelled:
      return "cancelled";
    case OrderStatus::kPending:
      return "pending";
  }
  return {};
}

/// "O20260105-00001": `letter`, the day, the number within it.
std::string OrderId(char letter, Day day, int64_t number) {
  std::string id(1, letter);
  AppendNumber(id, day.ToKey());
  id += '-';
  AppendNumber(id, number + 1, kOrderWidth);
  return id;
}

class Writer {
 public:
  Writer(const Shop& shop, Day day, OrderRows& out)
      : options_(shop.options), day_(day), day_text_(day.ToString()), out_(out) {}

  void AddSale(int64_t number, const Order& order) { Add(OrderId('O', day_, number), order, ",false,", {}); }
  void AddReturn(int64_t number, const Return& back) {
    Add(OrderId('R', day_, number), back.order, ",true,", OrderId('O', back.sold_on, back.sale));
  }

 private:
  void Add(const std::string& id, const Order& order, std::string_view is_return, std::string_view original) {
    SetCells(order, is_return, original);
    bool counts = false;
    for (size_t i = 0; i < order.line_count; ++i) {
      const size_t start = out_.text.size();
      AppendRow(id, i, order.lines[i]);
      const int64_t row = out_.rows++;
      if (options_.dirt > 0 && IsSpoilt(row, start)) continue;
      Count(order, order.lines[i]);
      counts = true;
    }
    if (!counts || order.status == OrderStatus::kCancelled || order.lines[0].quantity < 0) return;
    ++out_.totals.orders;
    if (order.customer != kNobody) out_.buyers.push_back(order.customer);
  }

  /// The cells that all lines of an order share.
  void SetCells(const Order& order, std::string_view is_return, std::string_view original) {
    before_.assign(",").append(day_text_).append(" ");
    AppendTime(before_, order.seconds);
    before_ += ',';
    if (order.customer != kNobody) AppendId(before_, 'C', order.customer, 6);
    before_ += ',';
    after_.assign(",").append(order.channel).append(",");
    if (order.store >= 0) after_ += Stores()[static_cast<size_t>(order.store)].id;
    after_.append(",").append(StatusName(order.status)).append(is_return);
    after_.append(order.status == OrderStatus::kCancelled ? "true," : "false,").append(original).append(",");
  }

  void AppendRow(const std::string& id, size_t index, const OrderLine& line) {
    std::string& text = out_.text;
    text.append(id) += ',';
    AppendNumber(text, static_cast<int64_t>(index + 1));
    text.append(before_);
    AppendId(text, 'P', line.product, 4);
    text += ',';
    AppendNumber(text, line.quantity);
    for (const int64_t cents : {line.unit_price, line.discount, line.tax, line.shipping}) {
      text += ',';
      AppendCents(text, cents);
    }
    text.append(after_).append(line.promotion) += '\n';
  }

  /// Spoils the row that begins at `start`, if it is one of those.
  bool IsSpoilt(int64_t row, size_t start) {
    Random random = Draw(options_.seed, Stream::kDirt, day_, static_cast<uint64_t>(row));
    if (random.Uniform() >= options_.dirt) return false;
    const auto fault = static_cast<Fault>(random.Below(kFaults));
    const std::string spoilt = Spoil(std::string_view(out_.text).substr(start), fault);
    out_.text.replace(start, std::string::npos, spoilt);
    out_.spoilt.push_back({row, fault});
    return true;
  }

  void Count(const Order& order, const OrderLine& line) {
    Totals& totals = out_.totals;
    ++totals.lines;
    if (order.status == OrderStatus::kCancelled) return;
    const int64_t gross = line.quantity * line.unit_price;
    totals.taxes += line.tax;
    totals.shipping += line.shipping;
    if (line.quantity < 0) {
      totals.returns += gross - line.discount;
      return;
    }
    totals.units += line.quantity;
    totals.gross_sales += gross;
    totals.discounts -= line.discount;
  }

  const Options& options_;
  Day day_;
  std::string day_text_;
  OrderRows& out_;
  std::string before_;  ///< the product
  std::string after_;   ///< the amounts
};

}  // namespace

void Totals::Add(const Totals& other) {
  lines += other.lines;
  orders += other.orders;
  units += other.units;
  gross_sales += other.gross_sales;
  discounts += other.discounts;
  returns += other.returns;
  taxes += other.taxes;
  shipping += other.shipping;
}

std::string_view OrdersHeader() {
  return "order_id,line_number,ordered_at,customer_id,product_id,quantity,unit_price,discount,tax,shipping,channel,"
         "store_id,status,is_return,is_cancelled,original_order_id,promotion\n";
}

OrderRows MakeOrderRows(const Shop& shop, Day day) {
  OrderRows rows;
  const OrdersOn orders(shop, day);
  rows.text.reserve(static_cast<size_t>(orders.sales() + 8) * kBytesPerSale);
  Writer writer(shop, day, rows);
  for (int64_t number = 0; number < orders.sales(); ++number) writer.AddSale(number, orders.Sale(number));
  int64_t number = 0;
  for (const Return& back : orders.Returns()) writer.AddReturn(number++, back);
  return rows;
}

}  // namespace till::generate
