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

std::string What(const std::string& name) { return "cannot crawl with Glue's crawler '" + name + "'"; }

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

/// One crawler, waited for.
class Wait {
 public:
  Wait(GlueApi& api, Clock& clock, const std::string& name, CrawlerPatience patience,
       const std::function<bool()>& cancelled)
      : api_(api),
        clock_(clock),
        name_(name),
        patience_(patience),
        cancelled_(cancelled),
        deadline_{clock.Now().micros + patience.most_micros} {}

  /// Until the crawl that was under way at `before`, or began after it, has ended.
  Result<Look> ForEndAfter(const Look& before) {
    for (;;) {
      TILL_ASSIGN(Look look, LookAt(api_, name_));
      // Right after a start it may still be ready, with the outcome of the crawl before.
      if (look.state == "READY" && (before.state != "READY" || look.last_crawl != before.last_crawl)) return look;
      if (cancelled_()) return Cancelled(What(name_) + ": the run was asked to stop");
      if (clock_.Now() >= deadline_) {
        return Unavailable(What(name_) + ": it is " + Shown(look.state) + " after " +
                           Count(patience_.most_micros / kMicrosPerMinute, "minute"));
      }
      clock_.Sleep(patience_.look_micros);
    }
  }

 private:
  GlueApi& api_;
  Clock& clock_;
  const std::string& name_;
  const CrawlerPatience patience_;
  const std::function<bool()>& cancelled_;
  const Instant deadline_;
};

/// Whether the crawler has begun a crawl at our word; false where one runs already, or the answer to our own start was
/// lost.
Result<bool> Start(GlueApi& api, const std::string& name) {
  const auto started = api.Call("start Glue's crawler '" + name + "'", "StartCrawler", {{"Name", name}});
  if (!started.ok() && started.error().code != Code::kConflict) return started.error();
  return started.ok();
}

}  // namespace

Status RunCrawler(GlueApi& api, Clock& clock, const std::string& name, CrawlerPatience patience,
                  const std::function<bool()>& cancelled) {
  Wait wait(api, clock, name, patience, cancelled);
  TILL_ASSIGN(Look before, LookAt(api, name));
  bool started = false;
  if (before.state == "READY") {
    TILL_ASSIGN(started, Start(api, name));
  }
  if (!started) {
    // The crawl under way may have passed by the files that came since it began.
    TILL_ASSIGN(before, wait.ForEndAfter(before));
    // Refused here, another began after that end: it has seen them, and is awaited in place of ours.
    TILL_TRY(Start(api, name).status());
  }
  TILL_ASSIGN(const Look after, wait.ForEndAfter(before));
  return OutcomeOf(What(name), after.last_crawl);
}

}  // namespace till::aws
