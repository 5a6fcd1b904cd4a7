#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace till::aws {

/// An element of an answer, without attributes and name spaces.
struct XmlElement {
  std::string name;
  std::string text;  ///< of the element itself, entities resolved
  std::vector<XmlElement> children;

  /// The first child of that name, or nullptr.
  const XmlElement* Child(std::string_view name) const;
  /// The text of that child; "" if there is none.
  std::string_view Text(std::string_view name) const;
};

/// The root element. kCorrupt, naming `what`, if `text` is not XML as services write it: no document type, at most 32
/// deep.
Result<XmlElement> ParseXml(std::string_view text, std::string_view what);
/// `text` with & < > " ' as entities.
std::string XmlText(std::string_view text);

}  // namespace till::aws
