#include "project/toml.h"

#include <toml++/toml.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace till::project {
namespace {

using FileName = std::shared_ptr<const std::string>;

Error MistakeAt(const FileName& file, int line, int column, std::string_view fact, std::string hint) {
  return Invalid("cannot read " + (file ? *file : std::string("toml")) + ":" + std::to_string(line) + ":" +
                     std::to_string(column) + ": " + std::string(fact),
                 std::move(hint));
}

std::string_view KindName(Toml::Kind kind) {
  switch (kind) {
    case Toml::Kind::kTable:
      return "a table";
    case Toml::Kind::kList:
      return "a list";
    case Toml::Kind::kText:
      return "a text";
    case Toml::Kind::kInteger:
      return "a whole number";
    case Toml::Kind::kNumber:
      return "a number";
    case Toml::Kind::kBoolean:
      return "true or false";
    case Toml::Kind::kOther:
      break;
  }
  return "a date or time";
}

Toml Convert(const toml::node& node, const FileName& file);

void ConvertTable(const toml::table& table, const FileName& file, Toml& value) {
  for (const auto& [key, child] : table) {
    const toml::source_position at = key.source().begin;
    TomlEntry entry{std::string(key.str()), static_cast<int>(at.line), static_cast<int>(at.column),
                    Convert(child, file)};
    value.entries.push_back(std::move(entry));
  }
  std::stable_sort(value.entries.begin(), value.entries.end(), [](const TomlEntry& a, const TomlEntry& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
}

Toml Convert(const toml::node& node, const FileName& file) {
  Toml value;
  value.kind = Toml::Kind::kOther;
  value.file = file;
  value.line = std::max(1, static_cast<int>(node.source().begin.line));
  value.column = std::max(1, static_cast<int>(node.source().begin.column));
  if (const auto* table = node.as_table()) {
    value.kind = Toml::Kind::kTable;
    ConvertTable(*table, file, value);
  } else if (const auto* list = node.as_array()) {
    value.kind = Toml::Kind::kList;
    for (const toml::node& item : *list) value.list.push_back(Convert(item, file));
  } else if (const auto* text = node.as_string()) {
    value.kind = Toml::Kind::kText;
    value.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = Toml::Kind::kInteger;
    value.integer = integer->get();
    value.number = static_cast<double>(value.integer);
  } else if (const auto* number = node.as_floating_point()) {
    value.kind = Toml::Kind::kNumber;
    value.number = number->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = Toml::Kind::kBoolean;
    value.boolean = boolean->get();
  }
  return value;
}

/// Walks over a document as far as it takes to tell names and brackets from texts and comments.
class DepthCheck {
 public:
  DepthCheck(std::string_view text, const FileName& file) : text_(text), file_(file) {}

  Status Run() {
    for (at_ = 0; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        SkipText(c);
      } else if (c == '#') {
        while (at_ + 1 < text_.size() && text_[at_ + 1] != '\n') ++at_;
      } else if (c == '[' || c == '{') {
        dots_ = 0;
        if (++brackets_ > kMostDepth) return TooDeep();
      } else if (c == ']' || c == '}') {
        brackets_ = std::max(0, brackets_ - 1);
      } else if (c == '.') {
        if (++dots_ > kMostDepth) return TooDeep();
      } else if (c == '\n' || c == '=' || c == ',') {
        dots_ = 0;
      }
    }
    return Ok();
  }

 private:
  static constexpr int kMostDepth = 64;

  /// From the opening quote to the closing one. A text on one line ends with it at the latest.
  void SkipText(char quote) {
    const std::string three(3, quote);
    const bool long_text = text_.substr(at_, 3) == three;
    for (at_ += long_text ? 3 : 1; at_ < text_.size(); ++at_) {
      if (quote == '"' && text_[at_] == '\\') {
        ++at_;
      } else if (long_text && text_.substr(at_, 3) == three) {
        at_ += 2;
        return;
      } else if (!long_text && (text_[at_] == quote || text_[at_] == '\n')) {
        return;
      }
    }
  }

  Error TooDeep() const {
    const std::string_view before = text_.substr(0, at_);
    const auto line = static_cast<int>(std::ranges::count(before, '\n')) + 1;
    const auto column = static_cast<int>(at_ - (before.rfind('\n') + 1)) + 1;
    return MistakeAt(file_, line, column,
                     "more than " + std::to_string(kMostDepth) + " names or brackets in each other", {});
  }

  std::string_view text_;
  const FileName& file_;
  size_t at_ = 0;
  int brackets_ = 0;
  int dots_ = 0;
};

Error WrongKind(const Toml& value, std::string_view key, Toml::Kind wanted) {
  return value.Mistake("'" + std::string(key) + "' is " + std::string(KindName(value.kind)) + ", expected " +
                       std::string(KindName(wanted)));
}

/// The value of `key` if there is one; a mistake if it is of another kind.
Result<const Toml*> FindKind(const Toml& table, std::string_view key, Toml::Kind kind) {
  const Toml* value = table.Find(key);
  if (value != nullptr && value->kind != kind) return WrongKind(*value, key, kind);
  return value;
}

}  // namespace

const Toml* Toml::Find(std::string_view key) const {
  for (const TomlEntry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

Error Toml::Mistake(std::string_view fact, std::string hint) const {
  return MistakeAt(file, line, column, fact, std::move(hint));
}

Error TomlEntry::Mistake(std::string_view fact, std::string hint) const {
  return MistakeAt(value.file, line, column, fact, std::move(hint));
}

Status Toml::Read(std::string_view key, std::string& out) const {
  TILL_ASSIGN(const Toml* value, FindKind(*this, key, Kind::kText));
  if (value != nullptr) out = value->text;
  return Ok();
}

Status Toml::Read(std::string_view key, int& out) const {
  TILL_ASSIGN(const Toml* value, FindKind(*this, key, Kind::kInteger));
  if (value == nullptr) return Ok();
  if (!std::in_range<int>(value->integer)) return value->Mistake("'" + std::string(key) + "' is out of range");
  out = static_cast<int>(value->integer);
  return Ok();
}

Status Toml::Read(std::string_view key, bool& out) const {
  TILL_ASSIGN(const Toml* value, FindKind(*this, key, Kind::kBoolean));
  if (value != nullptr) out = value->boolean;
  return Ok();
}

Status Toml::Read(std::string_view key, std::vector<std::string>& out) const {
  const Toml* value = Find(key);
  if (value == nullptr) return Ok();
  if (value->kind == Kind::kText) {
    out = {value->text};
    return Ok();
  }
  if (value->kind != Kind::kList) return WrongKind(*value, key, Kind::kText);
  out.clear();
  for (const Toml& item : value->list) {
    if (item.kind != Kind::kText) return WrongKind(item, key, Kind::kText);
    out.push_back(item.text);
  }
  return Ok();
}

Status Toml::CheckKeys(std::span<const std::string> known, std::string_view table) const {
  if (kind != Kind::kTable) return WrongKind(*this, table, Kind::kTable);
  for (const TomlEntry& entry : entries) {
    if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
      return entry.Mistake("unknown key '" + entry.key + "' in " + std::string(table), DidYouMean(entry.key, known));
    }
  }
  return Ok();
}

Result<Toml> ParseToml(std::string_view text, std::string_view file) {
  const auto name = std::make_shared<const std::string>(file);
  constexpr size_t kMostBytes = 1 << 20;
  if (text.size() > kMostBytes) {
    return MistakeAt(
        name, 1, 1,
        "it has " + std::to_string(text.size()) + " bytes, at most " + std::to_string(kMostBytes) + " are read", {});
  }
  TILL_TRY(DepthCheck(text, name).Run());
  try {
    return Convert(toml::parse(text), name);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    const std::string words(error.description());
    return MistakeAt(name, static_cast<int>(at.line), static_cast<int>(at.column),
                     "no TOML: " + ToLower(words.substr(0, 1)) + words.substr(1), {});
  }
}

}  // namespace till::project
