#!/usr/bin/env bash
# The CloudFormation templates under cfn-lint and cloudformation-validate. usage: run.sh BUILD
# Skipped, with the reason, where PyPI cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/../../.."
source tests/external/venv.sh
venv infra tests/external/infra/requirements.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for source in athena redshift; do
  mkdir "$work/$source"
  printf '[project]\nname = "Corner Shop"\ntimezone = "Europe/London"\n[quicksight]\nsource = "%s"\n' "$source" >"$work/$source/till.toml"
  "$PWD/$1/bin/till" deploy aws --quiet --project "$work/$source" --out "$work/$source"
done
PYTHONDONTWRITEBYTECODE=1 "$python" tests/external/infra/check.py "$(dirname "$python")/cfn-lint" "$work"/*/till.yaml "$work"/*/quicksight.json
