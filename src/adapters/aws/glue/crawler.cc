#include "adapters/aws/glue/crawler.h"

#include "base/text.h"

namespace till::aws {
namespace {

constexpr int64_t kMicrosPerMinute = 60'000'000;

/// What a crawler is doing, and how its last crawl ended.
struct Look {
  std::string state;
  Json last_crawl;  ///< null before the first one has ended
};

Result<Look> LookAt(GlueApi& api, const std::string& name) {
  TILL_ASSIGN(const Json answer, api.Call("read Glue's crawler '" + name + "'", "GetCrawler", {{"Name", name}}));
  TILL_ASSIGN(const Json crawler, Member<Json>(answer, "Crawler", "Glue's crawler '" + name + "'"));
  Look look;
  TILL_ASSIGN(look.state, Member<std::string>(crawler, "State", "Glue's crawler '" + name + "'"));
  if (const auto last = crawler.find("LastCrawl"); last != crawler.end()) look.last_crawl = *last;
  return look;
}

std::string TextOf(const Json& json, std::string_view member) {
  const auto found = json.find(std::string(member));
  return found == json.end() || !found->is_string() ? "" : found->get<std::string>();
}

Status OutcomeOf(const std::string& what, const Json& last_crawl) {
  const std::string status = TextOf(last_crawl, "Status");
  if (status == "SUCCEEDED") return Ok();
  if (status == "CANCELLED") return Unavailable(what + ": the crawl was stopped");
  const std::string message = TextOf(last_crawl, "ErrorMessage");
  const std::string stream = TextOf(last_crawl, "LogStream");
  return Rejected(
      what + ": the crawl ended as " + Shown(status) + (message.empty() ? "" : ": " + message),
      stream.empty() ? "" : "see '" + stream + "' in the log group '" + TextOf(last_crawl, "LogGroup") + "'");
}

}  // namespace

Status RunCrawler(GlueApi& api, Clock& clock, const std::string& name, CrawlerPatience patience,
                  const std::function<bool()>& cancelled) {
  const std::string what = "cannot crawl with Glue's crawler '" + name + "'";
  TILL_ASSIGN(const Look before, LookAt(api, name));
  const auto started = api.Call("start Glue's crawler '" + name + "'", "StartCrawler", {{"Name", name}});
  // It runs already, or the answer to our own start was lost.
  if (!started.ok() && started.error().code != Code::kConflict) return started.error();
  const Instant deadline{clock.Now().micros + patience.most_micros};
  for (;;) {
    TILL_ASSIGN(const Look look, LookAt(api, name));
    // Right after the start it may still be ready, with the outcome of the crawl before.
    if (look.state == "READY" && look.last_crawl != before.last_crawl) return OutcomeOf(what, look.last_crawl);
    if (cancelled()) return Cancelled(what + ": the run was asked to stop");
    if (clock.Now() >= deadline) {
      return Unavailable(what + ": it is " + Shown(look.state) + " after " +
                         Count(patience.most_micros / kMicrosPerMinute, "minute"));
    }
    clock.Sleep(patience.look_micros);
  }
}

}  // namespace till::aws
