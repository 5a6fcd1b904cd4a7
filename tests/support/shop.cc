#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace till::tests {

Shop::Shop(std::string_view toml) : folder_(TemporaryFolder::Make().value()) {
  std::filesystem::create_directories(path());
  if (!toml.empty()) Write("till.toml", toml);
}

void Shop::Write(const std::string& name, std::string_view text) const {
  EXPECT_TRUE(WriteFile(path() / name, text).ok()) << name;
}

std::string Shop::Read(const std::string& name) const {
  const auto text = ReadFile(path() / name);
  EXPECT_TRUE(text.ok()) << name;
  return text.ok() ? *text : std::string();
}

void Shop::Remove(const std::string& name) const { EXPECT_GT(std::filesystem::remove_all(path() / name), 0u) << name; }

Ended Shop::Till(std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--project", path().string(), "--json"});
  return RunTill(arguments);
}

std::vector<Json> Shop::Lines(std::vector<std::string> arguments) const {
  const std::string name = Join(arguments, " ");
  const Ended ended = Till(std::move(arguments));
  EXPECT_EQ(ended.exit_code, 0) << name << "\n" << ended.err;
  return JsonLines(ended.out);
}

Json Shop::Ask(std::vector<std::string> arguments) const {
  const auto lines = Lines(std::move(arguments));
  return lines.empty() ? Json::object() : lines.back();
}

Json Shop::Run(std::vector<std::string> options) const {
  options.insert(options.begin(), "run");
  return Ask(std::move(options));
}

std::string Shop::Query(const std::string& sql) const {
  return ToText(Ask({"query", sql}).value("rows", Json::array()));
}

std::string Shop::Metrics(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"metrics", "get"});
  return ToText(Ask(std::move(arguments)).value("rows", Json::array()));
}

std::string Shop::TableSums() const {
  std::string text;
  const Json shown = Ask({"publications", "show"});
  for (const Json& table : shown.value("tables", Json::array())) {
    text += table.value("table", "") + " " + ToText(table["rows"]) + " " + ToText(table.value("sums", Json())) + "\n";
  }
  return text;
}

std::vector<Json> JsonLines(const std::string& out) {
  std::vector<Json> lines;
  for (const std::string& line : Split(out, '\n')) {
    if (line.empty()) continue;
    auto parsed = ParseJson(line, "output");
    EXPECT_TRUE(parsed.ok()) << line;
    if (parsed.ok()) lines.push_back(std::move(*parsed));
  }
  return lines;
}

Json ErrorOf(const Ended& ended) {
  const auto lines = JsonLines(ended.out);
  return lines.empty() ? Json() : lines.back().value("error", Json());
}

Json GenerateShop(const Shop& shop, std::vector<std::string> options, const std::string& max_rejects) {
  const auto toml = ReadFile(TILL_SOURCE_DIR "/presets/demo/till.toml");
  EXPECT_TRUE(toml.ok());
  const std::string line = "path = \"raw/orders/{date}.csv\"\n";
  shop.Write("till.toml", Replace(*toml, line, line + "max_rejects = \"" + max_rejects + "\"\n"));
  shop.Write("calendar.csv", "date,kind,name,store_id\n2026-01-01,closed,New Year's Day,\n");
  options.insert(options.begin(), {"generate", (shop / "lake/raw").string()});
  options.insert(options.end(), {"--truth", (shop / "truth.json").string()});
  const Ended ended = RunTill(options);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  auto truth = ParseJson(shop.Read("truth.json"), "truth.json");
  EXPECT_TRUE(truth.ok());
  return truth.ok() ? std::move(*truth) : Json::object();
}

}  // namespace till::tests
