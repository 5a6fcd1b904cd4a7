#include "base/result.h"

#include <array>

namespace till {
namespace {

struct CodeRow {
  Code code;
  std::string_view name;
  int http_status;
  int exit_code;
};

constexpr std::array<CodeRow, 10> kCodes{{
    {Code::kInvalid, "invalid", 400, 2},
    {Code::kRejected, "rejected", 422, 3},
    {Code::kNotFound, "not_found", 404, 4},
    {Code::kConflict, "conflict", 409, 5},
    {Code::kDenied, "denied", 403, 6},
    {Code::kUnavailable, "unavailable", 503, 6},
    {Code::kCorrupt, "corrupt", 500, 7},
    {Code::kUnsupported, "unsupported", 501, 2},
    {Code::kCancelled, "cancelled", 499, 1},
    {Code::kInternal, "internal", 500, 1},
}};

const CodeRow& RowOf(Code code) { return kCodes.at(static_cast<size_t>(code)); }

}  // namespace

std::string_view CodeName(Code code) { return RowOf(code).name; }
int HttpStatus(Code code) { return RowOf(code).http_status; }
int ExitCode(Code code) { return RowOf(code).exit_code; }
bool IsRetryable(Code code) { return code == Code::kUnavailable; }

std::string Error::ToString() const { return hint.empty() ? message : message + "\nhint: " + hint; }

Error Invalid(std::string message, std::string hint) { return {Code::kInvalid, std::move(message), std::move(hint)}; }
Error Rejected(std::string message, std::string hint) { return {Code::kRejected, std::move(message), std::move(hint)}; }
Error NotFound(std::string message, std::string hint) { return {Code::kNotFound, std::move(message), std::move(hint)}; }
Error Conflict(std::string message, std::string hint) { return {Code::kConflict, std::move(message), std::move(hint)}; }
Error Denied(std::string message, std::string hint) { return {Code::kDenied, std::move(message), std::move(hint)}; }
Error Unavailable(std::string message, std::string hint) {
  return {Code::kUnavailable, std::move(message), std::move(hint)};
}
Error Corrupt(std::string message, std::string hint) { return {Code::kCorrupt, std::move(message), std::move(hint)}; }
Error Unsupported(std::string message, std::string hint) {
  return {Code::kUnsupported, std::move(message), std::move(hint)};
}
Error Cancelled(std::string message, std::string hint) {
  return {Code::kCancelled, std::move(message), std::move(hint)};
}
Error Internal(std::string message, std::string hint) { return {Code::kInternal, std::move(message), std::move(hint)}; }

Error Within(std::string_view context, Error error) {
  error.message = std::string(context) + ": " + error.message;
  return error;
}

}  // namespace till
