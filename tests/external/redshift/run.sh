#!/usr/bin/env bash
# Redshift as the engine: a PostgreSQL stands in for it behind a façade, and sqlglot and sqlfluff say what they think of
# every statement. usage: run.sh BUILD. Each half is skipped, with the reason, where its server or PyPI cannot be had.
set -euo pipefail
cd "$(dirname "$0")/../../.."
build=$PWD/$1
source tests/external/venv.sh
source tests/external/postgres/cluster.sh

work=$(mktemp -d)
chmod 755 "$work"
finish() { stop_cluster || true; rm -rf "$work"; }
trap finish EXIT
if postgres_bin >/dev/null; then
  start_cluster "$work/cluster"
  for test in redshift_facade_test redshift_keep_star_test redshift_contract_test redshift_golden_test; do
    "$build/bin/$test" --gtest_brief=1 --gtest_output="json:$work/$test.json"
  done
  # Of the same inputs every engine makes the same star, to the byte.
  "$build/bin/warehouse_star_test" --gtest_brief=1 --gtest_output="json:$work/duckdb.json" >/dev/null
  [ "$(grep '"contents"' "$work/duckdb.json")" = "$(grep '"contents"' "$work/redshift_golden_test.json")" ] || { echo "failed: Redshift makes another star than DuckDB"; exit 1; }
else
  echo "skipped: it needs Debian's package postgresql (15 or newer)"
fi

venv redshift tests/external/redshift/requirements.txt
TILL_STATEMENTS=$work/statements "$build/bin/redshift_lint_test" --gtest_brief=1 --gtest_filter='Statements.*'
"$python" tests/external/redshift/second_opinion.py "$work/statements"
