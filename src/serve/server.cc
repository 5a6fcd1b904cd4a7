#include "serve/server.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "serve/http_server.h"
#include "serve/policy.h"
#include "serve/site.h"
#include "serve/target.h"

namespace till::serve {
namespace {

constexpr auto kLookEvery = std::chrono::seconds(1);

HttpAnswer JsonAnswer(int status, std::string body) {
  return {.status = status, .content_type = "application/json", .cache_control = "no-store", .body = std::move(body)};
}

HttpAnswer ErrorAnswer(const Error& error) { return JsonAnswer(HttpStatus(error.code), ErrorText(error)); }

std::string PublicationEvent(int64_t number) { return EventText("publication", ToText(Json{{"number", number}})); }

class ApiServer : public Server {
 public:
  ApiServer(const ServeOptions& options, Sources sources, std::span<const Asset> web, Log& log)
      : hosts_(options.hosts), folder_(sources.project.folder), api_(std::move(sources)), site_(web), log_(log) {}

  Status Open(const ServeOptions& options) {
    TILL_TRY(api_.Refresh().status());
    const auto headers = PolicyHeaders();
    HttpOptions http;
    http.listen = options.listen;
    http.port = options.port;
    http.headers.assign(headers.begin(), headers.end());
    TILL_ASSIGN(http_, HttpServer::Listen(http, [this](const HttpRequest& request) { return Answer(request); }));
    return Ok();
  }

  uint16_t port() const override { return http_->port(); }

  void Run() override {
    std::thread watcher([this]() { Watch(); });
    http_->Run();
    Wake(Why::kStop);
    watcher.join();
  }

  void Stop() override { http_->Stop(); }
  void Notify() override { Wake(Why::kLook); }

 private:
  enum class Why { kLook, kStop };

  HttpAnswer Answer(const HttpRequest& request) {
    const Result<serve::Request> target = ParseTarget(request.target);
    if (!target.ok()) return ErrorAnswer(target.error());
    const Status allowed = CheckRequest({request.method, target->path, request.host, request.origin, request.fetch_site,
                                         request.fetch_mode, request.till},
                                        hosts_);
    if (!allowed.ok()) return ErrorAnswer(allowed.error());
    if (request.method == "POST") return ErrorAnswer(NotFound("cannot find '" + Shown(target->path) + "' to post to"));
    if (target->path == "/api/events") return EventsAnswer();
    if (target->path == "/api" || target->path.starts_with("/api/")) {
      Result<std::string> answer = api_.Answer(*target);
      return answer.ok() ? JsonAnswer(200, std::move(answer).value()) : ErrorAnswer(answer.error());
    }
    const SiteFile* file = site_.Find(target->path);
    if (file == nullptr) {
      return ErrorAnswer(NotFound("cannot find '" + Shown(target->path) + "': there is no such address"));
    }
    const bool gzip = request.takes_gzip && !file->gzip.empty();
    return {.status = 200,
            .content_type = std::string(file->content_type),
            .cache_control = std::string(file->cache_control),
            .body = gzip ? file->gzip : std::string(file->bytes),
            .gzip = gzip};
  }

  /// The number that is served comes first, so that a page that was away learns what it missed.
  HttpAnswer EventsAnswer() {
    return {.status = 200,
            .content_type = "text/event-stream",
            .cache_control = "no-store",
            .body = PublicationEvent(api_.publication()),
            .gzip = false,
            .events = true};
  }

  void Wake(Why why) {
    {
      const std::scoped_lock lock(mutex_);
      looks_ = true;
      stopping_ = stopping_ || why == Why::kStop;
    }
    woken_.notify_all();
  }

  /// Looks for a new publication and changed definitions, each second and when woken.
  void Watch() {
    std::string definitions = DefinitionsStamp();
    std::string trouble;
    while (true) {
      {
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, kLookEvery, [this]() { return looks_; });
        if (stopping_) return;
        looks_ = false;
      }
      const Result<bool> is_new = api_.Refresh();
      const std::string now = is_new.ok() ? std::string() : is_new.error().ToString();
      if (!now.empty() && now != trouble) log_.Warn(now);
      trouble = now;
      std::string stamp = DefinitionsStamp();
      const bool changed = stamp != definitions;
      if (changed) LogFailure(api_.ReloadDefinitions());
      definitions = std::move(stamp);
      if (is_new.ok() && *is_new) http_->Send(PublicationEvent(api_.publication()));
      if (changed) http_->Send(EventText("definitions", "{}"));
    }
  }

  void LogFailure(const Status& status) {
    if (!status.ok()) log_.Warn(status.error().ToString());
  }

  /// Names, sizes and times of the project's own definition files: another text when one of them changed.
  std::string DefinitionsStamp() const {
    std::string stamp;
    for (const char* name : {"metrics", "dashboards"}) {
      std::error_code error;
      for (std::filesystem::directory_iterator entry(folder_ / name, error), end; !error && entry != end;
           entry.increment(error)) {
        std::error_code gone;
        stamp += entry->path().string() + " " + std::to_string(entry->file_size(gone)) + " " +
                 std::to_string(entry->last_write_time(gone).time_since_epoch().count()) + "\n";
      }
    }
    return stamp;
  }

  const std::vector<std::string> hosts_;
  const std::filesystem::path folder_;
  Api api_;
  const Site site_;
  Log& log_;
  std::unique_ptr<HttpServer> http_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool looks_ = false;
  bool stopping_ = false;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(const ServeOptions& options, Sources sources, std::span<const Asset> web,
                                              Log& log) {
  TILL_TRY(CheckListen(options.listen, options.hosts));
  auto server = std::make_unique<ApiServer>(options, std::move(sources), web, log);
  TILL_TRY(server->Open(options));
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace till::serve
