#!/usr/bin/env bash
# The CloudFormation templates under cfn-lint and cloudformation-validate. usage: run.sh BUILD
# Skipped, with the reason, where PyPI cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/../../.."
pinned=tests/external/infra/requirements.txt
venv=build/infra-venv
if ! cmp -s "$pinned" "$venv/requirements.txt"; then
  if ! { python3.11 -m venv --clear "$venv" &&
    "$venv/bin/pip" install --quiet --no-deps --require-hashes -r "$pinned"; } >build/infra-pip.log 2>&1; then
    echo "skipped: the template tests need python3.11 with venv, and PyPI ($(tail -n 1 build/infra-pip.log))"
    exit 0
  fi
  cp "$pinned" "$venv/requirements.txt"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for source in athena redshift; do
  mkdir "$work/$source"
  printf '[project]\nname = "Corner Shop"\ntimezone = "Europe/London"\n[quicksight]\nsource = "%s"\n' "$source" >"$work/$source/till.toml"
  "$PWD/$1/bin/till" deploy aws --quiet --project "$work/$source" --out "$work/$source"
done
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" tests/external/infra/check.py "$venv/bin/cfn-lint" "$work"/*/till.yaml "$work"/*/quicksight.json
