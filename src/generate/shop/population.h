#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "generate/generate.h"
#include "generate/shop/alias_table.h"
#include "generate/shop/trading_days.h"

namespace till::generate {

inline constexpr int64_t kNobody = -1;

/// The customers: when they register, how eagerly they buy, when they stop, and what changes about them. All of a
/// customer is a function of the seed and the index, so nothing is simulated. Immutable; any thread may use it.
class Population {
 public:
  Population(const Options& options, const TradingDays& days);

  int64_t size() const { return static_cast<int64_t>(customers_.size()); }
  /// A customer who is registered and still buys on `day`, by eagerness; kNobody if none was met.
  int64_t Pick(Random& random, Day day) const;
  /// Those who register on `day`: the customers [first, last).
  struct Range {
    int64_t first, last;
  };
  Range Newcomers(Day day) const;
  /// How many are registered by the end of `day`: customers [0, n).
  int64_t RegisteredBy(Day day) const;
  /// Customers of whom something changes on `day`, who registered before it, in order.
  std::vector<int64_t> ChangedOn(Day day) const;

  /// Whether a firm, which buys more of a thing, registered.
  bool IsCorporate(int64_t customer) const { return customers_[static_cast<size_t>(customer)].corporate; }
  /// Index into Stores() of the store the customer goes to.
  size_t HomeStore(int64_t customer) const { return customers_[static_cast<size_t>(customer)].store; }

  static std::string_view Header();
  /// The customer's row as of the end of `as_of`, with the line break.
  void AppendRow(std::string& out, int64_t customer, Day as_of) const;

 private:
  struct Customer {
    Day registered;
    Day leaves;  ///< the first day without purchases
    uint8_t store = 0;
    bool corporate = false;
  };
  struct Change {
    Day day;
    int64_t customer;
  };
  struct State {
    size_t place;
    int segment;
    Day changed;
  };
  State StateOf(int64_t customer, Day as_of) const;
  std::array<Day, 2> ChangesOf(int64_t customer) const;

  uint64_t seed_;
  std::vector<Customer> customers_;  ///< in order of registration
  std::vector<Change> changes_;      ///< by day, then customer
  AliasTable eagerness_;
};

}  // namespace till::generate
