#include "generate/shop/population.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "generate/csv_text.h"
#include "generate/shop/people.h"
#include "generate/shop/season.h"
#include "generate/shop/streams.h"

namespace till::generate {
namespace {

constexpr int kDaysBefore = 3 * 365;  ///< how long before the first day the first customer registered
constexpr int kShareBefore = 55;      ///< percent of the customers who registered before the first day
constexpr int kIdWidth = 6;

constexpr std::array<std::string_view, 3> kSegments{"Consumer", "Home Office", "Corporate"};
constexpr int kCorporate = 2;

/// What is drawn once about a customer, in this order.
struct Person {
  explicit Person(uint64_t seed, int64_t customer)
      : random(Draw(seed, Stream::kCustomer, static_cast<uint64_t>(customer))),
        eagerness(random.Uniform()),
        loyalty(random.Uniform()),
        place(random.Next()),
        segment(random.Next()),
        change(random.Next()),
        store(random.Next()) {}
  Random random;  ///< for what only the row needs
  double eagerness, loyalty;
  uint64_t place, segment, change, store;
};

int SegmentOf(uint64_t number) {
  const uint64_t percent = number % 100;
  return percent < 62 ? 0 : percent < 77 ? 1 : kCorporate;
}

}  // namespace

Population::Population(const Options& options, const TradingDays& days) : seed_(options.seed) {
  const int64_t before = options.customers * kShareBefore / 100;
  const int64_t during = options.customers - before;
  customers_.resize(static_cast<size_t>(options.customers));
  for (int64_t i = 0; i < before; ++i) {
    customers_[static_cast<size_t>(i)].registered =
        options.from - kDaysBefore + static_cast<int>(i * kDaysBefore / before);
  }
  for (const Day day : days.days()) {
    for (int64_t i = days.Before(day, during); i < days.Before(day + 1, during); ++i) {
      customers_[static_cast<size_t>(before + i)].registered = day;
    }
  }
  std::vector<double> weights;
  weights.reserve(customers_.size());
  for (int64_t i = 0; i < size(); ++i) {
    Customer& customer = customers_[static_cast<size_t>(i)];
    const Person person(seed_, i);
    customer.store = static_cast<uint8_t>(PickWeighted(Stores(), person.store));
    customer.corporate = SegmentOf(person.segment) == kCorporate;
    // A heavy tail (Pareto with exponent 4/3), from square roots alone so that every machine has the same.
    const double root = std::sqrt(person.eagerness + 1e-4);
    weights.push_back(1 / (root * std::sqrt(root)));
    // Half of the customers stay for less than 400 days, a few for good (log-logistic).
    const double days_of_custom = 20 + 400 * person.loyalty / (1.0001 - person.loyalty);
    customer.leaves = customer.registered + static_cast<int>(std::min(days_of_custom, 100000.0));
    for (const Day change : ChangesOf(i)) {
      if (change > customer.registered && change <= options.to) changes_.push_back({change, i});
    }
  }
  eagerness_ = AliasTable(weights);
  std::sort(changes_.begin(), changes_.end(),
            [](const Change& a, const Change& b) { return a.day != b.day ? a.day < b.day : a.customer < b.customer; });
}

int64_t Population::Pick(Random& random, Day day) const {
  constexpr int kTries = 48;
  for (int i = 0; i < kTries && !eagerness_.empty(); ++i) {
    const uint32_t customer = eagerness_.Pick(random);
    if (customers_[customer].registered <= day && day < customers_[customer].leaves) return customer;
  }
  return kNobody;
}

int64_t Population::RegisteredBy(Day day) const {
  const auto after = [](Day value, const Customer& customer) { return value < customer.registered; };
  return std::upper_bound(customers_.begin(), customers_.end(), day, after) - customers_.begin();
}

Population::Range Population::Newcomers(Day day) const { return {RegisteredBy(day - 1), RegisteredBy(day)}; }

std::vector<int64_t> Population::ChangedOn(Day day) const {
  std::vector<int64_t> changed;
  const auto before = [](const Change& change, Day value) { return change.day < value; };
  auto at = std::lower_bound(changes_.begin(), changes_.end(), day, before);
  for (; at != changes_.end() && at->day == day; ++at) {
    if (changed.empty() || changed.back() != at->customer) changed.push_back(at->customer);
  }
  return changed;
}

/// Three in ten change once, and half of those twice; kOpenEnd stands for never.
std::array<Day, 2> Population::ChangesOf(int64_t customer) const {
  const Day registered = customers_[static_cast<size_t>(customer)].registered;
  const uint64_t number = Person(seed_, customer).change;
  std::array<Day, 2> changes{kOpenEnd, kOpenEnd};
  if (number % 10 >= 3) return changes;
  const Day first = registered + 30 + static_cast<int>(number / 10 % 1200);
  changes[0] = OpenFrom(first);
  if (number / 20000 % 2 == 0) changes[1] = OpenFrom(first + 90 + static_cast<int>(number / 40000 % 700));
  return changes;
}

Population::State Population::StateOf(int64_t customer, Day as_of) const {
  const Person person(seed_, customer);
  State state{PickWeighted(Places(), person.place), SegmentOf(person.segment),
              customers_[static_cast<size_t>(customer)].registered};
  uint64_t number = person.change >> 24;
  for (const Day day : ChangesOf(customer)) {
    if (day > as_of) break;
    state.changed = day;
    if (number % 10 < 7) {
      state.place = (state.place + 1 + number / 10 % (Places().size() - 1)) % Places().size();
    } else {
      state.segment = (state.segment + 1 + static_cast<int>(number / 10 % 2)) % 3;
    }
    number >>= 16;
  }
  return state;
}

std::string_view Population::Header() {
  return "customer_id,first_name,last_name,email,registration_date,segment,country,region,city,birth_year,gender,"
         "updated_at\n";
}

void Population::AppendRow(std::string& out, int64_t customer, Day as_of) const {
  Person person(seed_, customer);
  Random& random = person.random;
  const FirstName& first = FirstNames()[random.Below(FirstNames().size())];
  const std::string_view last = LastNames()[random.Below(LastNames().size())];
  const State state = StateOf(customer, as_of);
  const Place& place = Places()[state.place];
  const Day registered = customers_[static_cast<size_t>(customer)].registered;
  constexpr std::array<std::string_view, 3> kDomains{"@example.com,", "@example.org,", "@example.net,"};

  AppendId(out, 'C', customer, kIdWidth);
  out.append(",").append(first.name).append(",").append(last).append(",");
  out.append(PlainLetters(first.name)).append(".").append(PlainLetters(last));
  AppendNumber(out, customer + 1);
  out.append(kDomains[random.Below(kDomains.size())]);
  AppendDay(out, registered);
  out.append(",").append(kSegments[static_cast<size_t>(state.segment)]).append(",").append(place.country);
  out.append(",").append(place.region).append(",").append(place.city).append(",");
  // Two dice make the middle ages commonest: 18 to 78 at registration.
  AppendNumber(out, registered.ToCivil().year - 18 - static_cast<int64_t>(random.Below(31) + random.Below(31)));
  const bool says_gender = random.Below(100) < 93;
  out.append(",").append(says_gender ? first.gender : "").append(",");
  AppendDay(out, state.changed);
  out.append(" ");
  AppendTime(out, static_cast<int>(8 * 3600 + random.Below(12 * 3600)));
  out.append("\n");
}

}  // namespace till::generate
