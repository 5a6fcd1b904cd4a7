#include "generate/dirt.h"

#include <vector>

#include "base/text.h"

namespace till::generate {
namespace {

// Columns of an orders file.
constexpr size_t kOrderedAt = 2;
constexpr size_t kProduct = 4;
constexpr size_t kUnitPrice = 6;
constexpr size_t kPromotion = 16;

}  // namespace

std::string_view FaultName(Fault fault) {
  switch (fault) {
    case Fault::kDecimalComma:
      return "decimal_comma";
    case Fault::kDateFormat:
      return "date_format";
    case Fault::kMissingValue:
      return "missing_value";
    case Fault::kSurplusCell:
      return "surplus_cell";
    case Fault::kMissingCell:
      return "missing_cell";
    case Fault::kStrayQuote:
      return "stray_quote";
  }
  return {};
}

std::string Spoil(std::string_view row, Fault fault) {
  std::vector<std::string> cells = Split(row.substr(0, row.size() - 1), ',');
  switch (fault) {
    case Fault::kDecimalComma:
      cells[kUnitPrice] = '"' + Replace(cells[kUnitPrice], ".", ",") + '"';
      break;
    case Fault::kDateFormat: {
      const std::string& at = cells[kOrderedAt];
      cells[kOrderedAt] = at.substr(8, 2) + '/' + at.substr(5, 2) + '/' + at.substr(0, 4) + at.substr(10, 6);
      break;
    }
    case Fault::kMissingValue:
      cells[kProduct].clear();
      break;
    case Fault::kSurplusCell:
      cells.emplace_back("1");
      break;
    case Fault::kMissingCell:
      cells.pop_back();
      break;
    case Fault::kStrayQuote:
      cells[kPromotion] = R"("SAVE "10" NOW")";
      break;
  }
  return Join(cells, ",") + '\n';
}

std::string ToWindows1252(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool of_two = (byte == 0xC2 || byte == 0xC3) && i + 1 < text.size();
    const int low = of_two ? static_cast<unsigned char>(text[++i]) : byte;
    bytes += static_cast<char>(byte == 0xC3 && of_two ? low + 0x40 : low);
  }
  return bytes;
}

}  // namespace till::generate
