#pragma once

#include <gtest/gtest.h>

#include "base/result.h"

namespace till::testing {

/// The value of a result that the test needs; a failure with its error otherwise.
template <typename T>
T Value(Result<T> result) {
  if (!result.ok()) ADD_FAILURE() << result.error().ToString();
  return result.ok() ? std::move(result).value() : T{};
}

inline ::testing::AssertionResult IsOk(const Status& status) {
  if (status.ok()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << CodeName(status.error().code) << ": " << status.error().ToString();
}
template <typename T>
::testing::AssertionResult IsOk(const Result<T>& result) {
  return IsOk(result.status());
}

/// Whether it failed, with that code.
inline ::testing::AssertionResult FailsWith(Code code, const Status& status) {
  if (status.ok()) return ::testing::AssertionFailure() << "succeeded";
  if (status.error().code == code) return ::testing::AssertionSuccess();
  return IsOk(status);
}
template <typename T>
::testing::AssertionResult FailsWith(Code code, const Result<T>& result) {
  return FailsWith(code, result.status());
}

}  // namespace till::testing
