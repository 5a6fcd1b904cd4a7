#include "recognise/recognise.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "project/path_pattern.h"
#include "project/project.h"
#include "recognise/file_groups.h"
#include "recognise/line_states.h"
#include "recognise/match.h"
#include "recognise/preset.h"
#include "recognise/project_text.h"
#include "recognise/reading.h"

namespace till::recognise {
namespace {

namespace fs = std::filesystem;

/// Turns groups of files into feeds, one after the other.
class Recogniser {
 public:
  Recogniser(fs::path root, fs::path lake, std::vector<Preset> presets)
      : root_(std::move(root)), lake_(std::move(lake)), presets_(std::move(presets)) {}

  Status Take(const FileGroup& group);
  /// What can be said only when all groups are known: closed days, and whether something is to be filled in.
  void Finish();

  std::vector<FeedDraft> drafts;
  Recognition recognition;

 private:
  std::string PathOf(const FileGroup& group) const;
  std::string FreeName(const std::string& wanted) const;
  const FeedDraft* ClaimantOf(const FileGroup& group) const;
  static std::vector<std::string> Evidence(const FileGroup& group, const GroupSample& sample, const FeedDraft& draft);
  /// The days on which every feed that is due lacks its file.
  std::vector<Day> ClosedDays() const;
  void ChooseWhatToFill();
  void NoteGaps(const std::vector<Day>& closed, FeedDraft& draft) const;
  void Describe(const FileGroup& group, const FeedDraft& draft);
  std::string Relative(const fs::path& file) const { return file.lexically_relative(root_).generic_string(); }

