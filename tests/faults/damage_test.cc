#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "base/time.h"
#include "tests/support/shop.h"

namespace till::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kToml = R"([project]
name = "Corner Shop"
currency = "GBP"
timezone = "Europe/London"
[feeds.sales]
path = "raw/sales/{date}.csv"
kind = "changes"
max_rejects = "50%"
[feeds.sales.orders.columns]
order_id = "order"
product_id = "product"
order_date = "date"
quantity = "quantity"
unit_price = "price"
)";

/// A file of `orders` orders on this day of January 2026, and a row that is refused.
void WriteSales(const Shop& shop, int day, int orders = 3) {
  const std::string date = "2026-01-0" + std::to_string(day);
  std::string text = "order,product,date,quantity,price\n";
  for (int i = 0; i < orders; ++i) {
    text += std::to_string(day) + "-" + std::to_string(i) + ",P" + std::to_string(i) + "," + date + ",2,1.50\n";
  }
  shop.Write("lake/raw/sales/" + date + ".csv", text + "bad,P1," + date + ",many,1.50\n");
}

/// Three days published, a fourth to come.
void Begin(const Shop& shop) {
  for (int day = 1; day <= 3; ++day) WriteSales(shop, day);
  shop.Run();
  WriteSales(shop, 4);
}

/// The content that a project has in which nothing was damaged.
const std::string& WholeContent() {
  static const std::string kHash = [] {
    const Shop shop(kToml);
    Begin(shop);
    return shop.Run().value("content_hash", "");
  }();
  return kHash;
}

/// The first file of the lake whose path has `part` in it.
std::string FileWith(const Shop& shop, const std::string& part) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(shop / "lake")) {
    const std::string name = fs::relative(entry.path(), shop.path()).string();
    if (entry.is_regular_file() && name.find(part) != std::string::npos) found.push_back(name);
  }
  EXPECT_FALSE(found.empty()) << part;
  return found.empty() ? part : std::ranges::min(found);
}

using Damage = std::function<void(const Shop&, const std::string& file)>;

void Cut(const Shop& shop, const std::string& file) { shop.Write(file, shop.Read(file).substr(0, 22)); }
void Empty(const Shop& shop, const std::string& file) { shop.Write(file, ""); }
void Lose(const Shop& shop, const std::string& file) { shop.Remove(file); }
void Garble(const Shop& shop, const std::string& file) {
  shop.Write(file, std::string(shop.Read(file).size(), '\x7f'));
}
void MakeList(const Shop& shop, const std::string& file) { shop.Write(file, "[]"); }
void MakeNull(const Shop& shop, const std::string& file) { shop.Write(file, "null"); }

TEST(Damage, OfWhatTheNextRunCanMakeAgainStopsNothing) {
  const std::vector<Damage> damages = {Cut, Empty, Lose, Garble, MakeList, MakeNull};
  const std::vector<std::string> files = {"part-0000.parquet",       "keys.parquet",   "receipt.json",
                                          "fact_orders/_delta_log/", "_till/catalog/", "_till/contents.json"};
  for (size_t i = 0; i < files.size(); ++i) {
    const Shop shop(kToml);
    Begin(shop);
    for (size_t k = 0; k < 2; ++k) {  // two damages to each file, all of them over the files
      const std::string file = FileWith(shop, files[i]);
      damages[(2 * i + k + 1) % damages.size()](shop, file);
      if (k == 0 && files[i] != "_till/contents.json") {
        EXPECT_EQ(shop.Till({"doctor"}).exit_code, 7) << file;
      }
      if (k == 1) WriteSales(shop, 4, 4);
      const Ended run = shop.Till({"run"});
      ASSERT_EQ(run.exit_code, 0) << file << "\n" << run.err;
      if (k == 0) {
        EXPECT_EQ(run.Object()["content_hash"], WholeContent()) << file;
      }
      const Ended doctor = shop.Till({"doctor"});
      EXPECT_EQ(doctor.exit_code, 0) << file << "\n" << doctor.out;
    }
  }
}

TEST(Damage, OfThePublishedStarIsBuiltAgain) {
  const Shop shop(kToml);
  Begin(shop);
  const std::string file = FileWith(shop, "order_month=");
  const std::string bytes = shop.Read(file);
  for (const Damage& damage : {Damage(Cut), Damage(Garble), Damage(Lose)}) {
    damage(shop, file);
    const Ended doctor = shop.Till({"doctor"});
    EXPECT_EQ(doctor.exit_code, 7);
    EXPECT_EQ(ErrorOf(doctor).value("hint", ""), "till run --full makes it again") << doctor.out;
    shop.Run({"--full"});
    EXPECT_EQ(shop.Read(file), bytes);
  }
  Garble(shop, file);
  WriteSales(shop, 4, 4);
  shop.Run();
  WriteSales(shop, 4);
  EXPECT_EQ(shop.Run()["content_hash"], WholeContent());
  EXPECT_EQ(shop.Till({"doctor"}).exit_code, 0);
}

