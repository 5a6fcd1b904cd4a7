#include <sys/statvfs.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>

#include "app/commands/commands.h"
#include "app/star_session.h"
#include "base/assets.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "delta/log.h"
#include "pipeline/input_record.h"
#include "pipeline/staged_inputs.h"
#include "publish/holds.h"

namespace till::app {
namespace {

/// One thing that was looked at.
struct Finding {
  std::string what;
  Status status;
  std::string fact;  ///< where all is well
};

class DoctorCommand : public Command {
 public:
  void Declare(CLI::App&) override {}

  Result<Ending> Run(const Invocation& invocation) override {
    auto session = Session::Open(invocation);
    if (!session.ok()) return session.error();
    const std::vector<Finding> findings = {Disk(**session),      Writing(**session),    Leftovers(**session),
                                           History(**session),   Records(**session),    Publication(**session),
                                           Files(**session),     Staged(**session),     Logs(**session),
                                           Snapshots(**session), Definitions(**session)};
    std::optional<Error> first;
    for (const Finding& finding : findings) {
      const bool well = finding.status.ok();
      invocation.output.Object({{"check", finding.what},
                                {"ok", well},
                                {"fact", well ? finding.fact : finding.status.error().message},
                                {"hint", well ? "" : finding.status.error().hint}});
      invocation.output.Line((well ? "✓ " : "✗ ") + finding.what + ": " +
                             (well ? finding.fact : finding.status.error().ToString()));
      if (!well && !first) first = finding.status.error();
    }
    if (first) return *first;
    return Ending::kDone;
  }

 private:
  static Finding Disk(Session& session) {
    struct statvfs info {};
    if (::statvfs(session.project().folder.c_str(), &info) != 0) {
      return {"disk", Unavailable("cannot see the disk of '" + session.project().folder.string() + "'"), {}};
    }
    constexpr int64_t kLeastMegabytes = 500;
    const int64_t free = static_cast<int64_t>(info.f_bavail * info.f_frsize) / 1'000'000;
    if (free < kLeastMegabytes) {
      return {"disk", Unavailable("only " + WithThousands(free) + " MB are free", "free some space"), {}};
    }
    return {"disk", Ok(), WithThousands(free) + " MB free"};
  }

  static Finding Writing(Session& session) {
    constexpr std::string_view kProbe = "_till/doctor";
    Status written = session.store().Put(kProbe, std::string_view("probe"));
    if (written.ok()) written = session.store().Delete(kProbe);
    return {"lake", written, "'" + session.project().lake_root + "' can be written"};
  }

  static Finding Publication(Session& session) {
    const auto latest = session.publications().Latest();
    if (!latest.ok()) return {"publication", latest.error(), {}};
    if (!*latest) return {"publication", Ok(), "none yet; till run makes the first"};
    return {"publication", Ok(), std::to_string((*latest)->number) + " of " + (*latest)->published_at};
  }

  /// What killed writers left in a lake that is a folder. It is in nobody's way but takes space.
  static Finding Leftovers(Session& session) {
    namespace fs = std::filesystem;
    constexpr std::string_view kName = ".tmp-";
    const fs::path lake = session.project().LakeFolder();
    std::error_code error;
    int64_t found = 0;
    for (fs::recursive_directory_iterator entry(lake, error), end; !error && entry != end; entry.increment(error)) {
      if (!entry->path().filename().string().starts_with(kName)) continue;
      std::error_code gone;
      const auto age = fs::file_time_type::clock::now() - fs::last_write_time(entry->path(), gone);
      if (!gone && age > std::chrono::hours(24)) ++found;
    }
    if (found == 0) return {"leftovers", Ok(), "none of killed writers"};
    return {"leftovers", Ok(),
            Count(found, "file") + " of killed writers may go: find '" + lake.string() +
                "' -name '.tmp-*' -mtime +0 -delete"};
  }

  static Finding History(Session& session) {
    const auto runs = session.runs().ListRuns(1);
    if (!runs.ok()) return {"history", runs.error(), {}};
    return {"history", Ok(), runs->empty() ? "no run yet" : "the last run is " + runs->front().id};
  }