  fs::path root_;
  fs::path lake_;
  std::vector<Preset> presets_;
  std::vector<FileGroup> groups_;  // of each draft
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
    const auto pattern = project::PathPattern::Compile(groups_[i].pattern);
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
                                              const FeedDraft& draft) {
  std::string files = Count(static_cast<int64_t>(group.files.size()), "file");
  if (!group.days.empty()) {
    files += ", " + group.days.front().ToString() + " to " + group.days.back().ToString();
  }
  std::vector<std::string> evidence;
  const Match& match = draft.match;
  if (match.feed.empty()) {
    evidence.push_back(files + ", not recognised: " + match.reason + ".");
  } else if (!match.preset.empty()) {
    evidence.push_back(files + ", with the headers of " + match.preset + ".");
  } else {
    evidence.push_back(files + ", taken as " + std::string(match.tables.front().table->name) + " by the headers " +
                       Headers(match.tables.front()) + ".");
  }
  evidence.insert(evidence.end(), match.notes.begin(), match.notes.end());
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
}

Status Recogniser::Take(const FileGroup& group) {
  if (const FeedDraft* claimant = ClaimantOf(group)) {
    recognition.unplaced.push_back(
        {group.pattern, "path '" + claimant->path + "' of feed '" + claimant->name + "' takes the same files"});
    return Ok();
  }
  TILL_ASSIGN(GroupSample sample, SampleGroup(group));
  if (sample.dialect.encoding.starts_with("utf-16") || sample.file.columns.empty()) {
    const bool empty = sample.file.columns.empty() && sample.text.empty();
    recognition.unplaced.push_back(
        {group.pattern, empty ? "it is empty, or written in UTF-16: write it as UTF-8" : "it has no header"});
    return Ok();
  }
  FeedDraft draft;
  draft.match = MatchFile(sample.file, group.pattern, presets_);
  SettleLineStates(sample, draft.match);
  NoteReading(sample, draft.match);
  if (draft.match.feed.empty()) draft.use = FeedDraft::Use::kComment;
  draft.name =
      FreeName(draft.match.feed.empty() ? std::string(draft.match.tables.front().table->name) : draft.match.feed);
  draft.path = PathOf(group);
  if (!group.days.empty()) draft.due = FindDueDays(group.days);
  draft.max_rejects = RejectLimit(sample, draft.match);
  draft.evidence = Evidence(group, sample, draft);
  draft.file = std::move(sample.file);
  drafts.push_back(std::move(draft));
  groups_.push_back(group);
  return Ok();
}

std::vector<Day> Recogniser::ClosedDays() const {
  std::set<Day> closed;
  for (const FeedDraft& draft : drafts) closed.insert(draft.due.gaps.begin(), draft.due.gaps.end());
  for (size_t i = 0; i < drafts.size(); ++i) {
    if (drafts[i].due.weekdays.empty()) continue;
    for (const Day day : groups_[i].days) closed.erase(day);
  }
  return {closed.begin(), closed.end()};
}

/// Where no feed fills orders, the group with the most columns of it is to be completed.
void Recogniser::ChooseWhatToFill() {
  FeedDraft* nearest = nullptr;
  for (FeedDraft& draft : drafts) {
    const project::TableMapping* orders = draft.match.Orders();
    if (orders != nullptr && draft.use == FeedDraft::Use::kFeed) return;
    if (orders == nullptr) continue;
    if (nearest == nullptr || orders->columns.size() > nearest->match.Orders()->columns.size()) nearest = &draft;
  }
  const bool any = std::ranges::any_of(drafts, [](const auto& one) { return one.use == FeedDraft::Use::kFeed; });
  if (nearest == nullptr && !any && !drafts.empty()) nearest = &drafts.front();
  if (nearest != nullptr) nearest->use = FeedDraft::Use::kToFill;
}

void Recogniser::NoteGaps(const std::vector<Day>& closed, FeedDraft& draft) const {
  if (draft.due.weekdays.empty()) return;
  for (const Day day : draft.due.gaps) {
    if (!std::ranges::binary_search(closed, day)) draft.missed.push_back(day);
  }
  const auto missed = static_cast<int64_t>(draft.missed.size());
  const int64_t shut = static_cast<int64_t>(draft.due.gaps.size()) - missed;
  if (shut > 0) draft.evidence.push_back(Count(shut, "due day has", "due days have") + " no file: see calendar.csv.");
  if (missed > 0) {
    draft.evidence.push_back(Count(missed, "due day has", "due days have") + " no file though other feeds have one, " +
                             "the first is " + draft.missed.front().ToString() +
                             ": on_missing lets the run go on, and such days are marked incomplete.");
  }
}

void Recogniser::Finish() {
  ChooseWhatToFill();
  const std::vector<Day> closed = ClosedDays();
  recognition.calendar = CalendarText(closed);
  for (size_t i = 0; i < drafts.size(); ++i) {
    NoteGaps(closed, drafts[i]);
    if (drafts[i].use == FeedDraft::Use::kFeed) {
      Describe(groups_[i], drafts[i]);
    } else {
      recognition.unplaced.push_back({groups_[i].pattern, drafts[i].match.reason});
    }
    for (const UnplacedColumn& column : drafts[i].match.unplaced) {
      recognition.unplaced.push_back({groups_[i].pattern + ": column '" + column.header + "'", column.reason});
    }
  }
}

/// The folder to look at, and what is in it.
Result<FileListing> Listing(const fs::path& from) {
  std::error_code error;
  if (fs::is_directory(from, error)) return ListFiles(from);
  if (fs::is_regular_file(from, error)) return FileListing{{GroupOf(from)}, {}};
  return NotFound("cannot look at '" + from.string() + "': there is no such file or folder");
}

Error NothingToSee(const fs::path& from, const Recognition& recognition) {
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
  recogniser.Finish();
  Recognition recognition = std::move(recogniser.recognition);
  for (const std::string& other : listing.others) {
    recognition.unplaced.push_back(
        {other, "it is no CSV file by its name, or its name has one of { } * or is no UTF-8"});
  }
  if (recogniser.drafts.empty()) return NothingToSee(source, recognition);
  recognition.toml = ProjectText(folder.filename().string(), source.string(), recogniser.drafts);
  recognition.to_fill = LinesToFill(recognition.toml);
  if (!recognition.to_fill.empty()) return recognition;
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
  return Json{{"feeds", feeds}, {"unplaced", unplaced}, {"to_fill", recognition.to_fill}};
}

}  // namespace till::recognise
