#include "generate/generate.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "generate/csv_text.h"
#include "generate/dimension_files.h"
#include "generate/shop/season.h"
#include "generate/shop/streams.h"
#include "generate/truth.h"

namespace till::generate {
namespace {

constexpr size_t kNone = SIZE_MAX;
constexpr int64_t kDuplicateRows = 20;  ///< about so many rows are delivered twice

Status CheckOptions(const Options& options) {
  const auto invalid = [](std::string fact) { return Invalid("cannot generate a shop: " + std::move(fact)); };
  if (options.customers < 1)
    return invalid("customers is " + std::to_string(options.customers) + ", expected 1 or more");
  if (options.products < 1) return invalid("products is " + std::to_string(options.products) + ", expected 1 or more");
  if (options.orders < 0) return invalid("orders is " + std::to_string(options.orders) + ", expected 0 or more");
  if (options.from > options.to) {
    return invalid("from " + options.from.ToString() + " is after to " + options.to.ToString());
  }
  if (OpenFrom(options.from) > options.to) {
    return invalid("there is no open day from " + options.from.ToString() + " to " + options.to.ToString());
  }
  if (!(options.dirt >= 0 && options.dirt <= 1)) {
    return invalid("dirt is " + std::to_string(options.dirt) + ", expected a share from 0 to 1");
  }
  return lake::CheckKey(options.prefix);
}

/// The rows of the first orders of a day, about kDuplicateRows of them, without spoilt ones.
FileText FirstOrders(const OrderRows& rows) {
  FileText copy;
  const std::string_view text = rows.text;
  std::string_view last_order;
  size_t next_spoilt = 0;
  size_t start = 0;
  for (int64_t row = 0; start < text.size(); ++row) {
    const size_t end = text.find('\n', start) + 1;
    const std::string_view order = text.substr(start, text.find(',', start) - start);
    if (copy.rows >= kDuplicateRows && order != last_order) break;
    last_order = order;
    const bool spoilt = next_spoilt < rows.spoilt.size() && rows.spoilt[next_spoilt].row == row;
    if (spoilt) ++next_spoilt;
    if (!spoilt) {
      copy.bytes.append(text.substr(start, end - start));
      ++copy.rows;
    }
    start = end;
  }
  return copy;
}

bool HasLettersBeyondAscii(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// One call of Generate.
class Run {
 public:
  Run(const Options& options, lake::ObjectStore& out, const WorkerPool& pool)
      : shop_(options),
        options_(options),
        out_(out),
        pool_(pool),
        days_(shop_.days.days()),
        outcomes_(days_.size()),
        written_(pool.size()),
        bought_(pool.size()) {}

  Result<Summary> Daily() {
    ChooseFileFaults();
    TILL_TRY(pool_.ForEach(days_.size(), [this](size_t i, size_t worker) { return WriteDay(i, worker); }));
    TILL_TRY(PutStores("/stores/" + days_.front().ToString() + ".csv"));
    return Finish();
  }

  Result<Summary> Single() {
    std::vector<std::string> texts(days_.size());
    TILL_TRY(pool_.ForEach(days_.size(), [&](size_t i, size_t worker) {
      OrderRows rows = MakeOrderRows(shop_, days_[i]);
      texts[i] = std::move(rows.text);
      Keep(i, worker, "/orders.csv", rows);
      return Ok();
    }));
    std::string orders(OrdersHeader());
    int64_t line = 2;
    for (size_t i = 0; i < days_.size(); ++i) {
      outcomes_[i].first_line = line;
      line += std::count(texts[i].begin(), texts[i].end(), '\n');
      orders += texts[i];
      texts[i] = {};
    }
    TILL_TRY(Put("/orders.csv", orders, 0));
    FileText customers = AllCustomers(shop_, days_.back());
    if (options_.dirt > 0) customers.bytes = InWindows1252("/customers.csv", customers.bytes);
    written_[0].customers += customers.rows;
    TILL_TRY(Put("/customers.csv", customers.bytes, 0));
    const FileText products = AllProducts(shop_, days_.back());
    written_[0].products += products.rows;
    TILL_TRY(Put("/products.csv", products.bytes, 0));
    TILL_TRY(PutStores("/stores.csv"));
    return Finish();
  }

 private:
  /// Which customers file is in Windows-1252, and which orders file brings orders of the day before again.
  void ChooseFileFaults() {
    if (options_.dirt == 0) return;
    Random random = Draw(options_.seed, Stream::kFileDirt, 0);
    const size_t first = random.Below(days_.size());
    for (size_t i = 0; i < days_.size() && windows_1252_ == kNone; ++i) {
      const size_t day = (first + i) % days_.size();
      if (HasLettersBeyondAscii(Customers(day).bytes)) windows_1252_ = day;
    }
    if (days_.size() > 1) repeats_ = 1 + random.Below(days_.size() - 1);
  }

  FileText Customers(size_t i) const {
    return i == 0 ? AllCustomers(shop_, days_[i]) : ChangedCustomers(shop_, days_[i]);
  }

  Status WriteDay(size_t i, size_t worker) {
    const std::string name = "/" + days_[i].ToString() + ".csv";
    OrderRows rows = MakeOrderRows(shop_, days_[i]);
    Keep(i, worker, "/orders" + name, rows);
    std::string orders(OrdersHeader());
    orders += rows.text;
    if (i == repeats_) orders += Repeated("/orders" + name, rows.rows, worker);
    TILL_TRY(Put("/orders" + name, orders, worker));

    FileText customers = Customers(i);
    if (i == windows_1252_) customers.bytes = InWindows1252("/customers" + name, customers.bytes);
    written_[worker].customers += customers.rows;
    if (customers.rows > 0) TILL_TRY(Put("/customers" + name, customers.bytes, worker));

    if (i > 0 && days_[i].Weekday() != 1) return Ok();
    const FileText products = ProductsOnSale(shop_, days_[i]);
    written_[worker].products += products.rows;
    return Put("/products" + name, products.bytes, worker);
  }

  std::string Repeated(const std::string& name, int64_t rows_before, size_t worker) {
    const FileText again = FirstOrders(MakeOrderRows(shop_, days_[repeats_ - 1]));
    duplicate_ = {{"file", options_.prefix + name},
                  {"fault", "duplicate_delivery"},
                  {"line", rows_before + 2},
                  {"lines", again.rows},
                  {"of", options_.prefix + "/orders/" + days_[repeats_ - 1].ToString() + ".csv"}};
    written_[worker].orders += again.rows;
    return again.bytes;
  }

  std::string InWindows1252(const std::string& name, std::string_view text) {
    encoding_ = {{"file", options_.prefix + name}, {"fault", "windows_1252"}};
    return ToWindows1252(text);
  }

  void Keep(size_t i, size_t worker, const std::string& name, OrderRows& rows) {
    outcomes_[i] = {days_[i], options_.prefix + name, 2, rows.totals, std::move(rows.spoilt)};
    written_[worker].orders += rows.rows;
    std::vector<uint8_t>& bought = bought_[worker];
    bought.resize(static_cast<size_t>(options_.customers));
    for (const int64_t customer : rows.buyers) bought[static_cast<size_t>(customer)] = 1;
  }

  Status PutStores(const std::string& name) {
    const FileText stores = AllStores();
    written_[0].stores += stores.rows;
    return Put(name, stores.bytes, 0);
  }

  Status Put(const std::string& name, std::string_view bytes, size_t worker) {
    ++written_[worker].files;
    written_[worker].bytes += static_cast<int64_t>(bytes.size());
    return out_.Put(options_.prefix + name, bytes);
  }

  Summary Finish() const {
    Summary all;
    for (const Summary& part : written_) {
      all.files += part.files;
      all.bytes += part.bytes;
      all.customers += part.customers;
      all.products += part.products;
      all.orders += part.orders;
      all.stores += part.stores;
    }
    int64_t customers = 0;
    for (size_t i = 0; i < static_cast<size_t>(options_.customers); ++i) {
      const auto did = [i](const std::vector<uint8_t>& bought) { return !bought.empty() && bought[i] != 0; };
      if (std::any_of(bought_.begin(), bought_.end(), did)) ++customers;
    }
    all.truth = MakeTruth(options_, outcomes_, customers);
    all.truth["files"] = Json::array();
    for (const Json& fault : {duplicate_, encoding_}) {
      if (!fault.is_null()) all.truth["files"].push_back(fault);
    }
    return all;
  }

  const Shop shop_;
  const Options& options_;
  lake::ObjectStore& out_;
  const WorkerPool& pool_;
  const std::vector<Day>& days_;
  std::vector<DayOutcome> outcomes_;          ///< by day
  std::vector<Summary> written_;              ///< by worker
  std::vector<std::vector<uint8_t>> bought_;  ///< by worker, then customer; empty until the worker's first day
  size_t windows_1252_ = kNone;               ///< index of a day
  size_t repeats_ = kNone;                    ///< index of a day
  Json duplicate_;                            ///< written by the worker of day repeats_ alone
  Json encoding_;                             ///< written by the worker of day windows_1252_ alone
};

}  // namespace

Result<Summary> Generate(const Options& options, lake::ObjectStore& out, const WorkerPool& pool) {
  TILL_TRY(CheckOptions(options));
  Run run(options, out, pool);
  return options.layout == Layout::kDaily ? run.Daily() : run.Single();
}

Result<std::string> OrdersOfDay(const Options& options, Day day) {
  TILL_TRY(CheckOptions(options));
  if (day < options.from || day > options.to) {
    return Invalid("cannot generate the orders of '" + day.ToString() + "': the shop is open from " +
                   options.from.ToString() + " to " + options.to.ToString());
  }
  return std::string(OrdersHeader()) + MakeOrderRows(Shop(options), day).text;
}

}  // namespace till::generate
