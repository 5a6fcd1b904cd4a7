#include "generate/csv_text.h"

#include <charconv>

namespace till::generate {

void AppendNumber(std::string& out, int64_t value, int width) {
  char digits[24];
  const char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  const auto length = static_cast<int>(end - digits);
  if (length < width) out.append(static_cast<size_t>(width - length), '0');
  out.append(digits, static_cast<size_t>(length));
}

void AppendCents(std::string& out, int64_t cents) {
  if (cents < 0) {
    out += '-';
    cents = -cents;
  }
  char text[28];
  char* end = std::to_chars(text, text + 24, cents / 100).ptr;
  *end++ = '.';
  *end++ = static_cast<char>('0' + cents / 10 % 10);
  *end++ = static_cast<char>('0' + cents % 10);
  out.append(text, static_cast<size_t>(end - text));
}

void AppendDay(std::string& out, Day day) { out += day.ToString(); }

void AppendTime(std::string& out, int seconds) {
  char text[8];
  int at = 0;
  for (const int part : {seconds / 3600, seconds / 60 % 60, seconds % 60}) {
    if (at > 0) text[at++] = ':';
    text[at++] = static_cast<char>('0' + part / 10);
    text[at++] = static_cast<char>('0' + part % 10);
  }
  out.append(text, sizeof text);
}

std::string CentsText(int64_t cents) {
  std::string text;
  AppendCents(text, cents);
  return text;
}

void AppendId(std::string& out, char letter, int64_t index, int width) {
  out += letter;
  AppendNumber(out, index + 1, width);
}

}  // namespace till::generate
