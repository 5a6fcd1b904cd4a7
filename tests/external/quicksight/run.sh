#!/usr/bin/env bash
# The QuickSight bundle against the service's model (botocore), itself, and till's own figures. usage: run.sh BUILD
# Skipped, with the reason, where PyPI cannot be reached.
set -euo pipefail
cd "$(dirname "$0")/../../.."
source tests/external/venv.sh
venv quicksight tests/external/quicksight/requirements.txt
shop=$(mktemp -d)
trap 'rm -rf "$shop"' EXIT
export TILL_QUICKSIGHT_REQUESTS=$shop/requests
"$PWD/$1/bin/adapters_aws_quicksight_test" --gtest_brief=1
"$PWD/$1/bin/till" demo "$shop/shop" --no-serve --quiet
PYTHONDONTWRITEBYTECODE=1 "$python" tests/external/quicksight/check.py "$1/bin/till" "$shop/shop" "$TILL_QUICKSIGHT_REQUESTS"
