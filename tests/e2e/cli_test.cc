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
  EXPECT_EQ(MembersOf(schema), "table version columns files statistics_of");
  EXPECT_EQ(schema["files"], 2);
  EXPECT_EQ(schema["statistics_of"], "sales/2026-01-05.csv");
  EXPECT_EQ(MembersOf(schema["columns"][0]), "name type nullable nulls distinct min max");
  const Json status = shop.Ask({"status"});
  EXPECT_EQ(MembersOf(status), "publication published_at feeds attention");
  EXPECT_EQ(MembersOf(status["feeds"][0]), "feed day state rows");
  EXPECT_EQ(shop.Lines({"inputs", "list"}).size(), 2u);
  EXPECT_EQ(shop.Lines({"publications", "list"}).size(), 1u);
  for (const Json& finding : shop.Lines({"doctor"})) EXPECT_EQ(finding["ok"], true) << ToText(finding);
}

TEST(CommandLine, WhatStandsInTheDataDoesNotSteerTheTerminal) {
  const Ended ended =
      RunTill({"query", "select chr(27) || '[31m' as id", "--project", PublishedShop().path().string()});
  EXPECT_EQ(ended.out, "id\n────────\n\\x1B[31m\n");
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

TEST(CommandLine, AQueryReadsTheStarAndStagingAndNothingElse) {
  const Shop& shop = PublishedShop();
  EXPECT_EQ(ToText(shop.Ask({"query", "select count(*) from fact_orders"})["columns"]),
            R"([{"name":"count","type":"bigint"}])");
  EXPECT_EQ(shop.Query("select count(*) from stg_orders join inputs using (_input)"), "[[3]]");
  const std::string file = (shop.path() / "out.csv").string();
  for (const std::string& sql :
       {"copy fact_orders to '" + file + "'", "attach '" + file + "' as other",
        std::string("create table own as select 1 as n"), std::string("set threads = 1"),
        std::string("select 1; select 2"), std::string("pragma database_list"), std::string("install httpfs")}) {
    const Ended ended = shop.Till({"query", sql});
    EXPECT_EQ(ended.exit_code, 2) << sql;
    EXPECT_EQ(ErrorOf(ended)["message"], "cannot run the query: only one SELECT is allowed") << sql;
  }
  EXPECT_EQ(shop.Till({"query", "select * from read_csv('/etc/passwd')"}).exit_code, 6);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(CommandLine, OnlyAFileThatIsThereCanBeHeld) {
  const Shop shop(kToml);
  Fill(shop);
  shop.Run();
  const Ended unknown = shop.Till({"inputs", "hold", "sales/2026-01-5.csv"});
  EXPECT_EQ(unknown.exit_code, 4);
  EXPECT_EQ(ErrorOf(unknown)["hint"], "did you mean 'sales/2026-01-05.csv'?");
  const std::string listed = shop.Lines({"inputs", "list"})[0]["input"].get<std::string>();
  EXPECT_EQ(listed, "sales/2026-01-05.csv");
  EXPECT_EQ(shop.Ask({"inputs", "hold", listed})["held"], true);
  EXPECT_EQ(shop.Till({"rejects", "list", "--file", "nope"}).exit_code, 4);
}

TEST(CommandLine, AFailureIsOneObject) {
  const Shop shop(kToml);
  shop.Write("lake/raw/sales/2026-01-05.csv",
             std::string(kHeader) + "1,2026-01-05,A,1,1.50\n2,2026-01-05,,1,3.00\n3,2026-01-05,,1,3.00\n");
  const Ended run = shop.Till({"run"});
  EXPECT_EQ(run.exit_code, 3);
  ASSERT_EQ(JsonLines(run.out).size(), 1u) << run.out;
  EXPECT_EQ(MembersOf(JsonLines(run.out)[0]), "run status tasks files rows publication content_hash error");
  EXPECT_EQ(JsonLines(run.out)[0]["error"]["code"], "rejected");
  const Json status = shop.Ask({"status"});
  EXPECT_NE(ToText(status["attention"]).find("file 'sales/2026-01-05.csv' is refused: "), std::string::npos);
  EXPECT_EQ(JsonLines(shop.Till({"backfill"}).out).size(), 1u);
  const Ended usage = shop.Till({"run", "--dte", "x"});
  EXPECT_EQ(usage.exit_code, 2);
  EXPECT_EQ(ErrorOf(usage)["hint"], "till run --help");
  EXPECT_EQ(JsonLines(usage.out).size(), 1u);
  const Json version = JsonLines(RunTill({"--version", "--json"}).out)[0];
  EXPECT_EQ(MembersOf(version), "version");
}

TEST(CommandLine, CommonOptionsMayStandBeforeTheCommand) {
  const std::string folder = PublishedShop().path().string();
  const Ended before = RunTill({"--json", "--project", folder, "runs", "list"});
  EXPECT_EQ(before.exit_code, 0) << before.err;
  EXPECT_EQ(JsonLines(before.out).size(), 1u);
  EXPECT_NE(RunTill({"runs", "--help"}).out.find("Usage: till runs [OPTIONS]"), std::string::npos);
}

TEST(CommandLine, WhatAnActionDoesNotTakeIsRefused) {
  const Shop& shop = PublishedShop();
  for (const std::vector<std::string>& words : {std::vector<std::string>{"metrics", "list", "nope"},
                                                {"runs", "list", "nope"},
                                                {"catalog", "list", "nope"},
                                                {"inputs", "list", "nope"},
                                                {"publications", "list", "3"},
                                                {"metrics", "get", "cohorts", "--limit", "3"}}) {
    EXPECT_EQ(shop.Till(words).exit_code, 2) << Join(words, " ");
  }
  const Ended init = RunTill({"init", "a", "--from", shop.path().string(), "--project", "b"});
  EXPECT_EQ(init.err, "error: cannot run 'till init': it takes no '--project b'\nhint: till init --help\n");
}

TEST(CommandLine, ARunThatFindsNoFileSaysWhereItLooked) {
  const Shop shop(kToml);
  shop.Write("lake/raw/sales/other.csv", kHeader);
  const Ended run = shop.Till({"run"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_EQ(ErrorOf(run)["message"],
            "cannot begin: no file is there: feed 'sales' has no file that matches 'raw/sales/{date}.csv'; "
            "'raw/sales/other.csv' matches no feed's path");
  EXPECT_EQ(ErrorOf(run)["hint"], "paths that are not absolute begin at '" + (shop.path() / "lake").string() + "'");
  EXPECT_EQ(shop.Ask({"status"})["publication"], Json());
}

TEST(CommandLine, GenerateLeavesRealFilesAlone) {
  const Shop shop(kToml);
  const std::vector<std::string> generate{"generate", "--customers", "5",    "--products", "5", "--orders", "5",
                                          "--from",   "2026-01-02",  "--to", "2026-01-03"};
  EXPECT_EQ(shop.Till(generate).exit_code, 0);
  EXPECT_EQ(shop.Till(generate).exit_code, 0);
  const Shop real(kToml);
  Fill(real);
  const Ended refused = real.Till(generate);
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_EQ(ErrorOf(refused)["message"],
            "cannot generate into this project: its raw zone has 2 files that till did not generate, such as "
            "'raw/sales/2026-01-05.csv'");
}

TEST(CommandLine, MistakesInDefinitionsAndSchedulesAreSaid) {
  const Shop shop(kToml);
  Fill(shop);
  shop.Run();
  shop.Write("metrics/own.toml", "[measures.tips]\nsql = \"sum(tip)\"\n");
  const Ended tips = shop.Till({"metrics", "get", "tips"});
  EXPECT_EQ(tips.exit_code, 2);
  const std::string begin = "cannot read metrics/own.toml:2:7: the SQL of measure 'tips' is wrong: ";
  EXPECT_TRUE(ErrorOf(tips).value("message", "").starts_with(begin)) << tips.err;
  EXPECT_EQ(shop.Till({"doctor"}).exit_code, 2);
  shop.Write("metrics/own.toml", "[measures.tips]\nsqll = \"sum(tip)\"\n");
  const std::string mistake = "cannot read metrics/own.toml:2:1: unknown key 'sqll'";
  EXPECT_NE(shop.Till({"metrics", "get", "revenue"}).err.find("warning: " + mistake), std::string::npos);
  EXPECT_NE(ToText(shop.Ask({"status"})["attention"]).find(mistake), std::string::npos);
  EXPECT_EQ(shop.Till({"doctor"}).exit_code, 2);
  EXPECT_EQ(shop.Till({"serve", "--listen", "0.0.0.0", "--port", "0"}).exit_code, 2);
  shop.Write("till.toml", Replace(kToml, "30 6 * * *", "61 6 * * *"));
  for (const std::string command : {"doctor", "run", "status"}) EXPECT_EQ(shop.Till({command}).exit_code, 2) << command;
}

TEST(CommandLine, RefusedRowsAreGivenAsTheyCame) {
  const Shop& shop = PublishedShop();
  const Ended ended = RunTill({"rejects", "export", "--project", shop.path().string()});
  EXPECT_EQ(ended.out, "order,day,product,quantity,price\n4,2026-01-06,B,x,3.00\n");
  EXPECT_NE(RunTill({"rejects", "list", "--project", shop.path().string()}).out.find("quantity"), std::string::npos);
  const Json status = shop.Ask({"status"});
  EXPECT_EQ(ToText(status["attention"]),
            R"([{"severity":"warn","message":"1 of 4 rows refused in 'sales'","hint":"see till rejects list"}])");
}

}  // namespace
}  // namespace till::tests