TEST(Damage, OfWhatIsStagedIsMendedByAFullRunToo) {
  const Shop shop(kToml);
  Begin(shop);
  const std::string hash = shop.Run().value("content_hash", "");
  for (const std::string name : {"part-0000.parquet", "keys.parquet", "rejects.parquet", "receipt.json"}) {
    const std::string file = FileWith(shop, name);
    const std::string bytes = shop.Read(file);
    Garble(shop, file);
    const Ended doctor = shop.Till({"doctor"});
    EXPECT_EQ(doctor.exit_code, 7) << file;
    EXPECT_EQ(ErrorOf(doctor).value("hint", ""), "till run --full stages it again") << doctor.out;
    EXPECT_EQ(shop.Run({"--full"})["content_hash"], hash);
    EXPECT_EQ(shop.Read(file), bytes);
  }
}

TEST(Damage, OfWhatOnlyPeopleKnowIsNamedWithWhatCanBeDone) {
  const Shop shop(kToml);
  Begin(shop);
  const std::string record = "lake/processed/_publications/00000001.json";
  const std::string text = shop.Read(record);
  Cut(shop, record);
  const Json error = ErrorOf(shop.Till({"run"}));
  EXPECT_EQ(error.value("code", ""), "corrupt");
  EXPECT_NE(error.value("message", "").find("processed/_publications/00000001.json"), std::string::npos) << error;
  shop.Remove(record);
  for (const char* table : {"dim_customers", "dim_date", "dim_products", "dim_stores", "fact_orders"}) {
    shop.Remove("lake/processed/" + std::string(table) + "/_delta_log");
  }
  EXPECT_EQ(shop.Run()["content_hash"], WholeContent());
  for (const Damage& damage : {Damage(Cut), Damage(Empty), Damage(MakeList), Damage(MakeNull)}) {
    shop.Write("lake/_till/holds.json", "{\"format\":1,\"holds\":[]}");
    damage(shop, "lake/_till/holds.json");
    const Json held = ErrorOf(shop.Till({"run"}));
    EXPECT_EQ(held.value("code", ""), "corrupt");
    EXPECT_NE(held.value("message", "").find("_till/holds.json"), std::string::npos) << held;
    EXPECT_EQ(held.value("hint", ""),
              "put '_till/holds.json' in the lake back from a copy; without it nothing is held");
  }
  shop.Remove("lake/_till/holds.json");
  shop.Run();
}

/// Everything that only reads answers.
void ExpectReadable(const Shop& shop) {
  const std::vector<std::vector<std::string>> commands = {{"query", "select count(*) as lines from fact_orders"},
                                                          {"metrics", "get", "revenue"},
                                                          {"status"},
                                                          {"publications", "list"},
                                                          {"rejects", "list"}};
  for (const auto& command : commands) {
    const Ended ended = shop.Till(command);
    EXPECT_EQ(ended.exit_code, 0) << Join(command, " ") << "\n" << ended.err;
  }
}

TEST(Damage, OfTheRunHistoryHindersNobodyWhoReads) {
  const Shop shop(kToml);
  Begin(shop);
  for (const std::string end : {"", "-wal", "-shm"}) fs::remove((shop / ".till/runs.sqlite").string() + end);
  shop.Write(".till/runs.sqlite", std::string(8192, 'x'));
  ExpectReadable(shop);
  const Json attention = shop.Ask({"status"})["attention"];
  const auto warned = std::ranges::count_if(attention, [](const Json& one) {
    return one.value("message", "").starts_with("cannot use run history") && one.value("severity", "") == "warn" &&
           one.value("hint", "") == "move the file away; only the history of runs is lost";
  });
  EXPECT_EQ(warned, 1) << attention;
  EXPECT_EQ(shop.Till({"run"}).exit_code, 7);
  EXPECT_EQ(ErrorOf(shop.Till({"doctor"})).value("hint", ""), "move the file away; only the history of runs is lost");
  shop.Remove(".till/runs.sqlite");
  EXPECT_EQ(shop.Run()["content_hash"], WholeContent());
}

/// A small file system of its own in `folder`, until the end of life.
class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& folder) : folder_(folder) {
    fs::create_directories(folder);
    mounted_ = ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=6m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  bool MakeReadOnly() const { return ::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0; }

 private:
  fs::path folder_;
  bool mounted_ = false;
};

