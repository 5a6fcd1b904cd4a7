"""Runs after each publication of retail_etl and logs what it holds: the pattern for work that waits for new numbers.

Settings: TILL_PROJECT and TILL_BIN, as in retail_etl.py."""

from datetime import timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Asset

with DAG(
    "retail_star_published",
    description="What the newest publication holds",
    doc_md=__doc__,
    schedule=[Asset("retail_star")],
    max_active_runs=1,
    tags=["till"],
):
    BashOperator(
        task_id="show_publication",
        bash_command='"${TILL_BIN:-till}" publications show --project="${TILL_PROJECT:?is not set}"',
        execution_timeout=timedelta(minutes=10),
    )
