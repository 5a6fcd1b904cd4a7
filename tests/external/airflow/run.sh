#!/usr/bin/env bash
# airflow/ under the real Airflow from PyPI. usage: run.sh BUILD
# Skipped, with the reason, where PyPI or the Python its packages are pinned for is absent.
set -euo pipefail
cd "$(dirname "$0")/../../.."
pinned=tests/external/airflow/requirements.txt
venv=build/airflow-venv
if ! cmp -s "$pinned" "$venv/requirements.txt"; then
  if ! { python3.11 -m venv --clear "$venv" &&
    "$venv/bin/pip" install --quiet --no-deps --no-compile --require-hashes -r "$pinned"; } >build/airflow-pip.log 2>&1; then
    echo "skipped: the Airflow tests need python3.11 with venv, and PyPI ($(tail -n 1 build/airflow-pip.log))"
    exit 0
  fi
  cp "$pinned" "$venv/requirements.txt"
fi
exec "$venv/bin/python" tests/external/airflow/retail_etl_test.py "$PWD/$1/bin/till"
