#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>

#include "base/text.h"
#include "tests/support/shop.h"

namespace till::tests {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kSmall = {"--orders", "800",    "--customers", "100",  "--products",
                                         "40",       "--from", "2026-01-01",  "--to", "2026-01-08"};

/// What an undisturbed run of the small project gives, and how long it took.
struct Twin {
  Shop shop;
  Json run;
  double seconds = 0;
};

const Twin& Undisturbed() {
  static const Twin* const kTwin = [] {
    auto* twin = new Twin;
    GenerateShop(twin->shop, kSmall);
    const auto begun = std::chrono::steady_clock::now();
    twin->run = twin->shop.Run();
    twin->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return twin;
  }();
  return *kTwin;
}

std::vector<std::string> RunArguments(const Shop& shop) { return {"run", "--project", shop.path().string(), "--json"}; }

/// The names of a folder's objects, sorted; none if it does not exist. What a killed process was writing is none.
std::vector<std::string> NamesIn(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(".tmp-")) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

const std::vector<std::string> kTables = {"dim_customers", "dim_date", "dim_products", "dim_stores", "fact_orders"};

std::string LogOf(const std::string& table) { return "lake/processed/" + table + "/_delta_log"; }

/// The number of the publication that a commit's txn names; 0 if it has none.
int64_t PublicationOf(const std::string& commit) {
  for (const std::string& line : Split(commit, '\n')) {
    const auto action = line.empty() ? Result<Json>(Json()) : ParseJson(line, "commit");
    if (action.ok() && action->contains("txn")) return (*action)["txn"].value("version", int64_t{0});
  }
  return 0;
}

/// Every log has its versions without a gap, and its last commit names `publication`.
void ExpectWholeLogs(const Shop& shop, int64_t publication) {
  for (const std::string& table : kTables) {
    const auto names = NamesIn(shop / LogOf(table));
    ASSERT_FALSE(names.empty()) << table;
    for (size_t version = 0; version < names.size(); ++version) {
      std::string expected = std::to_string(version);
      expected.insert(0, 20 - expected.size(), '0');
      EXPECT_EQ(names[version], expected + ".json") << table;
    }
    EXPECT_EQ(PublicationOf(shop.Read(LogOf(table) + "/" + names.back())), publication) << table;
  }
}

/// Runs again what was killed, and expects the content of an undisturbed run.
void ExpectRunCompletes(const Shop& shop, const std::string& where) {
  const Ended again = shop.Till({"run"});
  ASSERT_EQ(again.exit_code, 0) << where << "\n" << again.err;
  const Json run = again.Object();
  EXPECT_EQ(run["content_hash"], Undisturbed().run["content_hash"]) << where;
  EXPECT_EQ(run["publication"], 1) << where;
  EXPECT_EQ(NamesIn(shop / "lake/processed/_publications"), (std::vector<std::string>{"00000001.json", "manifests"}))
      << where;
  ExpectWholeLogs(shop, 1);
}

/// Kills a first run as soon as `reached` says so; whether it was alive then.
template <typename Reached>
bool KillWhen(const Shop& shop, const Reached& reached) {
  RunningTill run(RunArguments(shop), shop.path());
  constexpr int kMostTries = 60'000;
  for (int tries = 0; tries < kMostTries && !reached(); ++tries) {
    usleep(500);
  }
  return run.End(SIGKILL) == 128 + SIGKILL;
}

TEST(Crash, ARunKilledAtAChosenPointIsCompletedByTheNext) {
  const std::vector<std::string> points = {"lake/_till/runs", "lake/staging", "lake/processed/dim_date",
                                           "lake/processed/fact_orders", "lake/processed/_publications"};
  for (const std::string& point : points) {
    const Shop shop;
    GenerateShop(shop, kSmall);
    const bool killed = KillWhen(shop, [&] { return !NamesIn(shop / point).empty(); });
    ExpectRunCompletes(shop, point + (killed ? ": killed" : ": had ended"));
  }
}

TEST(Crash, ARunKilledAtAnyMomentIsCompletedByTheNext) {
  std::mt19937 random(20260105);
  constexpr int kMoments = 10;
  for (int i = 0; i < kMoments; ++i) {
    const Shop shop;
    GenerateShop(shop, kSmall);
    const double share = (i + std::uniform_real_distribution<>(0, 1)(random)) / kMoments;
    RunningTill run(RunArguments(shop), shop.path());
    usleep(static_cast<useconds_t>(share * Undisturbed().seconds * 1e6));
    const bool killed = run.End(SIGKILL) == 128 + SIGKILL;
    ExpectRunCompletes(shop, "at " + std::to_string(share) + " of a run" + (killed ? ": killed" : ": had ended"));
  }
}

TEST(Crash, ARunThatDiedBetweenTheRecordAndTheLogsIsRolledForward) {
  const Shop shop;
  GenerateShop(shop, kSmall);
  shop.Run();
  std::map<std::string, std::string> commits;
  for (const std::string& table : kTables) {
    commits[table] = shop.Read(LogOf(table) + "/00000000000000000000.json");
    shop.Remove(LogOf(table));
  }
  const Json again = shop.Run();
  EXPECT_EQ(again["rows"]["read"], 0);
  EXPECT_EQ(again["publication"], 1);
  ExpectWholeLogs(shop, 1);
  for (const std::string& table : kTables) {
    EXPECT_EQ(shop.Read(LogOf(table) + "/00000000000000000000.json"), commits[table]) << table;
  }
}

TEST(Crash, OnlyTheLostCommitOfALogIsMadeAgain) {
  const Shop shop;
  GenerateShop(shop, kSmall);
  shop.Run();
  const std::string orders = "lake/raw/orders/2026-01-08.csv";
  const std::string text = shop.Read(orders);
  shop.Write(orders, text.substr(0, text.rfind('\n', text.size() / 2) + 1));
  shop.Run();
  const std::string last = LogOf("fact_orders") + "/00000000000000000001.json";
  const std::string commit = shop.Read(last);
  shop.Remove(last);
  EXPECT_EQ(shop.Run()["publication"], 2);
  EXPECT_EQ(shop.Read(last), commit);
  ExpectWholeLogs(shop, 2);
}

TEST(Crash, OfTwoRunsAtOnceOneWaitsOrNamesTheOtherAndOnePublicationComes) {
  const Shop shop;
  GenerateShop(shop, kSmall);
  RunningTill first(RunArguments(shop), shop.path());
  while (!fs::exists(shop / ".till/lock")) usleep(1000);
  usleep(20'000);
  const Ended second = shop.Till({"run"});
  if (second.exit_code == 5) {
    const std::string holder = "process " + std::to_string(first.pid()) + " holds it since ";
    EXPECT_NE(second.err.find(holder), std::string::npos) << second.err;
    EXPECT_EQ(ErrorOf(second)["code"], "conflict");
  } else {
    EXPECT_EQ(second.exit_code, 0) << second.err;
  }
  EXPECT_EQ(first.Wait(), 0);
  EXPECT_EQ(shop.Lines({"publications", "list"}).size(), 1u);
  EXPECT_EQ(shop.Run()["content_hash"], Undisturbed().run["content_hash"]);
}

TEST(Crash, AFileOfOursThatWasCutIsReportedAndMadeAgain) {
  const Shop shop;
  GenerateShop(shop, kSmall);
  const Json first = shop.Run();
  const std::string folder = "lake/processed/dim_customers";
  std::string name;
  for (const std::string& file : NamesIn(shop / folder)) {
    if (file.ends_with(".parquet")) name = file;
  }
  const std::string bytes = shop.Read(folder + "/" + name);
  shop.Write(folder + "/" + name, bytes.substr(0, bytes.size() / 2));
  const Ended doctor = shop.Till({"doctor"});
  EXPECT_EQ(doctor.exit_code, 7);
  EXPECT_NE(doctor.err.find("is missing or cut\nhint: till run --full makes it again"), std::string::npos)
      << doctor.err;
  EXPECT_EQ(shop.Run({"--full"})["content_hash"], first["content_hash"]);
  EXPECT_EQ(shop.Read(folder + "/" + name), bytes);
  EXPECT_EQ(shop.Till({"doctor"}).exit_code, 0);
}

}  // namespace
}  // namespace till::tests
