#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/log.h"
#include "base/result.h"

namespace till::app {

/// What a command says: text for people, or JSON for programs (then stdout holds nothing else). One thread.
class Output {
 public:
  enum class Form { kText, kJson };
  enum class Level { kNormal, kQuiet };

  Output(Form form, Level level) : form_(form), level_(level) {}

  bool json() const { return form_ == Form::kJson; }

  /// A line for people on stdout; nothing with --json or --quiet.
  void Line(std::string_view text) const;
  /// A line for people on stderr; nothing with --quiet.
  void Note(std::string_view text) const;
  /// An aligned table for people: columns whose cells are all numbers are right-aligned, control characters shown.
  void Table(const std::vector<std::string>& header, std::vector<std::vector<std::string>> rows) const;
  /// A line of JSON on stdout; nothing without --json.
  void Object(const Json& json) const;
  /// What a command leaves that failed: as Object, with the error in it, so that Failure says it to people only.
  void FailedObject(Json json, const Error& error) const;
  /// The error for people on stderr, and with --json as {"error":{"code","message","hint"}} on stdout.
  void Failure(const Error& error) const;

 private:
  Form form_;
  Level level_;
  mutable bool failure_told_ = false;  // on stdout
};

/// What a part of the program has to say while it works, for people on stderr.
class NoteLog : public Log {
 public:
  explicit NoteLog(const Output& output) : output_(output) {}
  void Info(std::string_view line) override { output_.Note(line); }
  void Warn(std::string_view line) override { output_.Note(line); }

 private:
  const Output& output_;
};

/// How far something long has got, redrawn in place on a terminal once it has taken a second; nothing elsewhere.
class Progress {
 public:
  explicit Progress(const Output& output);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(std::string_view text);

 private:
  bool shown_;
  bool drawn_ = false;
  int64_t started_micros_;
};

/// "0.42 s", "12.3 s", "3 min 05 s".
std::string FormatSeconds(double seconds);
/// An amount in ten-thousandths, to the hundredth: "-1,234.50".
std::string FormatMoney(int64_t ten_thousandths);
/// Display width of UTF-8 text on a terminal, one column a code point.
size_t Width(std::string_view text);

}  // namespace till::app
