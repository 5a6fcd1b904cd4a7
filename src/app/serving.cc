#include "app/serving.h"

#include <thread>

#include "app/last_run.h"
#include "app/pipeline_runs.h"
#include "app/scheduling.h"
#include "base/assets.h"

namespace till::app {
Result<serve::Sources> ApiSources(Session& session) {
  TILL_ASSIGN(const dag::Graph graph, pipeline::RetailEtl());
  const auto load_definitions = [&session] { return metrics::LoadDefinitions(Assets(), session.project().folder); };
  const auto open_engine =
      [&session, load_definitions](const publish::Record& record) -> Result<std::unique_ptr<metrics::Engine>> {
    TILL_ASSIGN(auto definitions, load_definitions());
    TILL_ASSIGN(auto warehouse, session.OpenWarehouse());
    return metrics::Engine::Open(record, session.store(), std::move(warehouse),
                                 std::make_shared<const metrics::Definitions>(std::move(definitions)), Assets(),
                                 metrics::Hold::kMemory);
  };
  return serve::Sources{.project = session.project(),
                        .zone = session.zone(),
                        .store = session.store(),
                        .publications = session.publications(),
                        .runs = session.runs(),
                        .tasks = graph.tasks(),
                        .clock = session.clock(),
                        .open_engine = open_engine,
                        .load_definitions = load_definitions,
                        .last_run_attention = [&session] { return LastRunAttention(session); }};
}

Result<Ending> Serve(Session& session, const Serving& serving, const Output& output) {
  if (serving.schedule) TILL_TRY(ScheduleOf(session).status());
  TILL_ASSIGN(serve::Sources sources, ApiSources(session));
  NoteLog log(output);
  TILL_ASSIGN(const auto server, serve::Server::Start(serving.options, std::move(sources), WebAssets(), log));
  const std::string url = "http://" + serving.options.listen + ":" + std::to_string(server->port()) + "/";
  output.Line("dashboards of '" + session.project().name + "': " + url + "   (Ctrl-C ends)");
  output.Object({{"url", url}, {"port", server->port()}});
  const CancelOnSignal cancel;
  Status scheduled;
  const std::jthread stopper([&](const std::stop_token& stop) {
    constexpr int64_t kSliceMicros = 50'000;
    while (!cancel.token().cancelled() && !stop.stop_requested()) session.clock().Sleep(kSliceMicros);
    server->Stop();
  });
  std::jthread scheduler;
  if (serving.schedule) {
    scheduler = std::jthread([&] {
      scheduled = RunScheduler(session, cancel.token(), output);
      if (!scheduled.ok()) server->Stop();
    });
  }
  server->Run();
  if (scheduler.joinable()) scheduler.join();
  if (!scheduled.ok()) return scheduled.error();
  return Ending::kDone;
}

}  // namespace till::app
