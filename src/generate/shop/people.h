#pragma once

#include <span>
#include <string>
#include <string_view>

namespace till::generate {

struct FirstName {
  std::string_view name;
  std::string_view gender;  ///< "female" or "male"
};

struct Place {
  std::string_view city;
  std::string_view region;
  std::string_view country;
  int weight;  ///< relative number of customers
};

struct Store {
  std::string_view id;
  std::string_view name;
  std::string_view region;
  std::string_view country;
  std::string_view opened_on;
  int weight;  ///< relative number of sales
};

/// UTF-8; every letter is in Windows-1252 too.
std::span<const FirstName> FirstNames();
std::span<const std::string_view> LastNames();
std::span<const Place> Places();
std::span<const Store> Stores();

/// The index of one of `items` by its weight; `number` is uniform over 64 bits.
template <typename T>
size_t PickWeighted(std::span<const T> items, uint64_t number) {
  uint64_t total = 0;
  for (const T& item : items) total += static_cast<uint64_t>(item.weight);
  uint64_t rest = number % total;
  size_t i = 0;
  while (rest >= static_cast<uint64_t>(items[i].weight)) rest -= static_cast<uint64_t>(items[i++].weight);
  return i;
}

/// `name` in lower case ASCII letters, as in an e-mail address: "Zoë" is "zoe", "O'Brien" is "obrien".
std::string PlainLetters(std::string_view name);

}  // namespace till::generate
