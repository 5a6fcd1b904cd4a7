#include "publish/inputs.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"

namespace till::publish {
namespace {

using Name = std::pair<std::string, std::string>;  // feed, key

std::string Shown(const Input& input) { return till::Shown(input.feed + "/" + input.key); }

bool IsHeld(const Situation& situation, const Input& input) {
  return std::any_of(situation.holds.begin(), situation.holds.end(),
                     [&](const Hold& hold) { return hold.Covers(input); });
}

bool IsLookedAt(const Situation& situation, const Input& input) {
  return !situation.date || input.business_date == *situation.date || input.business_date == kNoDay;
}

Error Vanished(const Situation& situation, const Input& input) {
  const bool empty = situation.empty.contains({input.feed, input.key});
  return Rejected("cannot go on: '" + Shown(input) + "' was part of publication " +
                      std::to_string(situation.last_publication) + " and is " + (empty ? "empty now" : "gone"),
                  "put the file back, or set on_removed = \"keep\" or \"drop\" for feed '" + input.feed + "'");
}

/// What becomes of an input of the last set whose file is not there.
Status JudgeVanished(const Situation& situation, const Input& old, std::map<Name, Input>& set, NextSet& next) {
  const auto rule = situation.feeds.find(old.feed);
  if (rule == situation.feeds.end()) {
    return Rejected(
        "cannot go on: feed '" + old.feed + "' was part of publication " + std::to_string(situation.last_publication) +
            " and is not in till.toml",
        "put [feeds." + old.feed + "] back; on_removed = \"drop\" in it takes its files out once they are gone");
  }
  switch (rule->second.on_removed) {
    case project::OnRemoved::kFail:
      return Vanished(situation, old);
    case project::OnRemoved::kKeep:
      next.kept.push_back(old);
      ++next.unchanged;
      set.emplace(Name(old.feed, old.key), old);
      return Ok();
    case project::OnRemoved::kDrop:
      next.removed.push_back(old);
      return Ok();
  }
  return Ok();
}

/// A present file takes the place of its last input.
void Take(const Input& input, const Input* old, std::map<Name, Input>& set, NextSet& next) {
  set.emplace(Name(input.feed, input.key), input);
  if (old == nullptr) {
    next.added.push_back(input);
  } else if (*old == input) {
    ++next.unchanged;
  } else {
    (old->content == input.content ? next.reworked : next.corrected).emplace_back(*old, input);
  }
}

/// Parts the set into what counts and what an earlier equal input of its append feed counts for.
void CountOnce(const Situation& situation, const std::map<Name, Input>& set, NextSet& next) {
  std::vector<Input> all;
  for (const auto& [name, input] : set) all.push_back(input);
  std::sort(all.begin(), all.end(), Before);
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  for (Input& input : all) {
    const auto rule = situation.feeds.find(input.feed);
    const bool appends = rule != situation.feeds.end() && rule->second.kind == project::FeedKind::kAppend;
    const bool repeat = appends && !seen.emplace(input.feed, input.content, input.recipe).second;
    (repeat ? next.repeats : next.inputs).push_back(std::move(input));
  }
}

void Sort(NextSet& next) {
  for (auto* list : {&next.added, &next.removed, &next.kept, &next.held}) std::sort(list->begin(), list->end(), Before);
  for (auto* list : {&next.corrected, &next.reworked}) {
    std::sort(list->begin(), list->end(), [](const auto& a, const auto& b) { return Before(a.second, b.second); });
  }
}

}  // namespace

Result<NextSet> ChooseInputs(const Situation& situation) {
  std::map<Name, const Input*> last;
  for (const Input& input : situation.last) last.emplace(Name(input.feed, input.key), &input);
  const auto last_of = [&](const Input& input) {
    const auto found = last.find(Name(input.feed, input.key));
    return found == last.end() ? nullptr : found->second;
  };

  NextSet next;
  std::map<Name, Input> set;
  std::set<Name> settled;  // keys whose last input needs no judgement any more
  for (const Input& input : situation.present) {
    if (!IsUtf8(input.key)) {
      return Invalid("cannot take file '" + Shown(input) + "': its name is not UTF-8", "rename the file");
    }
    if (IsHeld(situation, input)) {
      next.held.push_back(input);
      continue;
    }
    if (!IsLookedAt(situation, input)) continue;
    if (!settled.emplace(input.feed, input.key).second) {
      return Internal("cannot choose inputs: '" + Shown(input) + "' is listed twice");
    }
    Take(input, last_of(input), set, next);
  }
  std::set<Name> present;
  for (const Input& input : situation.present) present.emplace(input.feed, input.key);
  std::vector<Input> rest = situation.last;
  std::sort(rest.begin(), rest.end(), Before);  // so that the first of several that vanished is named
  for (const Input& old : rest) {
    const Name name(old.feed, old.key);
    if (settled.contains(name)) continue;
    if (IsHeld(situation, old)) {
      next.removed.push_back(old);
    } else if (present.contains(name) || !IsLookedAt(situation, old)) {
      ++next.unchanged;
      set.emplace(name, old);
    } else {
      TILL_TRY(JudgeVanished(situation, old, set, next));
    }
  }
  CountOnce(situation, set, next);
  Sort(next);
  return next;
}

}  // namespace till::publish
