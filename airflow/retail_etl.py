"""retail_etl on Apache Airflow 3.3: till's five tasks, each a process of its own.

A run takes whatever has come since the last one, late files too, and so does not look at its own date. A run by hand
may be given a business date, which it then keeps to: airflow dags trigger retail_etl --conf '{"date": "2026-01-05"}'

Settings come from the environment. Of the workers:
  TILL_PROJECT   the project's folder, with its till.toml
  TILL_BIN       the program, where `till` is not on the PATH
Of the DAG processor:
  TILL_SCHEDULE  a cron expression in Airflow's default time zone ("30 6 * * *"); "none": only by hand
The first wait before a retry is Airflow's core.default_task_retry_delay.
"""

import os
from datetime import timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Asset, Param

SCHEDULE = os.environ.get("TILL_SCHEDULE", "30 6 * * *")
PUBLISHED = Asset("retail_star")  # updated by a run that published, not by one that found nothing new


def till_task(name: str, options: str = "", env: dict[str, str] | None = None, **arguments) -> BashOperator:
    """`till task NAME` of this DAG run. What may hold any text reaches the shell as a variable, never as its text."""
    return BashOperator(
        task_id=name,
        bash_command=f'"${{TILL_BIN:-till}}" task {name} --project="${{TILL_PROJECT:?is not set}}"'
        f' --run="$TILL_RUN" {options}',
        env={"TILL_RUN": "{{ run_id }}", **(env or {})},
        append_env=True,
        skip_on_exit_code=99,
        trigger_rule="none_failed",  # a skipped task had nothing to do; what follows it may have
        **arguments,
    )


with DAG(
    "retail_etl",
    description="Raw CSV to an audited star schema and open tables, by till",
    doc_md=__doc__,
    schedule=None if SCHEDULE == "none" else SCHEDULE,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    default_args={
        "execution_timeout": timedelta(hours=2),
        "retries": 3,
        "retry_exponential_backoff": 2,
        "max_retry_delay": timedelta(minutes=30),
    },
    params={"date": Param(None, type=["null", "string"], format="date", description="Only this business date")},
    tags=["till"],
):
    (
        till_task(
            "check_s3_files",
            options='${TILL_DATE:+--date="$TILL_DATE"}',
            env={"TILL_DATE": "{{ params.date or '' }}"},
        )
        >> till_task("run_glue_crawler")
        >> till_task("load_to_staging")
        >> till_task("transform_to_dim_fact")
        >> till_task("unload_to_processed", outlets=[PUBLISHED])
    )
