#!/usr/bin/env bash
# airflow/ under the real Airflow from PyPI. usage: run.sh BUILD
# Skipped, with the reason, where PyPI or the Python its packages are pinned for is absent.
set -euo pipefail
cd "$(dirname "$0")/../../.."
source tests/external/venv.sh
venv airflow tests/external/airflow/requirements.txt
exec "$python" tests/external/airflow/retail_etl_test.py "$PWD/$1/bin/till"
