#include "dag/graph.h"

#include <gtest/gtest.h>

#include "dag/plan.h"

namespace till::dag {
namespace {

std::vector<std::string> NamesOf(const Graph& graph) {
  std::vector<std::string> names;
  for (const Task& task : graph.tasks()) names.push_back(task.name);
  return names;
}

Graph Made(std::vector<Task> tasks) {
  auto graph = Graph::Make(std::move(tasks));
  EXPECT_TRUE(graph.ok());
  return std::move(graph).value();
}

std::string ErrorOf(std::vector<Task> tasks) {
  const auto graph = Graph::Make(std::move(tasks));
  return graph.ok() ? "no error" : graph.error().ToString();
}

Graph Diamond() {
  return Made({{"list", "List", {}},
               {"load", "Load", {"list"}},
               {"crawl", "Crawl", {"list"}},
               {"publish", "Publish", {"crawl", "load"}}});
}

/// "list load: the run begins with load …": the names that run, then each that does not with its cause.
std::string Shown(const Result<Plan>& plan) {
  if (!plan.ok()) return plan.error().ToString();
  std::string text;
  for (const PlannedTask& planned : plan->tasks) {
    text += (text.empty() ? "" : ", ") + planned.task.name + (planned.runs ? "" : " not: " + planned.why);
  }
  return text;
}

TEST(Graph, PutsATaskAfterAllThatItWaitsFor) {
  const Graph graph = Made({{"c", "", {"b"}}, {"b", "", {"a"}}, {"a", "", {}}});
  EXPECT_EQ(NamesOf(graph), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Graph, KeepsTheGivenOrderOfTasksThatDoNotWaitForEachOther) {
  EXPECT_EQ(NamesOf(Made({{"z", "", {}}, {"y", "", {}}, {"x", "", {"z"}}})), (std::vector<std::string>{"z", "y", "x"}));
}

TEST(Graph, KnowsWhatFollowsWhat) {
  const Graph graph = Diamond();
  EXPECT_TRUE(graph.Follows("publish", "list"));
  EXPECT_FALSE(graph.Follows("load", "crawl"));
  EXPECT_FALSE(graph.Follows("load", "load"));
  EXPECT_FALSE(graph.Follows("list", "publish"));
}

TEST(Graph, NamesACircleInFull) {
  EXPECT_EQ(ErrorOf({{"a", "", {"b"}}, {"b", "", {"a"}}}),
            "cannot make a graph: tasks wait for each other: a -> b -> a");
  EXPECT_EQ(ErrorOf({{"x", "", {"a"}}, {"a", "", {"b"}}, {"b", "", {"c"}}, {"c", "", {"a"}}}),
            "cannot make a graph: tasks wait for each other: a -> b -> c -> a");
  EXPECT_EQ(ErrorOf({{"a", "", {"a"}}}), "cannot make a graph: tasks wait for each other: a -> a");
}

TEST(Graph, RefusesUnknownAndRepeatedNames) {
  EXPECT_EQ(ErrorOf({{"load", "", {}}, {"publish", "", {"loads"}}}),
            "cannot make a graph: task 'publish' waits for unknown task 'loads'\nhint: did you mean 'load'?");
  EXPECT_EQ(ErrorOf({{"load", "", {}}, {"load", "", {}}}), "cannot make a graph: two tasks 'load'");
}

TEST(Graph, FindsATaskOrItsNearestName) {
  EXPECT_EQ(Diamond().Find("load")->title, "Load");
  EXPECT_EQ(Diamond().Find("pubish").error().ToString(), "cannot find task 'pubish'\nhint: did you mean 'publish'?");
}

TEST(Plan, RunsEverythingUnlessBounded) { EXPECT_EQ(Shown(MakePlan(Diamond())), "list, load, crawl, publish"); }

TEST(Plan, BeginsWithTheFromTaskAndWhatFollowsIt) {
  EXPECT_EQ(Shown(MakePlan(Diamond(), "load")),
            "list not: the run begins with load, load, crawl not: the run begins with load, publish");
}

TEST(Plan, EndsWithTheToTaskAndWhatItWaitsFor) {
  EXPECT_EQ(Shown(MakePlan(Diamond(), "", "load")),
            "list, load, crawl not: the run ends with load, publish not: the run ends with load");
}

TEST(Plan, OneTaskIsARangeToo) {
  EXPECT_EQ(Shown(MakePlan(Diamond(), "load", "load")),
            "list not: the run begins with load, load, crawl not: the run begins with load, "
            "publish not: the run ends with load");
}

TEST(Plan, RefusesARangeWithNothingInIt) {
  EXPECT_EQ(Shown(MakePlan(Diamond(), "publish", "list")),
            "cannot plan from 'publish' to 'list': no task lies between them\nhint: name the earlier task first");
  EXPECT_EQ(Shown(MakePlan(Diamond(), "lst")), "cannot find task 'lst'\nhint: did you mean 'list'?");
}

}  // namespace
}  // namespace till::dag
