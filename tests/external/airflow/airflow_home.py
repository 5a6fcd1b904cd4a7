"""An Airflow of its own in a temporary folder: SQLite, the DAGs of airflow/, nothing from the caller's settings."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DAGS = Path(__file__).resolve().parents[3] / "airflow"
PROGRAM = Path(sys.executable).with_name("airflow")


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


class AirflowHome:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="till-airflow-"))
        self.port = free_port()
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "TILL_"))}
        self.env |= {
            "AIRFLOW_HOME": str(self.folder / "home"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "1",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{self.port}/execution/",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "PYTHONWARNINGS": "ignore",
            "TILL_SCHEDULE": "none",
        }
        self.run("db", "migrate", check=True)

    def run(self, *arguments, env=None, check=False):
        return subprocess.run(
            [PROGRAM, *arguments],
            env=self.env | (env or {}),
            check=check,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )

    def rows(self, sql, *values):
        with contextlib.closing(sqlite3.connect(self.folder / "home" / "airflow.db", timeout=30)) as metadata:
            return metadata.execute(sql, values).fetchall()

    def states(self, run):
        """Each task's state in a run of retail_etl."""
        return dict(self.rows("select task_id, state from task_instance where dag_id = 'retail_etl' and run_id = ?", run))

    def publications(self):
        """How often the asset was updated."""
        return self.rows("select count(*) from asset_event e join asset a on a.id = e.asset_id"
                         " where a.name = 'retail_star'")[0][0]

    @contextlib.contextmanager
    def scheduler(self, env):
        """The scheduler with its local executor, and the API server that its tasks report to."""
        with open(self.folder / "scheduler.log", "w", encoding="utf-8") as log, contextlib.ExitStack() as started:
            for arguments in (
                ["api-server", "--apps", "execution", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"],
                ["scheduler", "--skip-serve-logs"],
            ):
                process = subprocess.Popen(
                    [PROGRAM, *arguments], env=self.env | env, stdout=log, stderr=log, start_new_session=True
                )
                started.callback(self._end, process)
            yield

    @staticmethod
    def _end(process):
        for what in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, what)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)

    def ended_run(self, dag, seconds=240):
        """Run id and state of the DAG's newest run, once it has ended; what the scheduler said, if it does not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.rows("select run_id, state from dag_run where dag_id = ? order by id desc limit 1", dag)
            if found and found[0][1] in ("success", "failed"):
                return found[0]
            time.sleep(0.5)
        said = (self.folder / "scheduler.log").read_text(encoding="utf-8")
        raise AssertionError(f"no run of {dag} has ended in {seconds} s\n{said[-4000:]}")

    def remove(self):
        shutil.rmtree(self.folder)
