#include "recognise/recognise.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "project/path_pattern.h"
#include "project/project.h"
#include "recognise/file_groups.h"
#include "recognise/match.h"
#include "recognise/preset.h"
#include "recognise/project_text.h"

namespace till::recognise {
namespace {

namespace fs = std::filesystem;

/// Turns groups of files into feeds, one after the other.
class Recogniser {
 public:
  Recogniser(fs::path root, fs::path lake, std::vector<Preset> presets)
      : root_(std::move(root)), lake_(std::move(lake)), presets_(std::move(presets)) {}

  Status Take(const FileGroup& group);
  /// The days on which every feed that is due lacks its file.
  std::vector<Day> ClosedDays();

  std::vector<FeedDraft> drafts;
  Recognition recognition;

 private:
  std::string PathOf(const FileGroup& group) const;
  std::string FreeName(const std::string& wanted) const;
  const FeedDraft* ClaimantOf(const FileGroup& group) const;
  std::vector<std::string> Evidence(const FileGroup& group, const GroupSample& sample, const FeedDraft& draft) const;
  void Describe(const FileGroup& group, const FeedDraft& draft);
  std::string Relative(const fs::path& file) const { return file.lexically_relative(root_).generic_string(); }

  fs::path root_;
  fs::path lake_;
  std::vector<Preset> presets_;
  std::vector<std::vector<Day>> days_;  // of each draft's files
  std::vector<std::string> patterns_;   // of each draft, relative to root_
};

/// The feed's path: as it is in the lake, absolute outside of it.
std::string Recogniser::PathOf(const FileGroup& group) const {
  const std::string inside = root_.lexically_relative(lake_).generic_string();
  if (inside.empty() || inside == ".." || inside.starts_with("../")) return (root_ / group.pattern).generic_string();
  return inside == "." ? group.pattern : inside + "/" + group.pattern;
}

std::string Recogniser::FreeName(const std::string& wanted) const {
  std::string name = wanted;
  const auto is_taken = [&] {
    return std::any_of(drafts.begin(), drafts.end(), [&](const FeedDraft& draft) { return draft.name == name; });
  };
  for (int number = 2; is_taken(); ++number) name = wanted + "_" + std::to_string(number);
  return name;
}

/// The feed whose path already takes one of the group's files.
const FeedDraft* Recogniser::ClaimantOf(const FileGroup& group) const {
  for (size_t i = 0; i < drafts.size(); ++i) {
    const auto pattern = project::PathPattern::Compile(patterns_[i]);
    if (!pattern.ok()) continue;
    for (const fs::path& file : group.files) {
      if (pattern->Match(Relative(file))) return &drafts[i];
    }
  }
  return nullptr;
}

std::string Headers(const project::TableMapping& mapping) {
  std::vector<std::string> headers;
  for (const project::ColumnRule& rule : mapping.columns) {
    const bool is_new = std::find(headers.begin(), headers.end(), rule.from.front()) == headers.end();
    if (is_new && headers.size() < 4) headers.push_back(rule.from.front());
  }
  return Join(headers, ", ");
}

std::vector<std::string> Recogniser::Evidence(const FileGroup& group, const GroupSample& sample,
                                              const FeedDraft& draft) const {
  std::string files = Count(static_cast<int64_t>(group.files.size()), "file");
  if (!group.days.empty()) {
    files += ", " + group.days.front().ToString() + " to " + group.days.back().ToString();
  }
  std::vector<std::string> evidence;
  const Match& match = draft.match;
  if (!match.preset.empty()) {
    evidence.push_back(files + ", with the headers of " + match.preset + ".");
  } else {
    evidence.push_back(files + ", taken as " + std::string(match.tables.front().table->name) + " by the headers " +
                       Headers(match.tables.front()) + ".");
  }
  const auto gaps = static_cast<int64_t>(draft.due.gaps.size());
  if (gaps > 0) evidence.push_back(Count(gaps, "due day has", "due days have") + " no file: see calendar.csv.");
  if (draft.due.weekdays.empty() && !draft.due.evidence.empty() && !group.days.empty()) {
    evidence.push_back("Files are never missed: " + draft.due.evidence + ".");
  }
  if (sample.other_headers > 0) {
    evidence.push_back(Count(sample.other_headers, "file has", "files have") +
                       " another first line than the newest, the first is '" + sample.first_other + "'.");
  }
  return evidence;
}

void Recogniser::Describe(const FileGroup& group, const FeedDraft& draft) {
  RecognisedFeed feed{draft.name, draft.path, draft.match.preset, static_cast<int64_t>(group.files.size()), {}, {},
                      {},         {}};
  if (!group.days.empty()) {
    feed.first = group.days.front().ToString();
    feed.last = group.days.back().ToString();
  }
  for (const project::TableMapping& mapping : draft.match.tables) feed.tables.emplace_back(mapping.table->name);
  feed.evidence = draft.evidence;
  if (!draft.due.weekdays.empty() && !draft.due.evidence.empty()) feed.evidence.push_back(draft.due.evidence);
  recognition.feeds.push_back(std::move(feed));
  for (const UnplacedColumn& column : draft.match.unplaced) {
    recognition.unplaced.push_back({group.pattern + ": column '" + column.header + "'", column.reason});
  }
}

Status Recogniser::Take(const FileGroup& group) {
  if (const FeedDraft* claimant = ClaimantOf(group)) {
    recognition.unplaced.push_back(
        {group.pattern, "path '" + claimant->path + "' of feed '" + claimant->name + "' takes the same files"});
    return Ok();
  }
  TILL_ASSIGN(GroupSample sample, SampleGroup(group));
  if (sample.dialect.encoding.starts_with("utf-16")) {
    recognition.unplaced.push_back(
        {group.pattern, "it is written in " + sample.dialect.encoding + "; write it as UTF-8"});
    return Ok();
  }
  FeedDraft draft;
  draft.match = MatchFile(sample.file, group.pattern, presets_);
  if (draft.match.feed.empty()) {
    recognition.unplaced.push_back({group.pattern, draft.match.reason});
    return Ok();
  }
  draft.name = FreeName(draft.match.feed);
  draft.path = PathOf(group);
  if (!group.days.empty()) draft.due = FindDueDays(group.days);
  draft.evidence = Evidence(group, sample, draft);
  draft.file = std::move(sample.file);
  Describe(group, draft);
  days_.push_back(group.days);
  patterns_.push_back(group.pattern);
  drafts.push_back(std::move(draft));
  return Ok();
}

std::vector<Day> Recogniser::ClosedDays() {
  std::set<Day> closed;
  for (const FeedDraft& draft : drafts) closed.insert(draft.due.gaps.begin(), draft.due.gaps.end());
  for (size_t i = 0; i < drafts.size(); ++i) {
    if (drafts[i].due.weekdays.empty()) continue;
    for (const Day day : days_[i]) closed.erase(day);
  }
  return {closed.begin(), closed.end()};
}

/// The folder to look at, and what is in it.
Result<FileListing> Listing(const fs::path& from) {
  std::error_code error;
  if (fs::is_directory(from, error)) return ListFiles(from);
  if (fs::is_regular_file(from, error)) return FileListing{{GroupOf(from)}, {}};
  return NotFound("cannot look at '" + from.string() + "': there is no such file or folder");
}

Error NothingRecognised(const fs::path& from, const Recognition& recognition) {
  std::string hint = "no CSV file was found";
  if (!recognition.unplaced.empty()) {
    hint = recognition.unplaced.front().what + ": " + recognition.unplaced.front().reason;
  }
  return Invalid("cannot make a project from '" + from.string() + "': no file is recognised", hint);
}

fs::path Clean(const fs::path& path) {
  std::error_code ignored;
  const fs::path clean = fs::absolute(path, ignored).lexically_normal();
  return clean.has_filename() ? clean : clean.parent_path();
}

}  // namespace

Result<Recognition> Recognise(const fs::path& from, const fs::path& project, std::span<const Asset> assets) {
  const fs::path source = Clean(from);
  const fs::path folder = Clean(project);
  if (source.string().find_first_of("{}*") != std::string::npos) {
    return Invalid("cannot look at '" + source.string() + "': its name has one of { } *", "rename the folder");
  }
  TILL_ASSIGN(std::vector<Preset> presets, LoadPresets(assets));
  TILL_ASSIGN(const FileListing listing, Listing(source));
  std::error_code error;
  const fs::path root = fs::is_directory(source, error) ? source : source.parent_path();
  Recogniser recogniser(root, folder / "lake", std::move(presets));
  for (const FileGroup& group : listing.groups) TILL_TRY(recogniser.Take(group));
  Recognition recognition = std::move(recogniser.recognition);
  for (const std::string& other : listing.others) {
    recognition.unplaced.push_back({other, "it is no CSV file by its name, or its name has one of { } *"});
  }
  if (recogniser.drafts.empty()) return NothingRecognised(source, recognition);
  recognition.toml = ProjectText(folder.filename().string(), source.string(), recogniser.drafts);
  recognition.calendar = CalendarText(recogniser.ClosedDays());
  if (const auto parsed = project::Parse(recognition.toml, folder); !parsed.ok()) {
    return Internal("cannot write till.toml: " + parsed.error().message);
  }
  return recognition;
}

Json ToJson(const Recognition& recognition) {
  Json feeds = Json::array();
  for (const RecognisedFeed& feed : recognition.feeds) {
    feeds.push_back(Json{{"feed", feed.feed},
                         {"path", feed.path},
                         {"preset", feed.preset},
                         {"files", feed.files},
                         {"first", feed.first},
                         {"last", feed.last},
                         {"tables", feed.tables},
                         {"evidence", feed.evidence}});
  }
  Json unplaced = Json::array();
  for (const Unplaced& one : recognition.unplaced) {
    unplaced.push_back(Json{{"what", one.what}, {"reason", one.reason}});
  }
  return Json{{"feeds", feeds}, {"unplaced", unplaced}};
}

}  // namespace till::recognise