  /// The small records that runs read: holds, refused files, schema versions.
  static Finding Records(Session& session) {
    const auto holds = publish::ReadHolds(session.store());
    if (!holds.ok()) return {"records", holds.error(), {}};
    if (const auto refused = pipeline::LoadRefused(session.store()); !refused.ok()) {
      return {"records", refused.error(), {}};
    }
    const auto schemas = catalog::List(session.store());
    if (!schemas.ok()) return {"records", schemas.error(), {}};
    for (const catalog::SchemaVersion& schema : *schemas) {
      const auto versions = catalog::Versions(session.store(), schema.table);
      if (!versions.ok()) return {"records", versions.error(), {}};
    }
    return {"records", Ok(),
            Count(static_cast<int64_t>(holds->size()), "hold") + ", schemas of " +
                Count(static_cast<int64_t>(schemas->size()), "feed")};
  }

  /// Whether what is staged of every input of the newest publication can be read.
  static Finding Staged(Session& session) {
    const auto latest = session.publications().Latest();
    if (!latest.ok() || !*latest) return {"staged", Ok(), "none to look for"};
    const std::vector<publish::Input>& inputs = (*latest)->content.inputs;
    const Status whole = session.pool().ForEach(inputs.size(), [&](size_t i, size_t) {
      return pipeline::CheckStaged(session.project(), session.store(), inputs[i]);
    });
    return {"staged", whole, Count(static_cast<int64_t>(inputs.size()), "input") + " can be read"};
  }

  /// Whether the Delta logs can be read and say what the newest publication says.
  static Finding Logs(Session& session) {
    const auto latest = session.publications().Latest();
    if (!latest.ok() || !*latest) return {"delta", Ok(), "no log yet"};
    for (const publish::StarTable& table : (*latest)->content.tables) {
      const std::string folder = "processed/" + table.name;
      const auto state = delta::ReadState(session.store(), folder);
      if (!state.ok()) return {"delta", state.error(), {}};
      if (state->publication < (*latest)->number) {
        return {"delta", Ok(), "the log of " + table.name + " is behind; till run brings it forward"};
      }
      const bool same =
          state->files.size() == table.files.size() && std::ranges::all_of(table.files, [&](const auto& f) {
            return state->files.contains(f.key.substr(folder.size() + 1));
          });
      if (same) continue;
      return {"delta",
              Corrupt("the Delta log of '" + table.name + "' lists other files than publication " +
                          std::to_string((*latest)->number),
                      "remove the folder '" + folder + "/_delta_log', and the next run makes it anew"),
              {}};
    }
    return {"delta", Ok(), "all logs are whole"};
  }

  /// Whether every file that the newest publication names is there as it was published.
  static Finding Files(Session& session) {
    const auto latest = session.publications().Latest();
    if (!latest.ok() || !*latest) return {"files", Ok(), "none to look for"};
    int64_t seen = 0;
    for (const publish::StarTable& table : (*latest)->content.tables) {
      for (const publish::StarFile& file : table.files) {
        if (const Status whole = publish::CheckStarFile(session.store(), file); !whole.ok())
          return {"files", whole, {}};
        ++seen;
      }
    }
    return {"files", Ok(), Count(seen, "star file") + " as published"};
  }

  /// The project's own measures and pages; their SQL only where there is a star to ask.
  static Finding Definitions(Session& session) {
    const auto definitions = metrics::LoadDefinitions(Assets(), session.project().folder);
    if (!definitions.ok()) return {"definitions", definitions.error(), {}};
    if (!definitions->mistakes.empty()) return {"definitions", definitions->mistakes.front(), {}};
    const auto latest = session.publications().Latest();
    if (latest.ok() && *latest) {
      const auto engine = OpenEngine(session, metrics::Hold::kView);
      if (!engine.ok()) return {"definitions", engine.error(), {}};
      if (const Status checked = metrics::CheckSql(**engine); !checked.ok()) return {"definitions", checked, {}};
    }
    return {"definitions", Ok(),
            Count(static_cast<int64_t>(definitions->measures.size()), "measure") + " and " +
                Count(static_cast<int64_t>(definitions->pages.size()), "page")};
  }

  static Finding Snapshots(Session& session) {
    for (const project::Feed& feed : session.project().feeds) {
      if (feed.kind == project::FeedKind::kSnapshot && feed.path.find("{date") == std::string::npos) {
        return {"feeds", Ok(),
                "feed '" + feed.name + "' is a snapshot without {date} in its path: it keeps no history"};
      }
    }
    return {"feeds", Ok(), Count(static_cast<int64_t>(session.project().feeds.size()), "feed")};
  }
};

}  // namespace

std::unique_ptr<Command> MakeDoctorCommand() { return std::make_unique<DoctorCommand>(); }

}  // namespace till::app
