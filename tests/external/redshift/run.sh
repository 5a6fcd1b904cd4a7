#!/usr/bin/env bash
# Redshift: the star kept in a PostgreSQL that stands in for it, and what sqlglot and sqlfluff say of every statement.
# usage: run.sh BUILD. Each half is skipped, with the reason, where its server or PyPI cannot be had.
set -euo pipefail
cd "$(dirname "$0")/../../.."
build=$PWD/$1
. tests/external/postgres/cluster.sh

work=$(mktemp -d)
chmod 755 "$work"
finish() { stop_cluster || true; rm -rf "$work"; }
trap finish EXIT
if postgres_bin >/dev/null; then
  start_cluster "$work/cluster"
  "$build/bin/redshift_facade_test" --gtest_brief=1
else
  echo "skipped: it needs Debian's package postgresql (15 or newer)"
fi

tools=$PWD/build/external-redshift
mkdir -p "$tools"
if ! cmp -s tests/external/redshift/requirements.txt "$tools/venv/requirements.txt"; then
  { python3 -m venv "$tools/venv" && "$tools/venv/bin/pip" install --quiet --require-hashes -r tests/external/redshift/requirements.txt; } >"$tools/pip.log" 2>&1 ||
    { echo "skipped: second opinions need python3-venv and PyPI ($(tail -n 1 "$tools/pip.log"))"; exit 0; }
  cp tests/external/redshift/requirements.txt "$tools/venv/requirements.txt"
fi
TILL_STATEMENTS=$work/statements "$build/bin/redshift_lint_test" --gtest_brief=1 --gtest_filter='Statements.*'
"$tools/venv/bin/python" tests/external/redshift/second_opinion.py "$work/statements"
