#include "warehouse/sql_library.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/text.h"

namespace till::warehouse {
namespace {

std::vector<std::string> NameList(std::string_view text) {
  std::vector<std::string> names;
  for (const std::string& part : Split(text, ',')) {
    const std::string_view name = Trim(part);
    if (name != "none" && name != "nothing" && !name.empty()) names.emplace_back(name);
  }
  return names;
}

std::string_view NameOf(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return path.substr(0, path.size() - std::string_view(".sql").size());
}

std::string PathOf(std::string_view layer, std::string_view name) {
  return std::string(layer) + "/" + std::string(name) + ".sql";
}

}  // namespace

Result<SqlFile> ParseSqlFile(std::string_view path, std::string_view text) {
  SqlFile file;
  file.name = NameOf(path);
  file.text = text;
  std::map<std::string, std::string, std::less<>> said;
  for (const std::string& line : Split(text, '\n')) {
    if (!line.starts_with("-- ")) break;
    const std::string_view words = Trim(std::string_view(line).substr(3));
    const size_t colon = words.find(": ");
    const std::string_view word = words.substr(0, colon);
    if (colon != std::string_view::npos &&
        (word == "reads" || word == "writes" || word == "params" || word == "severity")) {
      said[std::string(word)] = words.substr(colon + 2);
    } else if (said.empty()) {
      file.sentence += (file.sentence.empty() ? "" : " ") + std::string(words);
    }
  }
  for (const std::string_view word : {"reads", "params"}) {
    if (!said.contains(word)) {
      return Internal("cannot read " + std::string(path) + ": it has no line '-- " + std::string(word) + ":'");
    }
  }
  if (said.contains("writes") == said.contains("severity")) {
    return Internal("cannot read " + std::string(path) + ": it must have one of '-- writes:' and '-- severity:'");
  }
  if (file.sentence.ends_with('.')) file.sentence.pop_back();
  file.reads = NameList(said["reads"]);
  file.params = NameList(said["params"]);
  file.writes = said["writes"] == "nothing" ? "" : said["writes"];
  file.severity = said["severity"];
  return file;
}

Result<SqlFile> SqlLibrary::Find(std::string_view layer, std::string_view name) const {
  const std::string path = PathOf(layer, name);
  const Asset* asset = FindAsset(assets_, "sql/dialects/" + engine_ + "/" + path);
  if (asset == nullptr) asset = FindAsset(assets_, "sql/" + path);
  if (asset == nullptr) return Internal("cannot find sql/" + path + ": no such file");
  return ParseSqlFile(asset->path, asset->bytes);
}

Result<std::vector<SqlFile>> SqlLibrary::Layer(std::string_view layer) const {
  std::vector<SqlFile> files;
  const std::string folder = "sql/" + std::string(layer) + "/";
  for (const Asset& asset : assets_) {
    if (!asset.path.starts_with(folder) || !asset.path.ends_with(".sql")) continue;
    TILL_ASSIGN(SqlFile file, Find(layer, NameOf(asset.path)));
    files.push_back(std::move(file));
  }
  return files;
}

const Asset* SqlLibrary::FindModel(std::string_view name) const {
  for (const std::string_view layer : {"staging", "star"}) {
    const std::string path = PathOf(layer, name);
    if (const Asset* own = FindAsset(assets_, "sql/dialects/" + engine_ + "/" + path)) return own;
    if (const Asset* common = FindAsset(assets_, "sql/" + path)) return common;
  }
  return nullptr;
}

Result<std::string> SqlLibrary::Recipe(std::string_view model) const {
  std::set<std::string, std::less<>> seen{std::string(model)};
  std::vector<std::string> waiting{std::string(model)};
  while (!waiting.empty()) {
    const std::string name = std::move(waiting.back());
    waiting.pop_back();
    const Asset* asset = FindModel(name);
    if (asset == nullptr) continue;
    TILL_ASSIGN(const SqlFile file, ParseSqlFile(asset->path, asset->bytes));
    for (const std::string& read : file.reads) {
      if (seen.insert(read).second) waiting.push_back(read);
    }
  }
  std::string whole = engine_;
  for (const std::string& name : seen) {
    const Asset* asset = FindModel(name);
    if (asset != nullptr) whole += '\0' + name + '\0' + std::string(asset->bytes);
  }
  return Sha256Hex(whole);
}

}  // namespace till::warehouse
