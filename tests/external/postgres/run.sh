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
for test in postgres_contract_test postgres_golden_test postgres_pipeline_test; do
  "$build/bin/$test" --gtest_brief=1
done
