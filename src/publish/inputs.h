#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "project/project.h"
#include "publish/holds.h"
#include "publish/record.h"

namespace till::publish {

struct FeedRule {
  project::FeedKind kind = project::FeedKind::kChanges;
  project::OnRemoved on_removed = project::OnRemoved::kFail;
};

/// What the next set of inputs depends on, and nothing else.
struct Situation {
  int64_t last_publication = 0;
  std::vector<Input> last;     ///< its set (Content::Set)
  std::vector<Input> present;  ///< one for each file that is there now, in any order
  std::map<std::string, FeedRule> feeds;
  std::vector<Hold> holds;
  std::set<std::pair<std::string, std::string>> empty = {};  ///< feed and key of files that vanished by being emptied
  /// Only keys of this business date, and those without one, are looked at; the others keep their last input.
  std::optional<Day> date;
};

/// A set of inputs and how it came from the last one. All lists are in input order.
struct NextSet {
  std::vector<Input> inputs;   ///< those that count: Content::inputs
  std::vector<Input> repeats;  ///< of append feeds, those that an earlier equal one counts for: Content::repeats

  std::vector<Input> added;                        ///< keys that the last set did not have
  std::vector<std::pair<Input, Input>> corrected;  ///< keys with other content: old, new
  std::vector<std::pair<Input, Input>> reworked;   ///< keys with equal content, yet another recipe or date: old, new
  std::vector<Input> removed;  ///< of the last set, gone from the lake or held, and gone from the set
  std::vector<Input> kept;     ///< gone from the lake, yet kept as their feed's on_removed says
  std::vector<Input> held;     ///< present, but kept out by a hold
  int64_t unchanged = 0;       ///< keys with the last set's input

  /// Whether the set is the last one.
  bool Same() const { return added.empty() && corrected.empty() && reworked.empty() && removed.empty(); }
};

/// The set rules of the model. Depends on the sets alone, never on the order in which files came: a present key takes
/// the place of its last input; a key that vanished fails, stays or goes as its feed says. A hold keeps a present
/// input out; the key's last input then stays unless it is held itself. kRejected if a key vanished whose feed says
/// fail, or whose feed is no longer in the project.
Result<NextSet> ChooseInputs(const Situation& situation);

}  // namespace till::publish
