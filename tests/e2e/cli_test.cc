#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/support/shop.h"

namespace till::tests {
namespace {

constexpr const char* kToml =
    "[project]\nname = \"Corner\"\ncurrency = \"GBP\"\ntimezone = \"UTC\"\n\n"
    "[schedule]\ncron = \"30 6 * * *\"\n\n"
    "[feeds.sales]\npath = \"raw/sales/{date}.csv\"\nmax_rejects = \"50%\"\n\n[feeds.sales.orders.columns]\n"
    "order_id    = \"order\"\norder_date  = \"day\"\nproduct_id  = \"product\"\nquantity    = \"quantity\"\n"
    "unit_price  = \"price\"\n";
constexpr const char* kHeader = "order,day,product,quantity,price\n";

void Fill(const Shop& shop) {
  shop.Write("lake/raw/sales/2026-01-05.csv", std::string(kHeader) + "1,2026-01-05,A,2,1.50\n2,2026-01-05,B,1,3.00\n");
  shop.Write("lake/raw/sales/2026-01-06.csv", std::string(kHeader) + "3,2026-01-06,A,4,1.50\n4,2026-01-06,B,x,3.00\n");
}

/// A project of two small files, one row of them bad, that has been run once; for tests that only read it.
const Shop& PublishedShop() {
  static const Shop* const kShop = [] {
    auto* shop = new Shop(kToml);
    Fill(*shop);
    shop->Run();
    return shop;
  }();
  return *kShop;
}

std::string MembersOf(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return Join(names, " ");
}

TEST(CommandLine, EveryCommandHasHelpWithAnExample) {
  const Ended overview = RunTill({"--help"});
  EXPECT_EQ(overview.exit_code, 0);
  int commands = 0;
  for (const std::string& line : Split(overview.out, '\n')) {
    if (!line.starts_with("  ")) continue;
    const std::string name(Trim(line).substr(0, Trim(line).find(' ')));
    const Ended help = RunTill({name, "--help"});
    EXPECT_EQ(help.exit_code, 0) << name;
    EXPECT_NE(help.out.find("Example:\n  till " + name), std::string::npos) << help.out;
    EXPECT_NE(help.out.find("--json"), std::string::npos) << name;
    ++commands;
  }
  EXPECT_GE(commands, 18);
}

TEST(CommandLine, AnUnknownCommandIsAnsweredWithTheNearestOne) {
  const Ended ended = RunTill({"metrix"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.err, "error: cannot run command 'metrix': there is no such command\nhint: did you mean 'metrics'?\n");
}

TEST(CommandLine, MistakesInOptionsEndWithExitCodeTwo) {
  EXPECT_EQ(RunTill({"run", "--dte", "2026-01-05"}).exit_code, 2);
  const Ended ended = PublishedShop().Till({"run", "--date", "yesterday"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.err,
            "error: cannot read --date 'yesterday': it is no day\n"
            "hint: write it as YYYY-MM-DD, for example 2026-01-05\n");
  const Ended held = PublishedShop().Till({"inputs", "hold", "2026-01-05.csv"});
  EXPECT_EQ(held.exit_code, 2);
}

TEST(CommandLine, AFolderWithoutAProjectIsExitCodeFour) {
  const Shop empty;
  const Ended ended = RunTill({"status", "--json"}, empty.path());
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_EQ(ErrorOf(ended)["code"], "not_found");
  EXPECT_NE(ErrorOf(ended).value("hint", ""), "");
}

TEST(CommandLine, WhatNeedsAPublicationSaysThatThereIsNone) {
  const Shop shop(kToml);
  for (const std::vector<std::string>& words : {std::vector<std::string>{"query", "select 1 as one"},
                                                {"metrics", "get", "revenue"},
                                                {"publications", "show"}}) {
    const Ended ended = shop.Till(words);
    EXPECT_EQ(ended.exit_code, 4) << words[0];
    EXPECT_EQ(ended.err, "error: cannot read a publication of 'Corner': nothing is published yet\nhint: till run\n");
  }
  EXPECT_EQ(shop.Till({"runs", "show"}).exit_code, 4);
  EXPECT_EQ(shop.Ask({"status"})["publication"], Json());
}

TEST(CommandLine, TheReportOfARunHasItsMembers) {
  const Shop shop(kToml);
  Fill(shop);
  const Json run = shop.Run();
  EXPECT_EQ(MembersOf(run), "run status tasks files rows publication content_hash");
  ASSERT_EQ(run["tasks"].size(), 5u);
  EXPECT_EQ(MembersOf(run["tasks"][0]), "task status attempts seconds reason");
  EXPECT_EQ(ToText(run["files"]), R"({"new":2,"skipped":0,"corrected":0,"refused":0})");
  EXPECT_EQ(ToText(run["rows"]), R"({"read":4,"loaded":3,"rejected":1,"superseded":0})");
  const Json plan = shop.Ask({"plan"});
  EXPECT_EQ(ToText(plan["files"]), "[]");
  EXPECT_EQ(plan["unchanged"], 2);
}

TEST(CommandLine, TablesHaveOneShape) {
  const std::string expected =
      R"({"columns":[{"name":"day","type":"date"},{"name":"revenue","type":"decimal"},{"name":"orders","type":"bigint"}],)"
      R"("rows":[["2026-01-05","6",2],["2026-01-06","6",1]],"publication":1,"source":)";
  const Json metrics = PublishedShop().Ask({"metrics", "get", "revenue", "orders", "--by", "day"});
  EXPECT_TRUE(ToText(metrics).starts_with(expected)) << ToText(metrics);
  EXPECT_TRUE(metrics["source"] == "sql" || metrics["source"] == "columns");
  EXPECT_EQ(ToText(PublishedShop()
                       .Ask({"query",
                             "select product_key, total_amount from fact_orders "
                             "join dim_products using (product_key) where order_id = '3'"})
                       .at("rows")[0][1]),
            "\"6\"");
  EXPECT_TRUE(PublishedShop().Ask({"query", "select product_key from fact_orders"}).at("rows")[0][0].is_string());
}

TEST(CommandLine, RejectsCatalogAndStatusHaveTheirMembers) {
  const Shop& shop = PublishedShop();
  const auto rejects = shop.Lines({"rejects", "list"});
  ASSERT_EQ(rejects.size(), 1u);
  EXPECT_EQ(MembersOf(rejects[0]), "file line byte column value code reason");
  EXPECT_EQ(shop.Lines({"rejects", "export"})[0].value("bytes", ""), "4,2026-01-06,B,x,3.00");
  const Json schema = shop.Ask({"catalog", "show", "sales"});
  EXPECT_EQ(MembersOf(schema), "table version columns files");
  EXPECT_EQ(MembersOf(schema["columns"][0]), "name type nullable nulls distinct min max");
  const Json status = shop.Ask({"status"});
  EXPECT_EQ(MembersOf(status), "publication published_at feeds attention");
  EXPECT_EQ(MembersOf(status["feeds"][0]), "feed day state rows");
  EXPECT_EQ(shop.Lines({"inputs", "list"}).size(), 2u);
  EXPECT_EQ(shop.Lines({"publications", "list"}).size(), 1u);
  for (const Json& finding : shop.Lines({"doctor"})) EXPECT_EQ(finding["ok"], true) << ToText(finding);
}

TEST(CommandLine, AMistakeInAQuestionIsAnsweredWithTheNearestName) {
  const Ended ended = PublishedShop().Till({"metrics", "get", "revenu"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ErrorOf(ended)["hint"], "did you mean 'revenue'?");
  EXPECT_EQ(PublishedShop().Till({"query", "selec 1"}).exit_code, 2);
  EXPECT_EQ(PublishedShop().Till({"query", "delete from fact_orders"}).exit_code, 2);
  EXPECT_EQ(PublishedShop().Till({"catalog", "show", "nothing"}).exit_code, 4);
}

TEST(CommandLine, RunsAreListedShownAndExplained) {
  const Shop shop(kToml);
  Fill(shop);
  const Json first = shop.Run();
  const Json second = shop.Run();
  const auto runs = shop.Lines({"runs", "list"});
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0]["run"], second["run"]);
  EXPECT_EQ(runs[1]["run"], first["run"]);
  const Json shown = shop.Ask({"runs", "show", first["run"].get<std::string>()});
  EXPECT_EQ(shown["tasks"].size(), 5u);
  EXPECT_EQ(shown["content_hash"], first["content_hash"]);
  const Ended explained = RunTill({"runs", "explain", "--project", shop.path().string()});
  EXPECT_EQ(explained.exit_code, 0);
  EXPECT_NE(explained.out.find("no new, changed or removed file"), std::string::npos) << explained.out;
  EXPECT_EQ(shop.Till({"runs", "show", "nothing"}).exit_code, 4);
  EXPECT_EQ(shop.Till({"runs", "cancel"}).exit_code, 5);
}

TEST(CommandLine, TheScheduleIsPausedAndResumed) {
  const Shop shop(kToml);
  EXPECT_EQ(ToText(shop.Ask({"schedule", "pause"})), R"({"schedule":"retail_etl","paused":true})");
  EXPECT_EQ(ToText(shop.Ask({"schedule", "resume"})), R"({"schedule":"retail_etl","paused":false})");
}

TEST(CommandLine, FiveTasksOneByOnePublishWhatARunPublishes) {
  const Shop at_once(kToml);
  const Shop by_task(kToml);
  Fill(at_once);
  Fill(by_task);
  const Json run = at_once.Run();
  const std::vector<std::string> tasks = {"check_s3_files", "run_glue_crawler", "load_to_staging",
                                          "transform_to_dim_fact", "unload_to_processed"};
  for (const std::string& task : tasks) {
    EXPECT_EQ(ToText(by_task.Ask({"task", task, "--run", "day-1"})["status"]), "\"succeeded\"") << task;
  }
  EXPECT_EQ(by_task.Ask({"publications", "show"})["content_hash"], run["content_hash"]);
  EXPECT_EQ(by_task.Ask({"runs", "show", "day-1"})["status"], "succeeded");
  std::string codes;
  for (const std::string& task : tasks) {
    codes += std::to_string(by_task.Till({"task", task, "--run", "day-2"}).exit_code) + " ";
  }
  EXPECT_EQ(codes, "0 99 99 99 99 ");
  EXPECT_EQ(by_task.Lines({"publications", "list"}).size(), 1u);
  const Ended early = by_task.Till({"task", "load_to_staging", "--run", "day-3"});
  EXPECT_EQ(early.exit_code, 4);
  const Ended unknown = by_task.Till({"task", "load_to_stagin", "--run", "day-3"});
  EXPECT_EQ(unknown.exit_code, 4);
  EXPECT_EQ(ErrorOf(unknown)["hint"], "did you mean 'load_to_staging'?");
}

TEST(CommandLine, ATasksRunIsNamedAsAirflowNamesItAndLeadsToNoOtherFolder) {
  const Shop shop(kToml);
  Fill(shop);
  const std::string airflow = "scheduled__2026-01-05T06:30:00+00:00";
  EXPECT_EQ(ToText(shop.Ask({"task", "check_s3_files", "--run", airflow})["status"]), "\"succeeded\"");
  for (const std::string run : {"", "..", "../../away", "a/b", "a b"}) {
    const Ended ended = shop.Till({"task", "check_s3_files", "--run", run});
    EXPECT_EQ(ended.exit_code, 2) << run;
    EXPECT_EQ(ErrorOf(ended)["message"], "cannot use run '" + run + "': it is no name of a run");
  }
  EXPECT_FALSE(std::filesystem::exists(shop.path() / "away"));
  EXPECT_EQ(shop.Lines({"runs", "list"}).size(), 1u);
}

}  // namespace
}  // namespace till::tests
