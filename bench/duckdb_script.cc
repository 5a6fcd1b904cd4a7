// Runs a file of SQL statements with the DuckDB library that till ships: the peer of bench/path.py.
// usage: duckdb_script FILE. Prints the last statement's first row, tab-separated.
#include <duckdb.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fprintf(stderr, "usage: duckdb_script FILE\n");
    return 2;
  }
  std::ostringstream text;
  text << std::ifstream(arguments[1]).rdbuf();
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  if (duckdb_open(nullptr, &database) == DuckDBError || duckdb_connect(database, &connection) == DuckDBError) return 1;
  duckdb_result result;
  const duckdb_state state = duckdb_query(connection, text.str().c_str(), &result);
  if (state == DuckDBError) {
    std::fprintf(stderr, "error: %s\n", duckdb_result_error(&result));
  } else if (duckdb_row_count(&result) > 0) {
    for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
      char* value = duckdb_value_varchar(&result, column, 0);
      std::printf("%s%s", column == 0 ? "" : "\t", value == nullptr ? "" : value);
      duckdb_free(value);
    }
    std::printf("\n");
  }
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return state == DuckDBError ? 1 : 0;
}
