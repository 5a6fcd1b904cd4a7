#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "tests/support/program.h"

namespace till::tests {

/// A project in a folder of its own, worked by the built program. What a test needs to go well is expected to.
class Shop {
 public:
  /// With this till.toml; none if it is empty.
  explicit Shop(std::string_view toml = {});

  std::filesystem::path path() const { return folder_.path() / "shop"; }
  std::filesystem::path operator/(const std::string& name) const { return path() / name; }
  void Write(const std::string& name, std::string_view text) const;
  std::string Read(const std::string& name) const;
  void Remove(const std::string& name) const;

  /// Runs a command on the project with --json.
  Ended Till(std::vector<std::string> arguments) const;
  /// What a command that must go well says: its last line as JSON.
  Json Ask(std::vector<std::string> arguments) const;
  /// All lines of a command that must go well.
  std::vector<Json> Lines(std::vector<std::string> arguments) const;
  /// `till run` with further options.
  Json Run(std::vector<std::string> options = {}) const;
  /// The rows that a query or a metric gives, as JSON text.
  std::string Query(const std::string& sql) const;
  /// The same of `till metrics get`.
  std::string Metrics(std::vector<std::string> arguments) const;
  /// What `till publications show` says of each table: rows and sums, without files.
  std::string TableSums() const;

 private:
  TemporaryFolder folder_;
};

/// Every line of a command's output as JSON.
std::vector<Json> JsonLines(const std::string& out);
/// The error that a command ended with: its last line's {"code","message","hint"}; null if it has none.
Json ErrorOf(const Ended& ended);

/// Makes the demo's project of a generated shop (2026-01-01 is closed): `options` go to till generate. Gives the sums
/// that the generator says must be found.
Json GenerateShop(const Shop& shop, std::vector<std::string> options, const std::string& max_rejects = "0.5%");

}  // namespace till::tests
