#include "ingest/arrivals.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <set>
#include <tuple>

#include "base/text.h"
#include "ingest/landing.h"

namespace till::ingest {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;

std::map<std::string, std::string> PathValues(const std::optional<Day>& date, const std::optional<std::string>& store) {
  std::map<std::string, std::string> values;
  if (date) values["date"] = date->ToString();
  if (store) values["store"] = *store;
  return values;
}

/// What is wrong with the file's name; empty if nothing is. A landed copy has a longer one (landing.h).
std::string WhyUnnamable(const FeedFolder& folder, const FoundFile& file) {
  constexpr size_t kMostBytes = 255 - std::string_view("~20260105T063000Z~0123456789ab").size();
  if (!IsUtf8(file.name)) return "its name is not UTF-8: rename it";
  const size_t bytes = file.name.size() - (file.name.rfind('/') + 1);
  if (folder.place == FeedFolder::Place::kLake || bytes <= kMostBytes) return {};
  return "its name is too long: " + std::to_string(bytes) + " bytes, at most " + std::to_string(kMostBytes) +
         ": rename it";
}

/// Why a file is not taken yet, or nothing. A time that lies a little ahead is that of another machine's clock.
std::optional<std::pair<Withheld::Why, std::string>> WhyWithheld(const project::Feed& feed, const FeedFolder& folder,
                                                                 const FoundFile& file, Instant now) {
  if (auto fact = WhyUnnamable(folder, file); !fact.empty()) return std::pair(Withheld::Why::kUnnamable, fact);
  if (file.size == 0) return std::pair(Withheld::Why::kEmpty, "the file is empty");
  const int64_t age = now.micros - file.modified.micros;
  if (std::abs(age) < feed.settle_micros) {
    return std::pair(Withheld::Why::kGrowing,
                     "modified " + Count(std::max<int64_t>(age, 0) / kMicrosPerSecond, "second") +
                         " ago, taken after " + Count(feed.settle_micros / kMicrosPerSecond, "second"));
  }
  const auto fits = [&](const FoundFile& done) {
    return (!done.match.date || done.match.date == file.match.date) &&
           (!done.match.store || done.match.store == file.match.store);
  };
  if (!feed.done.empty() && std::ranges::none_of(folder.done, fits)) {
    return std::pair(Withheld::Why::kGrowing, "there is no '" + feed.done + "' for it");
  }
  return std::nullopt;
}

/// Moves the files that are not to be taken yet out of `folder` into `listing`.
void Withhold(const project::Feed& feed, FeedFolder& folder, const TimeZone& zone, Instant now, Listing& listing) {
  std::vector<FoundFile> taken;
  for (FoundFile& file : folder.files) {
    auto why = WhyWithheld(feed, folder, file, now);
    if (!why) {
      taken.push_back(std::move(file));
      continue;
    }
    const bool landed = folder.place == FeedFolder::Place::kOutside;
    const Day day = landed ? LandingDay(file, zone) : file.match.date.value_or(kNoDay);
    const std::string key = landed ? day.ToString() + "/" + file.name : file.name;
    listing.withheld.push_back({feed.name, IsUtf8(key) ? key : Shown(key), day, file.match.store.value_or(""),
                                why->first, std::move(why->second)});
  }
  folder.files = std::move(taken);
}

void AddInPlace(const project::Feed& feed, const FeedFolder& folder, Listing& listing) {
  for (const FoundFile& file : folder.files) {
    listing.arrivals.push_back({feed.name, file.name, file.match.date.value_or(kNoDay), file.match.store.value_or(""),
                                file.path, file.size, file.modified, file.etag,
                                PathValues(file.match.date, file.match.store)});
  }
}

/// The latest landing of each key. A landing that the feed's path, as it is today, does not match is no input.
Status AddLanded(const ListContext& context, const project::Feed& feed, const FeedFolder& folder, const TimeZone& zone,
                 Listing& listing) {
  TILL_ASSIGN(const LandResult landed, Land(context, feed, zone, folder.files));
  listing.landed += landed.copied;
  std::map<std::string, const Landing*> latest;
  for (const Landing& landing : landed.landings) latest[landing.Key()] = &landing;
  for (const auto& [key, landing] : latest) {
    const auto match = folder.pattern.Match(folder.pattern.FolderPrefix() + landing->name);
    if (!match) {
      listing.unmatched.push_back(landing->object.key);
      continue;
    }
    const lake::ObjectInfo& object = landing->object;
    listing.arrivals.push_back({feed.name, key, landing->business_date, match->store.value_or(""), object.key,
                                object.size, object.modified, object.etag,
                                PathValues(landing->business_date, match->store)});
  }
  return Ok();
}

/// The paths of all feeds' files. kInvalid where two feeds claim one.
Result<std::set<std::string>> ClaimedPaths(const project::Project& project, const std::vector<FeedFolder>& folders) {
  std::map<std::string, std::string> feed_of;
  std::set<std::string> claimed;
  for (size_t i = 0; i < folders.size(); ++i) {
    for (const FoundFile& file : folders[i].done) claimed.insert(file.path);
    for (const FoundFile& file : folders[i].files) {
      claimed.insert(file.path);
      const auto [claim, first] = feed_of.emplace(file.path, project.feeds[i].name);
      if (first) continue;
      return Invalid("cannot list feed '" + project.feeds[i].name + "': file '" + file.path +
                         "' is also one of feed '" + claim->second + "'",
                     "make their paths differ; one feed may fill several tables");
    }
  }
  return claimed;
}

template <typename File>
void SortFiles(std::vector<File>& files) {
  std::ranges::sort(files, [](const File& a, const File& b) {
    return std::tie(a.business_date, a.feed, a.key) < std::tie(b.business_date, b.feed, b.key);
  });
}

}  // namespace

std::string_view WhyName(Withheld::Why why) {
  switch (why) {
    case Withheld::Why::kGrowing:
      return "growing";
    case Withheld::Why::kEmpty:
      return "empty";
    case Withheld::Why::kUnnamable:
      return "unnamable";
  }
  return "";
}

Result<Listing> ListArrivals(const ListContext& context) {
  const project::Project& project = context.project;
  TILL_ASSIGN(const TimeZone zone, TimeZone::Find(project.timezone));
  std::vector<FeedFolder> folders;
  for (const project::Feed& feed : project.feeds) {
    auto folder = ScanFeed(context, feed);
    if (!folder.ok()) return Within("cannot list feed '" + feed.name + "'", folder.error());
    folders.push_back(std::move(folder).value());
  }
  TILL_ASSIGN(const auto claimed, ClaimedPaths(project, folders));
  Listing listing;
  for (size_t i = 0; i < folders.size(); ++i) {
    const project::Feed& feed = project.feeds[i];
    std::ranges::remove_copy_if(folders[i].others, std::back_inserter(listing.unmatched),
                                [&](const std::string& path) { return claimed.contains(path); });
    Withhold(feed, folders[i], zone, context.now, listing);
    if (folders[i].place == FeedFolder::Place::kLake) {
      AddInPlace(feed, folders[i], listing);
    } else {
      TILL_TRY(AddLanded(context, feed, folders[i], zone, listing));
    }
  }
  for (std::string& path : listing.unmatched) {
    if (!IsUtf8(path)) path = Shown(path);
  }
  std::ranges::sort(listing.unmatched);
  const auto repeated = std::ranges::unique(listing.unmatched);
  listing.unmatched.erase(repeated.begin(), repeated.end());
  SortFiles(listing.arrivals);
  SortFiles(listing.withheld);
  return listing;
}

}  // namespace till::ingest
