#pragma once

#include <string>
#include <string_view>

namespace till::testing_support {

/// A statement of Redshift's as PostgreSQL takes it. A table loses its distribution and sort keys; its VARCHAR(n)
/// counts bytes by a constraint that has the column's name. All else is said alike, with the help of RedshiftCatalog().
std::string ToPostgres(std::string_view sql);

/// The statements that make what Redshift has and PostgreSQL has not: functions, and views of the system. They stand in
/// a schema of their own, and may be made again.
std::string_view RedshiftCatalog();
inline constexpr std::string_view kCatalogSchema = "redshift_catalog";

}  // namespace till::testing_support
