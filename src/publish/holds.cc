#include "publish/holds.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>

#include "base/json.h"
#include "base/text.h"

namespace till::publish {
namespace {

constexpr std::string_view kKey = "_till/holds.json";
constexpr int64_t kFormat = 1;

std::string HoldsText(const std::vector<Hold>& holds) {
  Json list = Json::array();
  for (const Hold& hold : holds) {
    list.push_back({{"feed", hold.feed},
                    {"key", hold.key},
                    {"content", hold.content},
                    {"reason", hold.reason},
                    {"since", hold.since.ToString()}});
  }
  return ToText(Json{{"format", kFormat}, {"holds", list}}) + "\n";
}

Result<std::vector<Hold>> ParseHolds(std::string_view text) {
  TILL_ASSIGN(const Json json, ParseJson(text, kKey));
  TILL_ASSIGN(const int64_t format, Member<int64_t>(json, "format", kKey));
  if (format > kFormat) {
    return Unsupported("cannot read " + std::string(kKey) + ": it has format " + std::to_string(format) +
                           ", this program knows up to " + std::to_string(kFormat),
                       "use the version of till that wrote it or a newer one");
  }
  TILL_ASSIGN(const auto list, Member<std::vector<Json>>(json, "holds", kKey));
  std::vector<Hold> holds;
  for (const Json& entry : list) {
    Hold hold;
    TILL_ASSIGN(hold.feed, Member<std::string>(entry, "feed", kKey));
    TILL_ASSIGN(hold.key, Member<std::string>(entry, "key", kKey));
    TILL_ASSIGN(hold.content, Member<std::string>(entry, "content", kKey));
    TILL_ASSIGN(hold.reason, Member<std::string>(entry, "reason", kKey));
    TILL_ASSIGN(const auto since, Member<std::string>(entry, "since", kKey));
    const auto instant = Instant::Parse(since);
    if (!instant) return Corrupt("cannot read " + std::string(kKey) + ": '" + Shown(since) + "' is no time");
    hold.since = *instant;
    holds.push_back(std::move(hold));
  }
  return holds;
}

/// Replaces the list by what `change` makes of it, as if nobody else did so at the same time.
Status Change(lake::ObjectStore& store, const std::function<Status(std::vector<Hold>&)>& change) {
  for (;;) {
    const auto head = store.Head(kKey);
    if (!head.ok() && head.error().code != Code::kNotFound) return head.error();
    TILL_ASSIGN(std::vector<Hold> holds, ReadHolds(store));
    TILL_TRY(change(holds));
    const auto order = [](const Hold& hold) { return std::tie(hold.feed, hold.key, hold.content); };
    std::sort(holds.begin(), holds.end(), [&](const Hold& a, const Hold& b) { return order(a) < order(b); });
    const std::string text = HoldsText(holds);
    const Status written = head.ok() ? store.PutIfMatch(kKey, std::string_view(text), head->etag)
                                     : store.PutIfAbsent(kKey, std::string_view(text));
    if (written.ok() || written.error().code != Code::kConflict) return written;
  }
}

}  // namespace

bool Hold::Covers(const Input& input) const {
  return feed == input.feed && key == input.key && (content.empty() || content == input.content);
}

Result<std::vector<Hold>> ReadHolds(lake::ObjectStore& store) {
  const auto text = store.Get(kKey);
  if (text.ok()) {
    auto holds = ParseHolds(*text);
    if (holds.ok() || holds.error().code != Code::kCorrupt) return holds;
    return Corrupt(holds.error().message,
                   "put '_till/holds.json' in the lake back from a copy; without it nothing is held");
  }
  if (text.error().code == Code::kNotFound) return std::vector<Hold>();
  return text.error();
}

Status AddHolds(lake::ObjectStore& store, std::span<const Hold> added) {
  return Change(store, [&](std::vector<Hold>& holds) {
    for (const Hold& hold : added) {
      std::erase_if(holds, [&](const Hold& old) {
        return old.feed == hold.feed && old.key == hold.key && old.content == hold.content;
      });
      holds.push_back(hold);
    }
    return Ok();
  });
}

Status ReleaseHold(lake::ObjectStore& store, std::string_view feed, std::string_view key) {
  return Change(store, [&](std::vector<Hold>& holds) -> Status {
    if (std::erase_if(holds, [&](const Hold& hold) { return hold.feed == feed && hold.key == key; }) > 0) return Ok();
    std::vector<std::string> known;
    for (const Hold& hold : holds) known.push_back(hold.feed + "/" + hold.key);
    const std::string name = std::string(feed) + "/" + std::string(key);
    return NotFound("cannot release '" + Shown(name) + "': it is not held",
                    known.empty() ? "nothing is held" : DidYouMean(name, known));
  });
}

Status ReleaseAllHolds(lake::ObjectStore& store) {
  return Change(store, [](std::vector<Hold>& holds) {
    holds.clear();
    return Ok();
  });
}

}  // namespace till::publish
