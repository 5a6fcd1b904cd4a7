#include <sys/statvfs.h>

#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/star_session.h"
#include "base/assets.h"
#include "base/text.h"
#include "ingest/staging.h"

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
    const std::vector<Finding> findings = {Disk(**session),  Writing(**session),   Publication(**session),
                                           Files(**session), Snapshots(**session), Definitions(**session)};
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

  /// Whether every file that the newest publication names is there, in its full size, and every receipt.
  static Finding Files(Session& session) {
    const auto latest = session.publications().Latest();
    if (!latest.ok() || !*latest) return {"files", Ok(), "none to look for"};
    int64_t seen = 0;
    for (const publish::StarTable& table : (*latest)->content.tables) {
      for (const publish::StarFile& file : table.files) {
        const auto info = session.store().Head(file.key);
        if (!info.ok() || info->size != file.size) {
          return {"files", Corrupt("'" + file.key + "' is missing or cut", "till run --full makes it again"), {}};
        }
        ++seen;
      }
    }
    for (const publish::Input& input : (*latest)->content.inputs) {
      const std::string key = ingest::StagingPrefix(input.content, input.recipe) + "/receipt.json";
      if (!session.store().Head(key).ok()) {
        return {"files", Corrupt("'" + key + "' is missing", "till run --full stages it again"), {}};
      }
    }
    return {"files", Ok(), Count(seen, "star file") + " and all receipts are there"};
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
