#!/usr/bin/env bash
# The external group: judges from PyPI. usage: run.sh BUILD
# Skipped, with the reason, where PyPI cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/../.."
till=$PWD/$1/bin/till
venv=build/external-venv
if ! cmp -s tests/external/requirements.txt "$venv/requirements.txt"; then
  if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --require-hashes -r tests/external/requirements.txt; } >build/external-pip.log 2>&1; then
    echo "skipped: the external group needs python3-venv and PyPI ($(tail -n 1 build/external-pip.log))"
    exit 0
  fi
  cp tests/external/requirements.txt "$venv/requirements.txt"
fi
shop=$(mktemp -d)
trap 'rm -rf "$shop"' EXIT
"$till" demo "$shop/shop" --no-serve --quiet
"$till" publications show --json --project "$shop/shop" >"$shop/publication.json"
"$venv/bin/python" tests/external/read_delta.py "$shop/shop" "$shop/publication.json"
