#include "metrics/star_reader.h"

#include "warehouse/published_star.h"

namespace till::metrics {

Status AttachStar(warehouse::Warehouse& warehouse, std::string_view schema, const publish::Record& record,
                  lake::ObjectStore& lake) {
  TILL_ASSIGN(const auto tables, warehouse::PublishedStar(record, lake));
  return warehouse.Attach(schema, tables);
}

}  // namespace till::metrics
