#!/usr/bin/env bash
# The external group: judges from PyPI. usage: run.sh BUILD
# Skipped, with the reason, where PyPI cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/../.."
till=$PWD/$1/bin/till
source tests/external/venv.sh
venv external tests/external/requirements.txt
shop=$(mktemp -d)
trap 'rm -rf "$shop"' EXIT
"$till" demo "$shop/shop" --no-serve --quiet
"$till" publications show --json --project "$shop/shop" >"$shop/publication.json"
"$python" tests/external/read_delta.py "$shop/shop" "$shop/publication.json"
