#pragma once

#include <cstdint>
#include <string>

#include "generate/orders.h"

namespace till::generate {

/// A file's bytes and how many rows it has below its header.
struct FileText {
  std::string bytes;
  int64_t rows = 0;
};

/// All customers registered by the end of `day`, as of then.
FileText AllCustomers(const Shop& shop, Day day);
/// The customers who changed or registered on `day`; no rows on a quiet day.
FileText ChangedCustomers(const Shop& shop, Day day);
/// The products on sale on `day`.
FileText ProductsOnSale(const Shop& shop, Day day);
/// All products ever launched, as of `day`.
FileText AllProducts(const Shop& shop, Day day);
FileText AllStores();

}  // namespace till::generate
