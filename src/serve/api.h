#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/catalog.h"
#include "dag/graph.h"
#include "dag/run_store.h"
#include "metrics/engine.h"
#include "metrics/query.h"
#include "project/project.h"
#include "publish/publications.h"
#include "serve/answer_cache.h"

namespace till::serve {

/// Something to look at.
struct Attention {
  std::string severity;  ///< warn, error
  std::string message;
  std::string hint;
};

/// What the API answers from; all of it outlives the Api.
struct Sources {
  const project::Project& project;
  const TimeZone& zone;
  lake::ObjectStore& store;
  publish::Publications& publications;
  dag::RunStore& runs;
  std::vector<dag::Task> tasks;  ///< of the pipeline's graph, in order
  Clock& clock;
  /// An engine over a publication, its lines held in memory.
  std::function<Result<std::unique_ptr<metrics::Engine>>(const publish::Record& record)> open_engine;
  /// The program's and the project's definitions as they are now.
  std::function<Result<metrics::Definitions>()> load_definitions;
  /// What the last run gives reason to look at: refused files, drift, files of no feed. None where there is no such.
  std::function<Result<std::vector<Attention>>()> last_run_attention = nullptr;
};

/// What the files of a feed are, in all.
struct FeedFiles {
  int64_t read = 0;  ///< rows
  int64_t rejected = 0;
  std::map<std::vector<std::string>, int64_t> by_header;  ///< how many files have these columns in this order
};
using FilesByFeed = std::map<std::string, FeedFiles>;

/// A publication that is being served. Immutable but for the engine, which guards itself.
struct Published {
  publish::Record record;
  std::unique_ptr<metrics::Engine> engine;
  FilesByFeed files = {};
};

/// A GET request below /api/, decoded.
struct Request {
  std::string path;      ///< "/api/metrics"
  metrics::Words query;  ///< in the order given
};

/// The HTTP API without HTTP: docs/API.md. Every answer is of one publication. Any thread may call any function.
class Api {
 public:
  explicit Api(Sources sources) : sources_(std::move(sources)) {}

  /// The JSON text of an answer. kNotFound for a path that is none, kInvalid for a request that cannot be understood,
  /// also where it has a parameter that its path does not take. Where the engine cannot be reached it is opened anew,
  /// once.
  Result<std::string> Answer(const Request& request);

  /// Takes up the newest publication if it is newer than the one that is served. True if there is a new one.
  Result<bool> Refresh();
  /// Reads the definitions again, so that a mistake in them is mended without a restart.
  Status ReloadDefinitions();
  /// The number of the publication that is served; 0 if nothing is published.
  int64_t publication() const;

 private:
  std::shared_ptr<const Published> Current() const;
  /// What is served now with another engine than `lost` had.
  Result<std::shared_ptr<const Published>> Reopen(const std::shared_ptr<const Published>& lost);

  const Sources sources_;
  std::mutex reopening_;      // held while an engine is opened anew
  mutable std::mutex mutex_;  // of published_
  std::shared_ptr<const Published> published_;
  AnswerCache cache_;
  std::atomic<int64_t> definitions_read_ = 0;  // how often: part of the key in cache_
};

/// The error as docs/API.md states it: {"error":{"code","message","hint"}}.
std::string ErrorText(const Error& error);

}  // namespace till::serve
