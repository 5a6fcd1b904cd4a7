#!/usr/bin/env bash
# Measures. usage: run.sh BUILD [--quick]   --quick shows in seconds that every bench runs, and measures nothing
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${2:-}" = --quick ]; then
  "$1/bin/generate_bench" --benchmark_min_time=0.01
  python3 bench/path.py "$1" 1 4000
else
  "$1/bin/generate_bench"
  python3 bench/path.py "$1" 5 400000
fi
