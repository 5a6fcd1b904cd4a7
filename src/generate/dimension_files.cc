#include "generate/dimension_files.h"

#include "generate/shop/people.h"

namespace till::generate {
namespace {

FileText Products(const Shop& shop, Day day, bool withdrawn_too) {
  FileText file{std::string(Assortment::Header())};
  for (int64_t product = 0; product < shop.assortment.size(); ++product) {
    const bool listed = withdrawn_too ? shop.assortment.Launched(product, day) : shop.assortment.OnSale(product, day);
    if (!listed) continue;
    shop.assortment.AppendRow(file.bytes, product, day);
    ++file.rows;
  }
  return file;
}

void AppendCustomer(const Shop& shop, int64_t customer, Day day, FileText& file) {
  shop.population.AppendRow(file.bytes, customer, day);
  ++file.rows;
}

}  // namespace

FileText AllCustomers(const Shop& shop, Day day) {
  FileText file{std::string(Population::Header())};
  const int64_t end = shop.population.RegisteredBy(day);
  for (int64_t customer = 0; customer < end; ++customer) AppendCustomer(shop, customer, day, file);
  return file;
}

FileText ChangedCustomers(const Shop& shop, Day day) {
  FileText file{std::string(Population::Header())};
  for (const int64_t customer : shop.population.ChangedOn(day)) AppendCustomer(shop, customer, day, file);
  const Population::Range newcomers = shop.population.Newcomers(day);
  for (int64_t customer = newcomers.first; customer < newcomers.last; ++customer) {
    AppendCustomer(shop, customer, day, file);
  }
  return file;
}

FileText ProductsOnSale(const Shop& shop, Day day) { return Products(shop, day, false); }

FileText AllProducts(const Shop& shop, Day day) { return Products(shop, day, true); }

FileText AllStores() {
  FileText file{"store_id,store_name,region,country,opened_on,closed_on\n"};
  for (const Store& store : Stores()) {
    for (const std::string_view cell : {store.id, store.name, store.region, store.country}) {
      file.bytes.append(cell).append(",");
    }
    file.bytes.append(store.opened_on).append(",\n");
    ++file.rows;
  }
  return file;
}

}  // namespace till::generate
