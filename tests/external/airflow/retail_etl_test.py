"""airflow/retail_etl.py under the real Airflow. usage: retail_etl_test.py TILL"""

import os
import re
import subprocess
import sys
import unittest
from datetime import timedelta
from pathlib import Path

from airflow_home import AirflowHome
from shop import Shop

TASKS = ["check_s3_files", "run_glue_crawler", "load_to_staging", "transform_to_dim_fact", "unload_to_processed"]
NOTHING_NEW = dict.fromkeys(TASKS, "skipped") | {"check_s3_files": "success"}
HOSTILE = """it's "$(touch pwned)" `touch pwned`; {{ 1 + 1 }} & touch pwned"""


def setUpModule():
    global home, shop, undisturbed
    home = AirflowHome()
    unittest.addModuleCleanup(home.remove)
    os.environ.update(home.env)
    shop = Shop.make(TILL, home.folder / "shop")
    undisturbed = shop.copy(home.folder / "undisturbed")
    undisturbed.ask("run")


def loaded_dags():
    from airflow.dag_processing.dagbag import DagBag

    return DagBag()


class Structure(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bag = loaded_dags()
        cls.dag = cls.bag.dags["retail_etl"]

    def test_the_dags_are_read_without_errors(self):
        self.assertEqual(self.bag.import_errors, {})
        self.assertEqual(sorted(self.bag.dags), ["retail_etl", "retail_star_published"])
        seconds = sum((file.duration for file in self.bag.dagbag_stats), timedelta()).total_seconds()
        print(f"the DAGs were read in {seconds:.3f} s", file=sys.stderr)

    def test_five_tasks_follow_one_another(self):
        self.assertEqual([task.task_id for task in self.dag.topological_sort()], TASKS)
        self.assertEqual([sorted(task.downstream_task_ids) for task in self.dag.topological_sort()],
                         [[name] for name in TASKS[1:]] + [[]])

    def test_each_task_is_tried_again_ends_in_time_and_runs_after_a_skipped_one(self):
        for task in self.dag.tasks:
            self.assertEqual(task.trigger_rule, "none_failed")
            self.assertEqual(set(task.skip_on_exit_code), {99})
            self.assertEqual((task.retries, task.retry_exponential_backoff), (3, 2))
            self.assertEqual(task.max_retry_delay, timedelta(minutes=30))
            self.assertEqual(task.execution_timeout, timedelta(hours=2))
            self.assertEqual([asset.name for asset in task.outlets],
                             ["retail_star"] if task.task_id == "unload_to_processed" else [])

    def test_one_run_at_a_time_daily_or_as_the_environment_says(self):
        self.assertEqual((self.dag.max_active_runs, self.dag.catchup, self.dag.dagrun_timeout),
                         (1, False, timedelta(hours=12)))
        for given, schedule in ({}, "30 6 * * *"), ({"TILL_SCHEDULE": "0 4 * * 1-5"}, "0 4 * * 1-5"), (
            {"TILL_SCHEDULE": "none"}, None):
            del os.environ["TILL_SCHEDULE"]
            os.environ.update(given)
            self.assertEqual(loaded_dags().dags["retail_etl"].schedule, schedule)
            os.environ["TILL_SCHEDULE"] = "none"

    def test_a_value_reaches_till_as_one_argument_whatever_it_holds(self):
        folder = home.folder / "arguments"
        folder.mkdir()
        till = folder / f"till {HOSTILE}".replace("/", "")
        till.write_text("""#!/bin/sh\nprintf '%s\\n' "$@"\n""", encoding="utf-8")
        till.chmod(0o755)
        values = {"TILL_BIN": str(till), "TILL_PROJECT": HOSTILE, "TILL_RUN": HOSTILE, "TILL_DATE": HOSTILE}
        for task in self.dag.tasks:
            ended = subprocess.run(["bash", "-c", task.bash_command], env=os.environ | values, cwd=folder, text=True,
                                   stdout=subprocess.PIPE, check=True)
            date = [f"--date={HOSTILE}"] if task.task_id == "check_s3_files" else []
            self.assertEqual(ended.stdout.splitlines(),
                             ["task", task.task_id, f"--project={HOSTILE}", f"--run={HOSTILE}", *date])
        self.assertEqual(os.listdir(folder), [till.name])

    def test_a_business_date_that_is_none_is_refused(self):
        from airflow.sdk.exceptions import ParamValidationError

        date = self.dag.params.get_param("date")
        self.assertEqual([date.resolve(None), date.resolve("2026-06-30")], [None, "2026-06-30"])
        for wrong in ("2026-06-30; touch pwned", "30/06/2026", 20260630):
            with self.assertRaises(ParamValidationError):
                date.resolve(wrong)

    def test_a_run_without_a_project_fails_and_says_so(self):
        ended = subprocess.run(["bash", "-c", self.dag.tasks[0].bash_command], env={"PATH": os.environ["PATH"]},
                               text=True, capture_output=True)
        self.assertNotEqual(ended.returncode, 0)
        self.assertIn("TILL_PROJECT: is not set", ended.stderr)


class Runs(unittest.TestCase):
    def dags_test(self, date, env, conf="{}"):
        """The ended command, and the id of its DAG run, which is also that of till's."""
        ended = home.run("dags", "test", "retail_etl", date, "-c", conf, env=env)
        runs = home.rows("select run_id from dag_run where dag_id = 'retail_etl' and logical_date like ?", date + "%")
        return ended, runs[0][0]

    def test_a_run_publishes_what_till_run_does_the_next_skips_and_a_late_day_comes_in(self):
        own = shop.copy(home.folder / HOSTILE.replace("/", ""))
        late = {path: path.read_bytes() for path in own.files("2026-06-30.csv")}
        for path in late:
            path.unlink()

        ended, run = self.dags_test("2026-06-30", own.env)
        self.assertEqual(ended.returncode, 0, ended.stdout)
        self.assertEqual(home.states(run), dict.fromkeys(TASKS, "success"))
        self.assertEqual(own.ask("runs", "show", run)["trigger"], "airflow")
        self.assertEqual(own.tasks(run), dict.fromkeys(TASKS, ("succeeded", 1)))
        published = home.publications()

        ended, run = self.dags_test("2026-07-01", own.env)
        self.assertEqual(ended.returncode, 0, ended.stdout)
        self.assertEqual(home.states(run), NOTHING_NEW)
        self.assertEqual([attempts for _, attempts in own.tasks(run).values()], [1] * 5)
        self.assertEqual(home.publications(), published)

        for path, content in late.items():
            path.write_bytes(content)
        ended, run = self.dags_test("2026-07-01", own.env, '{"date": "2026-06-30"}')
        self.assertEqual(ended.returncode, 0, ended.stdout)
        shown = own.ask("runs", "show", run)
        self.assertEqual((shown["business_date"], shown["files"]["new"]), ("2026-06-30", len(late)))
        self.assertEqual(home.publications(), published + 1)
        self.assertEqual(own.published()["content_hash"], undisturbed.published()["content_hash"])
        self.assertEqual(list(home.folder.rglob("pwned")), [])

    def test_a_missing_file_fails_the_run_after_its_retries(self):
        own = shop.copy(home.folder / "missing")
        (own.folder / "lake/raw/orders/2026-03-10.csv").unlink()
        ended, run = self.dags_test("2026-07-02", own.env)
        self.assertEqual(ended.returncode, 1, ended.stdout)
        self.assertIn("feed 'orders' has no file for Tue 2026-03-10", ended.stdout)
        self.assertIn("exit code 3", ended.stdout)
        self.assertEqual(home.states(run), dict.fromkeys(TASKS, "upstream_failed") | {"check_s3_files": "failed"})
        self.assertEqual(own.tasks(run), dict.fromkeys(TASKS, ("waiting", 0)) | {"check_s3_files": ("failed", 4)})


class Scheduled(unittest.TestCase):
    def test_a_killed_load_is_tried_again_to_the_same_content_and_what_waits_for_the_asset_runs(self):
        home = AirflowHome()  # one whose asset nothing has updated yet
        self.addCleanup(home.remove)
        own = shop.copy(home.folder / "killed")
        till = home.folder / "till-killed-once"
        killed = home.folder / "staged-when-killed"
        till.write_text(KILLED_ONCE.format(python=sys.executable), encoding="utf-8")
        till.chmod(0o755)
        env = {**own.env, "TILL_BIN": str(till), "REAL_TILL": str(TILL), "STAGED_WHEN_KILLED": str(killed)}
        home.run("dags", "reserialize", check=True)
        home.run("dags", "trigger", "retail_etl", "--run-id", "night~1", check=True)
        with home.scheduler(env):
            state = home.ended_run("retail_star_published")[1]
        logs = home.folder.rglob("dag_id=retail_star_published/**/*.log")
        said = "\n".join(path.read_text(encoding="utf-8") for path in logs)
        self.assertEqual(state, "success", said)
        self.assertRegex(said, re.compile("publication 1\\b"))
        self.assertEqual(home.ended_run("retail_etl", 1), ("night~1", "success"))
        self.assertEqual(home.states("night~1"), dict.fromkeys(TASKS, "success"))
        staged = int(killed.read_text(encoding="utf-8"))
        self.assertTrue(0 < staged < own.staged(), f"{staged} of {own.staged()} files were staged when it was killed")
        self.assertEqual(own.tasks("night~1"),
                         dict.fromkeys(TASKS, ("succeeded", 1)) | {"load_to_staging": ("succeeded", 2)})
        self.assertEqual(own.published()["content_hash"], undisturbed.published()["content_hash"])


# Stands in for till: the first load_to_staging is killed as soon as it has staged a file.
KILLED_ONCE = """#!{python}
import os, pathlib, subprocess, sys
killed = pathlib.Path(os.environ["STAGED_WHEN_KILLED"])
till = os.environ["REAL_TILL"]
if sys.argv[1:3] != ["task", "load_to_staging"] or killed.exists():
    os.execv(till, [till, *sys.argv[1:]])
staging = pathlib.Path(os.environ["TILL_PROJECT"], "lake", "staging")
load = subprocess.Popen([till, *sys.argv[1:]])
while load.poll() is None and not (staging.exists() and any(staging.iterdir())):
    pass
load.kill()
code = load.wait()
killed.write_text(str(len(list(staging.iterdir()))))
sys.exit(128 - code)
"""


if __name__ == "__main__":
    TILL = Path(sys.argv.pop()).resolve()
    result = unittest.main(exit=False, verbosity=2).result
    bad = len(result.failures) + len(result.errors)
    print(f"\n# pass {max(result.testsRun - bad, 0)}\n# fail {bad}")
    sys.exit(bool(bad))
