#include "app/output.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "base/text.h"

namespace till::app {
namespace {

int64_t SteadyMicros() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

bool LooksNumeric(std::string_view cell) {
  return !cell.empty() && cell.find_first_not_of("0123456789.,-+% ") == std::string_view::npos;
}

/// A cell with its control characters written \xNN: what stands in somebody's data must not steer the terminal.
std::string Printable(std::string_view cell) {
  std::string printable;
  for (const char c : cell) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      printable += c;
      continue;
    }
    char escaped[5];
    std::snprintf(escaped, sizeof escaped, "\\x%02X", byte);
    printable += escaped;
  }
  return printable;
}

std::string Padded(const std::string& cell, size_t width, bool right) {
  const std::string pad(width - std::min(width, Width(cell)), ' ');
  return right ? pad + cell : cell + pad;
}

void WriteLine(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fputc('\n', file);
  std::fflush(file);
}

Json ErrorJson(const Error& error) {
  Json json{{"code", CodeName(error.code)}, {"message", error.message}};
  if (!error.hint.empty()) json["hint"] = error.hint;
  return json;
}

}  // namespace

size_t Width(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void Output::Line(std::string_view text) const {
  if (form_ == Form::kText && level_ == Level::kNormal) WriteLine(stdout, text);
}

void Output::Note(std::string_view text) const {
  if (level_ == Level::kNormal) WriteLine(stderr, text);
}

void Output::Table(const std::vector<std::string>& header, std::vector<std::vector<std::string>> rows) const {
  if (form_ == Form::kJson) return;
  for (auto& row : rows) {
    for (std::string& cell : row) cell = Printable(cell);
  }
  std::vector<size_t> widths;
  std::vector<bool> right;
  for (size_t c = 0; c < header.size(); ++c) {
    size_t width = Width(header[c]);
    bool numeric = !rows.empty();
    for (const auto& row : rows) {
      width = std::max(width, Width(row[c]));
      numeric = numeric && (LooksNumeric(row[c]) || row[c].empty());
    }
    widths.push_back(width);
    right.push_back(numeric);
  }
  const auto print = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (size_t c = 0; c < cells.size(); ++c) {
      const bool last = c + 1 == cells.size();
      line += last && !right[c] ? cells[c] : Padded(cells[c], widths[c], right[c]);
      if (!last) line += "  ";
    }
    WriteLine(stdout, line);
  };
  print(header);
  std::vector<std::string> rule;
  for (const size_t width : widths) {
    std::string dashes;
    for (size_t i = 0; i < width; ++i) dashes += "─";
    rule.push_back(dashes);
  }
  print(rule);
  for (const auto& row : rows) print(row);
}

void Output::Object(const Json& json) const {
  if (form_ == Form::kJson) WriteLine(stdout, ToText(json));
}

void Output::FailedObject(Json json, const Error& error) const {
  json["error"] = ErrorJson(error);
  Object(json);
  failure_told_ = true;
}

void Output::Failure(const Error& error) const {
  WriteLine(stderr, "error: " + error.ToString());
  if (!failure_told_) Object(Json{{"error", ErrorJson(error)}});
}

Progress::Progress(const Output& output)
    : shown_(!output.json() && isatty(STDERR_FILENO) != 0), started_micros_(SteadyMicros()) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::Show(std::string_view text) {
  constexpr int64_t kQuietMicros = 1'000'000;
  if (!shown_ || SteadyMicros() - started_micros_ < kQuietMicros) return;
  std::fputs("\r\033[K", stderr);
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

std::string FormatSeconds(double seconds) {
  char text[48];
  if (seconds < 10) {
    std::snprintf(text, sizeof text, "%.2f s", seconds);
  } else if (seconds < 60) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  } else {
    std::snprintf(text, sizeof text, "%d min %02d s", static_cast<int>(seconds) / 60, static_cast<int>(seconds) % 60);
  }
  return text;
}

std::string FormatMoney(int64_t ten_thousandths) {
  const int64_t hundredths = (std::abs(ten_thousandths) + 50) / 100;
  char cents[4];
  std::snprintf(cents, sizeof cents, "%02d", static_cast<int>(hundredths % 100));
  return (ten_thousandths < 0 && hundredths > 0 ? "-" : "") + WithThousands(hundredths / 100) + "." + cents;
}

}  // namespace till::app
