#include "recognise/file_groups.h"

#include <algorithm>
#include <fstream>
#include <map>

#include "base/text.h"
#include "csv/gzip.h"

namespace till::recognise {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostSampled = 12;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsCsvName(std::string_view name) {
  std::string lower = ToLower(name);
  if (lower.ends_with(".gz")) lower.resize(lower.size() - 3);
  return lower.ends_with(".csv") || lower.ends_with(".tsv") || lower.ends_with(".txt");
}

/// The date of `length` characters at `at`, with `separator` between its parts ('\0': none).
std::optional<DateInPath> DateAt(std::string_view path, size_t at, char separator) {
  const size_t length = separator == '\0' ? 8 : 10;
  if (at + length > path.size() || (at > 0 && IsDigit(path[at - 1]))) return std::nullopt;
  if (at + length < path.size() && IsDigit(path[at + length])) return std::nullopt;
  const std::string text(path.substr(at, length));
  std::string iso = text;
  if (separator == '\0') {
    iso = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6);
  } else if (text[4] != separator || text[7] != separator) {
    return std::nullopt;
  } else {
    iso[4] = iso[7] = '-';
  }
  const auto day = Day::Parse(iso);
  if (!day || day->ToCivil().year < 1980 || day->ToCivil().year > 2099) return std::nullopt;
  const std::string field = separator == '-' ? "{date}" : separator == '_' ? "{date:%Y_%m_%d}" : "{date:%Y%m%d}";
  return DateInPath{text, field, *day};
}

/// The first `size` bytes of a file, decompressed.
Result<std::string> HeadOf(const fs::path& path, size_t size) {
  std::ifstream stream(path, std::ios::binary);
  std::string head(size, '\0');
  stream.read(head.data(), static_cast<std::streamsize>(size));
  if (!stream && !stream.eof()) return Unavailable("cannot read '" + path.string() + "'");
  head.resize(static_cast<size_t>(stream.gcount()));
  if (!csv::IsGzip(head)) return head;
  head = csv::GunzipHead(head);
  head.resize(std::min(head.size(), size));
  return head;
}

std::string_view FirstLine(std::string_view head) { return Trim(head.substr(0, head.find('\n'))); }

}  // namespace

std::optional<DateInPath> FindDate(std::string_view path) {
  for (size_t at = 0; at < path.size(); ++at) {
    if (!IsDigit(path[at])) continue;
    for (const char separator : {'-', '_', '\0'}) {
      if (auto date = DateAt(path, at, separator)) return date;
    }
  }
  return std::nullopt;
}

FileGroup GroupOf(const fs::path& file) { return {file.filename().string(), {file}, {}}; }

Result<FileListing> ListFiles(const fs::path& root) {
  std::vector<std::string> names;
  std::error_code error;
  fs::recursive_directory_iterator entry(root, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().string().starts_with('.')) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(error)) {
      names.push_back(entry->path().lexically_relative(root).generic_string());
    }
  }
  if (error) return Unavailable("cannot list '" + root.string() + "': " + error.message());
  std::sort(names.begin(), names.end());
  FileListing listing;
  std::map<std::string, std::map<std::pair<Day, std::string>, fs::path>> groups;
  for (const std::string& name : names) {
    if (!IsCsvName(name) || name.find_first_of("{}*") != std::string::npos || !IsUtf8(name)) {
      listing.others.push_back(IsUtf8(name) ? name : Shown(name));
      continue;
    }
    const auto date = FindDate(name);
    const std::string pattern = date ? Replace(name, date->text, date->field) : name;
    groups[pattern][{date ? date->day : kNoDay, name}] = root / name;
  }
  for (const auto& [pattern, files] : groups) {
    FileGroup group{pattern, {}, {}};
    for (const auto& [key, path] : files) {
      group.files.push_back(path);
      if (key.first != kNoDay) group.days.push_back(key.first);
    }
    listing.groups.push_back(std::move(group));
  }
  return listing;
}

Result<GroupSample> SampleGroup(const FileGroup& group) {
  GroupSample sample;
  TILL_ASSIGN(const std::string newest, HeadOf(group.files.back(), csv::kHeadBytes));
  sample.dialect = csv::SniffDialect(newest);
  const std::string header(FirstLine(newest));
  if (sample.dialect.encoding.starts_with("utf-16")) return sample;
  const size_t step = std::max<size_t>(1, (group.files.size() + kMostSampled - 1) / kMostSampled);
  std::string& text = sample.text;
  for (size_t i = 0; i < group.files.size(); ++i) {
    const bool taken = (group.files.size() - 1 - i) % step == 0;
    TILL_ASSIGN(const std::string head, HeadOf(group.files[i], taken ? csv::kHeadBytes : 4096));
    if (FirstLine(head) != header) {
      if (sample.other_headers++ == 0) sample.first_other = group.files[i].filename().string();
      continue;
    }
    if (!taken) continue;
    const std::string_view lines = head.size() == csv::kHeadBytes ? csv::WholeLines(head) : std::string_view(head);
    const size_t rows = lines.find('\n');
    text += sample.sampled++ == 0 ? lines : lines.substr(rows == std::string_view::npos ? lines.size() : rows + 1);
    if (!text.empty() && text.back() != '\n') text += '\n';
  }
  sample.file = csv::Infer(text, sample.dialect, csv::Misfits::kFew);
  return sample;
}

}  // namespace till::recognise
