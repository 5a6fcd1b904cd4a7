#!/usr/bin/env python3
"""Measures CSV to published tables: till against the same work in DuckDB SQL (bench/path.sql), by the same library,
interleaved, medians; the results must be equal. usage: path.py BUILD [RUNS] [ORDERS]

till does more than the peer: it hashes and keeps every file's receipt, refuses rows one by one, keeps history of the
dimensions, runs its checks and writes a publication record and Delta logs."""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOML = """[project]
name = "bench"
currency = "GBP"
timezone = "Europe/London"
"""
SQL = ("select count(*) as n, cast(sum(total_amount) as varchar) as amount, count(distinct order_id) as orders, "
       "cast(sum(quantity) as varchar) as units, count(*) filter (where customer_key = -1) as unknown from fact_orders")


def timed(command):
    """Wall seconds, CPU seconds and stdout of a command that must succeed."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def project(folder, raw):
    """A project over the shop's files with the demo's mapping, without dates in the paths."""
    with open(os.path.join(HERE, "../presets/demo/till.toml"), encoding="utf-8") as file:
        feeds = file.read().split("[feeds.orders]", 1)[1]
    lines = [line for line in ("[feeds.orders]" + feeds).splitlines() if not line.startswith("due")]
    text = "\n".join(lines)
    for table in ("orders", "customers", "products", "stores"):
        text = text.replace(f'"raw/{table}/{{date}}.csv"', f'"{raw}/{table}.csv"')
    os.makedirs(folder)
    with open(os.path.join(folder, "till.toml"), "w", encoding="utf-8") as file:
        file.write(TOML + text)


def number(text):
    return float(text) if text else 0.0


def main():
    build, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    orders = sys.argv[3] if len(sys.argv) > 3 else "400000"
    till, peer = os.path.join(build, "bin/till"), os.path.join(build, "bin/duckdb_script")
    with tempfile.TemporaryDirectory() as folder:
        raw = os.path.join(folder, "raw")
        wall, _, out = timed([till, "generate", raw, "--layout", "single", "--orders", orders, "--customers", "50000",
                              "--products", "5000", "--from", "2024-01-01", "--to", "2025-12-31", "--json"])
        rows = json.loads(out)["orders"]
        print(f"generate   {rows:,} order lines in {wall:.2f} s: {rows / wall:,.0f} rows/s with the writing of files")
        figures = {"till": [], "DuckDB": []}
        for run in range(runs):
            shop, out = os.path.join(folder, f"shop{run}"), os.path.join(folder, f"peer{run}")
            project(shop, raw)
            os.makedirs(out)
            with open(os.path.join(HERE, "path.sql"), encoding="utf-8") as file:
                script = file.read().replace("{raw}", raw).replace("{out}", out)
            with open(os.path.join(folder, "peer.sql"), "w", encoding="utf-8") as file:
                file.write(script)
            figures["till"].append(timed([till, "run", "--project", shop, "--quiet"])[:2])
            wall, cpu, answer = timed([peer, os.path.join(folder, "peer.sql")])
            figures["DuckDB"].append((wall, cpu))
            ours = json.loads(timed([till, "query", SQL, "--project", shop, "--json"])[2])["rows"][0]
            theirs = answer.split()
            if [number(str(x)) for x in ours] != [number(x) for x in theirs]:
                sys.exit(f"the results differ: till {ours}, DuckDB {theirs}")
            shutil.rmtree(shop)
            shutil.rmtree(out)
        for name, values in figures.items():
            walls, cpus = [v[0] for v in values], [v[1] for v in values]
            print(f"{name:10} wall {statistics.median(walls):6.2f} s ({min(walls):.2f}-{max(walls):.2f})   "
                  f"CPU {statistics.median(cpus):6.2f} s   {rows / statistics.median(walls):12,.0f} rows/s")
        print(f"equal results in all {runs} pairs: {ours}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
