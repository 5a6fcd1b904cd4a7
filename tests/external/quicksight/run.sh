#!/usr/bin/env bash
# The QuickSight bundle against the service's model (botocore), itself, and till's own figures. usage: run.sh BUILD
# Skipped, with the reason, where PyPI cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/../../.."
pinned=tests/external/quicksight/requirements.txt
venv=build/quicksight-venv
if ! cmp -s "$pinned" "$venv/requirements.txt"; then
  if ! { python3.11 -m venv --clear "$venv" &&
    "$venv/bin/pip" install --quiet --no-deps --require-hashes -r "$pinned"; } >build/quicksight-pip.log 2>&1; then
    echo "skipped: the QuickSight tests need python3.11 with venv, and PyPI ($(tail -n 1 build/quicksight-pip.log))"
    exit 0
  fi
  cp "$pinned" "$venv/requirements.txt"
fi
shop=$(mktemp -d)
trap 'rm -rf "$shop"' EXIT
export TILL_QUICKSIGHT_REQUESTS=$shop/requests
"$PWD/$1/bin/adapters_aws_quicksight_test" --gtest_brief=1
"$PWD/$1/bin/till" demo "$shop/shop" --no-serve --quiet
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" tests/external/quicksight/check.py "$1/bin/till" "$shop/shop" "$TILL_QUICKSIGHT_REQUESTS"
