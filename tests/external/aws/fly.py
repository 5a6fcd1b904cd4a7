"""The DAG of airflow/ on a project that is there, under the real Airflow. usage: fly.py TILL PROJECT DATE"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "airflow"))
from airflow_home import AirflowHome  # noqa: E402


def main(till, project, date):
    home = AirflowHome()
    try:
        ended = home.run("dags", "test", "retail_etl", date, env={"TILL_BIN": till, "TILL_PROJECT": project})
        states = {state for (state,) in home.rows("select state from task_instance where dag_id = 'retail_etl'")}
        if ended.returncode == 0 and states == {"success"}:
            return 0
        print(f"failed: the DAG ends with {ended.returncode}, its tasks with {states}\n{ended.stdout[-4000:]}")
        return 1
    finally:
        home.remove()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
