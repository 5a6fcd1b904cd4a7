#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace till {

/// What kind of failure an Error is. One table maps each to an HTTP status, an exit code and whether a scheduler
/// retries it: see HttpStatus(), ExitCode() and IsRetryable().
enum class Code {
  kInvalid,      ///< usage, configuration, a malformed request
  kRejected,     ///< data over a limit, a failed check, a missing due file
  kNotFound,     ///< the named thing does not exist
  kConflict,     ///< somebody else did it first, or it exists already
  kDenied,       ///< not allowed
  kUnavailable,  ///< out of reach at this moment; trying again may help
  kCorrupt,      ///< bytes of ours that are not as we wrote them
  kUnsupported,  ///< this engine or format cannot do it
  kCancelled,    ///< asked to stop
  kInternal,     ///< a mistake of ours
};

/// The code's name in lower case, as in JSON: "not_found".
std::string_view CodeName(Code code);
/// 400, 404, 409 … for an API answer.
int HttpStatus(Code code);
/// The process's exit code (docs/ARCHITECTURE.md, "Errors").
int ExitCode(Code code);
/// Only kUnavailable is worth another try.
bool IsRetryable(Code code);

/// A failure as a value. `message` is one sentence in the form "cannot <verb> <thing> '<name>': <fact>", lower case,
/// no full stop. `hint`, where there is one, says what to do about it.
struct Error {
  Code code = Code::kInternal;
  std::string message;
  std::string hint;

  /// "message" or "message\nhint: hint".
  std::string ToString() const;
};

Error Invalid(std::string message, std::string hint = {});
Error Rejected(std::string message, std::string hint = {});
Error NotFound(std::string message, std::string hint = {});
Error Conflict(std::string message, std::string hint = {});
Error Denied(std::string message, std::string hint = {});
Error Unavailable(std::string message, std::string hint = {});
Error Corrupt(std::string message, std::string hint = {});
Error Unsupported(std::string message, std::string hint = {});
Error Cancelled(std::string message, std::string hint = {});
Error Internal(std::string message, std::string hint = {});

/// `error` with "<context>: " put before its message. A room adds context once, at its border.
Error Within(std::string_view context, Error error);

/// Success, or an Error.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !error_.has_value(); }
  /// Only when !ok().
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

inline Status Ok() { return {}; }

/// A T, or an Error.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : value_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(value_); }
  /// Only when ok().
  T& value() & { return std::get<T>(value_); }
  const T& value() const& { return std::get<T>(value_); }
  T&& value() && { return std::get<T>(std::move(value_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  /// Only when !ok().
  const Error& error() const { return std::get<Error>(value_); }
  /// The outcome without the value.
  Status status() const { return ok() ? Status() : Status(error()); }

 private:
  std::variant<T, Error> value_;
};

}  // namespace till

#define TILL_CONCAT_INNER(a, b) a##b
#define TILL_CONCAT(a, b) TILL_CONCAT_INNER(a, b)

/// Leaves the function with the error of a Status or Result expression, if it has one.
#define TILL_TRY(expression)                                                            \
  do {                                                                                  \
    if (auto till_status = (expression); !till_status.ok()) return till_status.error(); \
  } while (false)

/// TILL_ASSIGN(auto x, F()) leaves the function with F()'s error, else declares x with its value.
#define TILL_ASSIGN(declaration, expression) \
  TILL_ASSIGN_INNER(TILL_CONCAT(till_result_, __LINE__), declaration, expression)
#define TILL_ASSIGN_INNER(name, declaration, expression) \
  auto name = (expression);                              \
  if (!name.ok()) return name.error();                   \
  declaration = std::move(name).value()
