#!/usr/bin/env bash
# PostgreSQL as the engine, in a cluster that this script starts and ends. usage: run.sh BUILD
# Skipped, with the reason, where no server of version 15 or newer is installed.
set -euo pipefail
cd "$(dirname "$0")/../../.."
build=$PWD/$1
. tests/external/postgres/cluster.sh
postgres_bin >/dev/null || { echo "skipped: it needs Debian's package postgresql (15 or newer)"; exit 0; }

work=$(mktemp -d)
chmod 755 "$work"
finish() { stop_cluster || true; rm -rf "$work"; }
trap finish EXIT
start_cluster "$work/cluster"
export TILL_BINARY=$build/bin/till
# Of the same inputs every engine makes the same star, to the byte.
contents() { "$build/bin/$1" --gtest_brief=1 --gtest_filter='*StarTest*' --gtest_output="json:$work/$1.json" >/dev/null && grep '"contents"' "$work/$1.json"; }
[ "$(contents warehouse_star_test)" = "$(contents postgres_golden_test)" ] || { echo "failed: PostgreSQL makes another star than DuckDB"; exit 1; }
for test in postgres_contract_test postgres_golden_test postgres_pipeline_test; do
  "$build/bin/$test" --gtest_brief=1
done
