#include "generate/dirt.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "adapters/memory/object_store.h"
#include "base/text.h"
#include "generate/generate.h"

namespace till::generate {
namespace {

constexpr std::string_view kRow =
    "O20260105-00001,1,2026-01-05 08:26:00,C000001,P0001,2,12.50,0.00,5.00,0.00,store,S01,completed,false,false,,\n";

struct Dirty {
  Options options;
  Json truth;
  std::map<std::string, std::string> files;
};

Dirty MakeDirty(Layout layout) {
  Dirty dirty;
  dirty.options.customers = 300;
  dirty.options.products = 100;
  dirty.options.orders = 4000;
  dirty.options.from = Day::Of(2025, 1, 2);
  dirty.options.to = Day::Of(2025, 4, 30);
  dirty.options.dirt = 0.01;
  dirty.options.layout = layout;
  adapters::MemoryStore store;
  auto summary = Generate(dirty.options, store, WorkerPool(2));
  dirty.truth = std::move(summary).value().truth;
  const auto objects = store.List("");
  for (const lake::ObjectInfo& object : objects.value()) dirty.files[object.key] = store.Get(object.key).value();
  return dirty;
}

std::string LineOf(const std::string& text, int64_t line) { return Split(text, '\n')[static_cast<size_t>(line - 1)]; }

/// Whether a row is as clean ones are: 17 cells, no quote, a day in front of the time, a product and a decimal point.
bool IsClean(const std::string& line) {
  const std::vector<std::string> cells = Split(line, ',');
  return cells.size() == 17 && line.find('"') == std::string::npos && cells[2][4] == '-' && !cells[4].empty();
}

TEST(Dirt, SpoilsARowInEachWay) {
  const auto spoilt = [](Fault fault) { return Split(Spoil(kRow, fault), '\n')[0]; };
  EXPECT_NE(spoilt(Fault::kDecimalComma).find(R"(,2,"12,50",0.00,)"), std::string::npos);
  EXPECT_NE(spoilt(Fault::kDateFormat).find(",1,05/01/2026 08:26,C000001,"), std::string::npos);
  EXPECT_NE(spoilt(Fault::kMissingValue).find(",C000001,,2,"), std::string::npos);
  EXPECT_EQ(Split(spoilt(Fault::kSurplusCell), ',').size(), 18U);
  EXPECT_EQ(Split(spoilt(Fault::kMissingCell), ',').size(), 16U);
  EXPECT_TRUE(spoilt(Fault::kStrayQuote).ends_with(R"(,,"SAVE "10" NOW")"));
}

TEST(Dirt, WritesWindows1252) {
  EXPECT_EQ(ToWindows1252("Zo\xC3\xAB \xC3\x8Ele"), "Zo\xEB \xCEle");
  EXPECT_EQ(ToWindows1252("Anna"), "Anna");
}

TEST(Dirt, IsListedInTheTruthRowByRow) {
  for (const Layout layout : {Layout::kDaily, Layout::kSingle}) {
    const Dirty dirty = MakeDirty(layout);
    std::map<std::string, int64_t> listed;
    for (const Json& spoilt : dirty.truth["spoilt"]) {
      const auto file = spoilt["file"].get<std::string>();
      EXPECT_FALSE(IsClean(LineOf(dirty.files.at(file), spoilt["line"].get<int64_t>()))) << ToText(spoilt);
      ++listed[file];
    }
    int64_t dirty_rows = 0;
    for (const auto& [key, text] : dirty.files) {
      if (key.find("orders") == std::string::npos) continue;
      int64_t found = 0;
      for (const std::string& line : Split(text, '\n')) {
        if (!line.empty() && !line.starts_with("order_id") && !IsClean(line)) ++found;
      }
      EXPECT_EQ(found, listed[key]) << key;
      dirty_rows += found;
    }
    EXPECT_GT(dirty_rows, 50);
    EXPECT_LT(dirty_rows, 200);
  }
}

TEST(Dirt, DeliversWholeOrdersOfTheDayBeforeAgain) {
  const Dirty dirty = MakeDirty(Layout::kDaily);
  const Json& duplicate = dirty.truth["files"][0];
  ASSERT_EQ(duplicate["fault"], "duplicate_delivery");
  const std::vector<std::string> lines = Split(dirty.files.at(duplicate["file"].get<std::string>()), '\n');
  const std::string& earlier = dirty.files.at(duplicate["of"].get<std::string>());
  const auto first = duplicate["line"].get<size_t>() - 1;
  const auto count = duplicate["lines"].get<size_t>();
  ASSERT_EQ(lines.size(), first + count + 1);
  EXPECT_GE(count, 20U);
  for (size_t i = first; i < first + count; ++i) EXPECT_NE(earlier.find(lines[i] + "\n"), std::string::npos);
  // The order after the last one begins anew.
  const std::string last = Split(lines[first + count - 1], ',')[0];
  const size_t end = earlier.rfind(last + ",");
  for (const std::string& line : Split(earlier.substr(earlier.find('\n', end) + 1), '\n')) {
    EXPECT_FALSE(line.starts_with(last + ","));
  }
}

TEST(Dirt, WritesOneCustomersFileInWindows1252) {
  for (const Layout layout : {Layout::kDaily, Layout::kSingle}) {
    const Dirty dirty = MakeDirty(layout);
    const Json& encoding = dirty.truth["files"].back();
    ASSERT_EQ(encoding["fault"], "windows_1252");
    for (const auto& [key, text] : dirty.files) EXPECT_EQ(IsUtf8(text), encoding["file"] != key) << key;
  }
}

}  // namespace
}  // namespace till::generate
