#!/usr/bin/env bash
# Runs the test programs of a sanitized build. usage: run_sanitized.sh BUILD REGEX
# DuckDB's library is not instrumented, and what it allocates for good at start is no leak of ours.
set -euo pipefail
cd "$(dirname "$0")/../.."
export LSAN_OPTIONS="suppressions=$PWD/tests/support/lsan.supp:print_suppressions=0"
export UBSAN_OPTIONS=print_stacktrace=1
ctest --test-dir "$1" -j"$(nproc)" --output-on-failure --no-tests=error -V -R "$2"
