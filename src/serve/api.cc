#include "serve/api.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "metrics/answer.h"
#include "serve/project_answers.h"

namespace till::serve {
namespace {

constexpr size_t kMostRows = 20000;
constexpr int64_t kMembers = 50;
constexpr int64_t kMostMembers = 1000;

/// What a route works with. `published` is nullptr if nothing is published.
struct Context {
  const Sources& sources;
  const Published* published;
  std::string_view rest;  // of the path, behind the route's
  const metrics::Words& query;

  const publish::Record* record() const { return published == nullptr ? nullptr : &published->record; }
  FilesByFeed files() const { return published == nullptr ? FilesByFeed() : published->files; }
};

Error NothingPublished() {
  return NotFound("cannot answer: nothing is published yet", "till run loads the feeds and publishes them");
}

Result<Json> Table(Result<metrics::Table> table) {
  if (!table.ok()) return table.error();
  if (table->rows.rows() > kMostRows) {
    return Invalid("cannot answer: " + Count(static_cast<int64_t>(table->rows.rows()), "row") + " are more than " +
                       WithThousands(kMostRows),
                   "add a limit or a filter");
  }
  return metrics::TableJson(*table);
}

Result<Json> GetMeta(const Context& context) {
  if (context.published != nullptr) {
    const auto definitions = context.published->engine->definitions();
    return MetaAnswer(context.sources, context.published, *definitions);
  }
  TILL_ASSIGN(const metrics::Definitions definitions, context.sources.load_definitions());
  return MetaAnswer(context.sources, nullptr, definitions);
}

Result<Json> GetMetrics(const Context& context) {
  if (context.published == nullptr) return NothingPublished();
  metrics::Engine& engine = *context.published->engine;
  TILL_ASSIGN(const metrics::Question question, metrics::ParseQuestion(context.query, *engine.definitions()));
  return Table(metrics::Ask(engine, question));
}

Result<Json> GetAnalyses(const Context& context) {
  if (context.published == nullptr) return NothingPublished();
  metrics::Engine& engine = *context.published->engine;
  TILL_ASSIGN(const metrics::Question question, metrics::ParseQuestion(context.query, *engine.definitions()));
  return Table(metrics::Analyse(engine, context.rest, question));
}

Result<Json> GetMembers(const Context& context) {
  if (context.published == nullptr) return NothingPublished();
  std::string dimension;
  std::string search;
  std::optional<int64_t> limit = kMembers;
  for (const auto& [key, value] : context.query) {
    if (key == "dimension") dimension = value;
    if (key == "search") search = value;
    if (key == "limit") limit = ParseInt(value);
  }
  if (!limit || *limit < 1 || *limit > kMostMembers) {
    return Invalid("cannot list members: limit is not a number from 1 to " + WithThousands(kMostMembers));
  }
  return Table(metrics::Members(*context.published->engine, dimension, search, *limit));
}

Result<Json> GetStatus(const Context& context) {
  return StatusAnswer(context.sources, context.record(), context.files());
}
Result<Json> GetRuns(const Context& context) { return RunsAnswer(context.sources); }
Result<Json> GetRun(const Context& context) { return RunAnswer(context.sources, context.rest); }
Result<Json> GetCatalog(const Context& context) { return CatalogAnswer(context.sources, context.files()); }
Result<Json> GetQuality(const Context& context) { return QualityAnswer(context.sources, context.record()); }

enum class Holds { kAnswer, kNothing };

/// A path, or with a "/" at its end all paths below it; the parameters it takes; and whether its answer is a function
/// of the publication.
struct Route {
  std::string_view path;
  Result<Json> (*answer)(const Context& context);
  Holds holds;
  std::span<const std::string_view> parameters = {};
};

constexpr std::array<std::string_view, 8> kMetricsParameters{"measures", "by",      "from",  "to",
                                                             "where",    "compare", "order", "limit"};
constexpr std::array<std::string_view, 3> kAnalysisParameters{"from", "to", "where"};
constexpr std::array<std::string_view, 3> kMembersParameters{"dimension", "search", "limit"};

constexpr std::array<Route, 9> kRoutes{{
    {"/api/meta", GetMeta, Holds::kNothing},
    {"/api/metrics", GetMetrics, Holds::kAnswer, kMetricsParameters},
    {"/api/analyses/", GetAnalyses, Holds::kAnswer, kAnalysisParameters},
    {"/api/members", GetMembers, Holds::kAnswer, kMembersParameters},
    {"/api/status", GetStatus, Holds::kNothing},
    {"/api/runs", GetRuns, Holds::kNothing},
    {"/api/runs/", GetRun, Holds::kNothing},
    {"/api/catalog", GetCatalog, Holds::kNothing},
    {"/api/quality", GetQuality, Holds::kAnswer},
}};

const Route* FindRoute(std::string_view path) {
  for (const Route& route : kRoutes) {
    const bool below = route.path.ends_with('/') && path.size() > route.path.size() && path.starts_with(route.path);
    if (path == route.path || below) return &route;
  }
  return nullptr;
}

Status CheckParameters(const Route& route, const metrics::Words& query) {
  for (const auto& [key, value] : query) {
    if (std::ranges::find(route.parameters, key) != route.parameters.end()) continue;
    const std::vector<std::string> known(route.parameters.begin(), route.parameters.end());
    return Invalid("cannot answer: unknown parameter '" + Shown(key) + "'",
                   known.empty() ? "this address takes none" : DidYouMean(key, known));
  }
  return Ok();
}

std::string QuestionText(const Request& request) {
  std::string text = request.path;
  for (const auto& [key, value] : request.query) text += '\n' + key + '\n' + value;
  return text;
}

}  // namespace

Result<std::string> Api::Answer(const Request& request) {
  const Route* route = FindRoute(request.path);
  if (route == nullptr) return NotFound("cannot find '" + Shown(request.path) + "': there is no such address");
  TILL_TRY(CheckParameters(*route, request.query));
  std::shared_ptr<const Published> published = Current();
  int64_t number = published == nullptr ? 0 : published->record.number;
  const std::string question = std::to_string(definitions_read_.load()) + QuestionText(request);
  if (route->holds == Holds::kAnswer) {
    if (auto held = cache_.Find(number, question)) return *std::move(held);
  }
  const std::string_view rest =
      std::string_view(request.path).substr(std::min(request.path.size(), route->path.size()));
  auto json = route->answer({sources_, published.get(), rest, request.query});
  if (!json.ok() && json.error().code == Code::kUnavailable && published != nullptr) {
    // A database that was started again has lost what the engine keeps in its session.
    TILL_ASSIGN(published, Reopen(published));
    number = published->record.number;
    json = route->answer({sources_, published.get(), rest, request.query});
  }
  TILL_TRY(json.status());
  std::string text = ToText(*json);
  if (route->holds == Holds::kAnswer) cache_.Put(number, question, text);
  return text;
}

Result<bool> Api::Refresh() {
  TILL_ASSIGN(const int64_t newest, sources_.publications.LatestNumber());
  if (newest <= publication()) return false;
  auto published = std::make_shared<Published>();
  TILL_ASSIGN(published->record, sources_.publications.Read(newest));
  TILL_ASSIGN(published->engine, sources_.open_engine(published->record));
  TILL_ASSIGN(published->files, CountFiles(sources_.store, published->record));
  const std::scoped_lock lock(mutex_);
  published_ = std::move(published);
  return true;
}

Result<std::shared_ptr<const Published>> Api::Reopen(const std::shared_ptr<const Published>& lost) {
  const std::scoped_lock reopening(reopening_);
  if (auto current = Current(); current != lost) return current;
  auto published = std::make_shared<Published>(lost->record, nullptr, lost->files);
  TILL_ASSIGN(published->engine, sources_.open_engine(published->record));
  const std::scoped_lock lock(mutex_);
  // A newer publication may have come meanwhile.
  if (published_ == lost) published_ = std::move(published);
  return published_;
}

Status Api::ReloadDefinitions() {
  TILL_ASSIGN(metrics::Definitions definitions, sources_.load_definitions());
  const std::shared_ptr<const Published> published = Current();
  if (published != nullptr) {
    published->engine->Replace(std::make_shared<const metrics::Definitions>(std::move(definitions)));
  }
  ++definitions_read_;
  cache_.Clear();
  return Ok();
}

int64_t Api::publication() const {
  const std::shared_ptr<const Published> published = Current();
  return published == nullptr ? 0 : published->record.number;
}

std::shared_ptr<const Published> Api::Current() const {
  const std::scoped_lock lock(mutex_);
  return published_;
}

std::string ErrorText(const Error& error) {
  return ToText(Json{{"error", {{"code", CodeName(error.code)}, {"message", error.message}, {"hint", error.hint}}}});
}

}  // namespace till::serve
