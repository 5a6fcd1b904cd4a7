#include "adapters/aws/sign/xml.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace till::aws {
namespace {

constexpr int kMostDepth = 32;
constexpr std::string_view kBlank = " \t\r\n";

void AppendUtf8(uint32_t code, std::string& text) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    text += static_cast<char>(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      text += static_cast<char>(0xE0 | code >> 12);
    } else {
      text += static_cast<char>(0xF0 | code >> 18);
      text += static_cast<char>(0x80 | (code >> 12 & 63));
    }
    text += static_cast<char>(0x80 | (code >> 6 & 63));
  }
  text += static_cast<char>(0x80 | (code & 63));
}

/// The number of "#38" or "#x26"; nothing if it is none, or no character.
std::optional<uint32_t> CharacterOf(std::string_view reference) {
  const bool hex = reference.starts_with("#x");
  uint32_t code = 0;
  const std::string_view digits = reference.substr(hex ? 2 : 1);
  if (digits.empty() || digits.size() > 7) return std::nullopt;
  for (const char c : digits) {
    const size_t value =
        std::string_view("0123456789abcdef").find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
    if (value >= (hex ? 16U : 10U)) return std::nullopt;
    code = code * (hex ? 16 : 10) + static_cast<uint32_t>(value);
  }
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return std::nullopt;
  return code;
}

class Parser {
 public:
  Parser(std::string_view text, std::string_view what) : rest_(text), what_(what) {}

  Result<XmlElement> Document() {
    TILL_TRY(SkipAside());
    TILL_ASSIGN(XmlElement root, Element(1));
    TILL_TRY(SkipAside());
    if (!rest_.empty()) return Fault("something follows the root element");
    return root;
  }

 private:
  Error Fault(std::string_view fact) const {
    return Corrupt("cannot read " + std::string(what_) + ": " + std::string(fact));
  }

  /// What stands before `end`, with `end` passed over.
  Result<std::string_view> Until(std::string_view end) {
    const size_t at = rest_.find(end);
    if (at == std::string_view::npos) return Fault("'" + std::string(end) + "' is missing");
    const std::string_view found = rest_.substr(0, at);
    rest_.remove_prefix(at + end.size());
    return found;
  }

  /// Blanks, comments and processing instructions.
  Status SkipAside() {
    for (;;) {
      rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlank), rest_.size()));
      if (rest_.starts_with("<?")) {
        TILL_TRY(Until("?>").status());
      } else if (rest_.starts_with("<!--")) {
        TILL_TRY(Until("-->").status());
      } else {
        return Ok();
      }
    }
  }

  Status AppendText(std::string_view raw, std::string& text) const {
    while (!raw.empty()) {
      const size_t ampersand = std::min(raw.find('&'), raw.size());
      text += raw.substr(0, ampersand);
      raw.remove_prefix(ampersand);
      if (raw.empty()) break;
      const size_t end = raw.find(';');
      if (end == std::string_view::npos) return Fault("an entity does not end");
      const std::string_view name = raw.substr(1, end - 1);
      raw.remove_prefix(end + 1);
      if (name == "amp")
        text += '&';
      else if (name == "lt")
        text += '<';
      else if (name == "gt")
        text += '>';
      else if (name == "quot")
        text += '"';
      else if (name == "apos")
        text += '\'';
      else if (const auto code = name.starts_with('#') ? CharacterOf(name) : std::nullopt)
        AppendUtf8(*code, text);
      else
        return Fault("entity '" + Shown(name) + "' is not known");
    }
    return Ok();
  }

  /// The element whose '<' is next.
  Result<XmlElement> Element(int depth) {
    if (depth > kMostDepth) return Fault("it is nested too deep");
    if (!rest_.starts_with('<') || rest_.starts_with("<!")) return Fault("an element is missing");
    rest_.remove_prefix(1);
    TILL_ASSIGN(std::string_view tag, Until(">"));
    const bool empty = tag.ends_with('/');
    if (empty) tag.remove_suffix(1);
    const std::string_view full_name = tag.substr(0, tag.find_first_of(kBlank));
    if (full_name.empty()) return Fault("an element has no name");
    XmlElement element;
    element.name = full_name.substr(full_name.rfind(':') + 1);
    if (empty) return element;
    for (;;) {
      const size_t angle = rest_.find('<');
      if (angle == std::string_view::npos) return Fault("element '" + Shown(full_name) + "' does not end");
      TILL_TRY(AppendText(rest_.substr(0, angle), element.text));
      rest_.remove_prefix(angle);
      if (rest_.starts_with("</")) {
        TILL_ASSIGN(const std::string_view end, Until(">"));
        if (Trim(end.substr(2)) != full_name) return Fault("element '" + Shown(full_name) + "' does not end");
        return element;
      }
      if (rest_.starts_with("<!--")) {
        TILL_TRY(Until("-->").status());
      } else if (rest_.starts_with("<![CDATA[")) {
        TILL_ASSIGN(const std::string_view data, Until("]]>"));
        element.text += data.substr(9);
      } else {
        TILL_ASSIGN(XmlElement child, Element(depth + 1));
        element.children.push_back(std::move(child));
      }
    }
  }

  std::string_view rest_;
  std::string_view what_;
};

}  // namespace

const XmlElement* XmlElement::Child(std::string_view child_name) const {
  const auto found =
      std::find_if(children.begin(), children.end(), [&](const auto& c) { return c.name == child_name; });
  return found == children.end() ? nullptr : &*found;
}

std::string_view XmlElement::Text(std::string_view child_name) const {
  const XmlElement* child = Child(child_name);
  return child == nullptr ? std::string_view() : child->text;
}

Result<XmlElement> ParseXml(std::string_view text, std::string_view what) { return Parser(text, what).Document(); }

std::string XmlText(std::string_view text) {
  std::string escaped = Replace(text, "&", "&amp;");
  escaped = Replace(escaped, "<", "&lt;");
  escaped = Replace(escaped, ">", "&gt;");
  escaped = Replace(escaped, "\"", "&quot;");
  return Replace(escaped, "'", "&apos;");
}

}  // namespace till::aws