TEST(FullDisk, LeavesTheLastPublicationReadableAndTheNextRunCompletes) {
  const Shop shop;
  const SmallDisk disk(shop.path());
  if (!disk.mounted()) GTEST_SKIP() << "skipped: a small file system of its own takes the right to mount one";
  shop.Write("till.toml", std::string(kToml) + "[schedule]\nretries = 0\n");
  Begin(shop);
  std::string ballast(1 << 20, 'x');
  for (int i = 0; !ballast.empty(); ++i) {
    if (WriteFile(shop / ("ballast" + std::to_string(i)), ballast).ok()) continue;
    ballast.resize(ballast.size() / 2);
  }
  ExpectReadable(shop);
  const Ended full = shop.Till({"run"});
  EXPECT_EQ(full.exit_code, 6) << full.err;
  ExpectReadable(shop);
  for (const auto& entry : fs::directory_iterator(shop.path())) {
    if (entry.path().filename().string().starts_with("ballast")) fs::remove(entry.path());
  }
  EXPECT_EQ(shop.Run()["content_hash"], WholeContent());
  ASSERT_TRUE(disk.MakeReadOnly());
  ExpectReadable(shop);
  EXPECT_EQ(shop.Lines({"runs", "list"}).empty(), false);
}

TEST(Names, AFileWhoseNameIsNotUtf8IsNamedAndLeft) {
  const Shop shop(Replace(std::string(kToml), "{date}", "*"));
  Begin(shop);
  shop.Run();
  shop.Write("lake/raw/sales/caf\xe9.csv", "order,product,date,quantity,price\n");
  WriteSales(shop, 5);
  const Json run = shop.Run();
  EXPECT_EQ(run["files"]["new"], 1) << run;
  EXPECT_NE(run["tasks"][0].value("reason", "").find("1 left: sales/caf\\xE9.csv (its name is not UTF-8: rename it)"),
            std::string::npos)
      << run;
}

TEST(Names, AnEmptiedFileIsNamed) {
  const Shop shop(kToml);
  Begin(shop);
  shop.Run();
  shop.Write("lake/raw/sales/2026-01-02.csv", "");
  const Ended run = shop.Till({"run"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(ErrorOf(run).value("message", ""),
            "cannot go on: 'sales/2026-01-02.csv' was part of publication 2 and is empty now");
  WriteSales(shop, 2);
  shop.Write("lake/raw/sales/2026-01-05.csv", "");
  const Json again = shop.Run();
  EXPECT_NE(again["tasks"][0].value("reason", "").find("1 left: sales/2026-01-05.csv (the file is empty)"),
            std::string::npos)
      << again;
  shop.Write("till.toml", Replace(std::string(kToml), "kind =", "due = \"daily\"\nkind ="));
  const Ended due = shop.Till({"run"});
  EXPECT_EQ(due.exit_code, 3);
  EXPECT_EQ(ErrorOf(due).value("message", ""),
            "cannot go on: feed 'sales' has no whole file for Mon 2026-01-05 (the file is empty)");
}

TEST(Stop, AWaitForARetryEndsAsCancelled) {
  const Shop shop(Replace(std::string(kToml), "kind =", "due = \"daily\"\non_missing = \"wait:23:59\"\nkind ="));
  const auto now = SystemClock()->Now();
  const Day today = TimeZone::Find("Europe/London")->ToLocal(now).ToDay();
  const std::string yesterday = (today - 1).ToString();
  shop.Write("lake/raw/sales/" + yesterday + ".csv", "order,product,date,quantity,price\n1,P," + yesterday + ",1,1\n");
  RunningTill run({"run", "--project", shop.path().string(), "--json", "--date", today.ToString()}, shop.path());
  constexpr int kMostTries = 60'000;
  for (int tries = 0; tries < kMostTries && !fs::exists(shop / ".till/logs"); ++tries) usleep(1'000);
  usleep(300'000);
  EXPECT_EQ(run.End(SIGTERM), 1);
  EXPECT_EQ(shop.Lines({"runs", "list"}).front()["status"], "cancelled");
}

TEST(Stop, ARunIsCancelledInWhateverTaskItIs) {
  const Shop shop;
  GenerateShop(shop, {"--orders", "60000", "--customers", "3000", "--products", "300", "--from", "2026-01-02", "--to",
                      "2026-12-20"});
  for (const std::string point : {"lake/staging", "lake/_till/runs"}) {
    RunningTill run({"run", "--project", shop.path().string(), "--json"}, shop.path());
    constexpr int kMostTries = 60'000;
    for (int tries = 0; tries < kMostTries && !fs::exists(shop / point); ++tries) usleep(1'000);
    usleep(200'000);
    EXPECT_EQ(run.End(SIGTERM), 1) << point;
    EXPECT_EQ(shop.Lines({"runs", "list"}).front()["status"], "cancelled") << point;
  }
  shop.Write(".till/tmp/run/till-dead/rest", "x");
  EXPECT_EQ(shop.Run()["publication"], 1);
  EXPECT_FALSE(fs::exists(shop / ".till/tmp/run/till-dead"));
}

}  // namespace
}  // namespace till::tests
