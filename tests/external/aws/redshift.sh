#!/usr/bin/env bash
# The daily pipeline on AWS as a whole: lake in S3 (versitygw), catalog in Glue (moto), engine Redshift (its façade), by
# `till run` and by the Airflow DAG. The same project in a folder gives the same star, to the byte.
# usage: redshift.sh BUILD
# Skipped, with the reason, where a server cannot be had.
set -euo pipefail
cd "$(dirname "$0")/../../.."
build=$PWD/$1 till=$PWD/$1/bin/till
source tests/external/s3/servers.sh
source tests/external/postgres/cluster.sh
chmod 755 "$work"
postgres_bin >/dev/null || skip "Redshift's façade needs Debian's package postgresql (15 or newer)"
venv airflow tests/external/airflow/requirements.txt
airflow=$python
get_servers

end_all() { stop_cluster || true; finish; }
trap end_all EXIT
start_versitygw
glue_port=$(free_port)
"$(dirname "$python")/moto_server" -H 127.0.0.1 -p "$glue_port" >"$work/glue.log" 2>&1 &
pids+=($!)
wait_for glue "$glue_port"
start_cluster "$work/cluster"
export AWS_ACCESS_KEY_ID=tilltest AWS_SECRET_ACCESS_KEY=tillsecret AWS_EC2_METADATA_DISABLED=true
mkfifo "$work/facade"
exec 7<>"$work/facade"
"$build/bin/redshift_facade" --postgres "$TILL_TEST_POSTGRES dbname=redshift" --bucket till-test \
  --endpoint "http://127.0.0.1:$versitygw_port" <"$work/facade" 7>&- >"$work/facade.port" 2>"$work/facade.log" &
pids+=($!)
for _ in $(seq 100); do [ -s "$work/facade.port" ] && break; sleep 0.1; done
redshift="host=127.0.0.1 port=$(cat "$work/facade.port") dbname=redshift user=till"

# project NAME: one in the cloud, with a lake, a Glue database and a schema of its own.
project() {
  mkdir -p "$work/$1"
  {
    sed -e "s/^name .*/name = \"$1\"/" -e 's/^\[project\]$/[project]\nengine = "redshift"/' presets/demo/till.toml
    printf '\n[lake]\nroot = "s3://till-test/%s"\ncatalog = "glue"\n[redshift]\nconnection = "%s"\nschema = "%s"\n' "$1" "$redshift" "$1"
    printf '[aws]\nregion = "us-east-1"\n[aws.endpoints]\ns3 = "http://127.0.0.1:%s"\nglue = "http://127.0.0.1:%s"\n' "$versitygw_port" "$glue_port"
  } >"$work/$1/till.toml"
}
generate() {
  "$till" generate --project "$work/$1" --orders 600 --customers 80 --products 30 --from 2026-01-01 --to "$2" --quiet
}
failed=0
field() { python3 -c 'import json, sys; value = json.loads(sys.stdin.read().splitlines()[-1])
for part in sys.argv[1].split("."): value = value[part]
print(value)' "$1"; }
same() {  # same WHAT FOUND EXPECTED
  if [ "$2" = "$3" ]; then echo "ok: $1"; else
    echo "failed: $1: '$2' is not '$3'"
    failed=1
  fi
}
run() { "$till" run --project "$work/$1" --json; }
# The newest publication's star files, whose names are their content, with rows and sums; less by which SQL each
# was made, which content_hash has in it, too, and which is another one for each engine.
star_of() {
  local records=$work/versitygw/till-test/$1/processed/_publications
  [ "$1" != laptop ] || records=$work/laptop/lake/processed/_publications
  python3 -c 'import hashlib, json, pathlib, sys
newest = max(pathlib.Path(sys.argv[1]).glob("[0-9]*.json"))
content = json.loads(newest.read_text())["content"]
files = [file for table in content["tables"] for file in table["files"]]
recipes = [file.pop("recipe") for file in files]
print(len(files), "files of", hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16])' "$records"
}
sums='select count(*) as n, sum(quantity) as units, sum(total_amount) as amount, sum(tax) as tax from '

mkdir -p "$work/laptop"
cp presets/demo/till.toml "$work/laptop/till.toml"
project cloud
project flown
for each in laptop cloud flown; do generate "$each" 2026-01-10; done
run laptop >/dev/null
run cloud >"$work/first.json"
same "a first run on S3, Glue and Redshift gives the star of one in a folder, file by file" "$(star_of cloud)" "$(star_of laptop)"
same "a second run reads nothing" "$(run cloud | field rows.read)" 0
question=(metrics get revenue orders average_order_value --by month,category --json)
same "questions are answered alike" "$("$till" "${question[@]}" --project "$work/cloud")" "$("$till" "${question[@]}" --project "$work/laptop")"
# kept SCHEMA: the sums of what Redshift shows there.
kept() { psql -X -q -A -t -d "$redshift" -c "${sums}$1.fact_orders" 2>/dev/null; }
# tables_of DATABASE: how many of the star, and how many of the feeds, Glue has there.
tables_of() {
  "$python" -c 'import boto3, sys
glue = boto3.client("glue", endpoint_url=sys.argv[1], region_name="us-east-1")
pages = glue.get_paginator("get_tables").paginate(DatabaseName=sys.argv[2])
layers = [table["Parameters"].get("till.layer") for page in pages for table in page["TableList"]]
print(layers.count("processed"), "of the star,", layers.count("raw"), "of feeds")' "http://127.0.0.1:$glue_port" "$1"
}
asked() { "$till" query --project "$work/laptop" --json "${sums}fact_orders" |
  python3 -c 'import decimal, json, sys; print("|".join(format(decimal.Decimal(str(cell)), ".4f") for cell in json.load(sys.stdin)["rows"][0]))'; }
cents() { python3 -c 'import decimal, sys; print("|".join(format(decimal.Decimal(cell), ".4f") for cell in sys.stdin.read().strip().split("|")))'; }
same "what Redshift shows has the same sums, to the cent" "$(kept cloud | cents)" "$(asked)"

for each in laptop cloud; do generate "$each" 2026-01-12; done
run laptop >/dev/null
run cloud >/dev/null
same "further days come in alike" "$(star_of cloud)" "$(star_of laptop)"
same "and so does what Redshift shows" "$(kept cloud | cents)" "$(asked)"

# A run that dies is completed by the next, also when it held the lease.
for each in laptop cloud; do generate "$each" 2026-01-13; done
run laptop >/dev/null
"$till" run --project "$work/cloud" --quiet >/dev/null 2>&1 &
killed=$!
sleep 1.5
kill -KILL "$killed" 2>/dev/null || true
wait "$killed" 2>/dev/null || true
for _ in $(seq 30); do run cloud >/dev/null 2>&1 && break; sleep 5; done
same "after a killed run the next gives the star of one in a folder, file by file" "$(star_of cloud)" "$(star_of laptop)"
same "and Redshift shows its sums, to the cent" "$(kept cloud | cents)" "$(asked)"
same "nothing that COPY or UNLOAD read or wrote is left" "$(find "$work/versitygw/till-test" -path '*/_till/redshift/*' -type f | wc -l)" 0

generate flown 2026-01-13
"$airflow" tests/external/aws/fly.py "$till" "$work/flown" 2026-01-13 || failed=1
same "the Airflow DAG gives the same star" "$(star_of flown)" "$(star_of laptop)"
same "and leaves its sums in Redshift, to the cent" "$(kept flown | cents)" "$(asked)"
feeds=$(grep -c '^\[feeds\.[a-z_]*\]$' presets/demo/till.toml)
for each in cloud flown; do
  same "Glue has the tables of $each" "$(tables_of "$each")" "5 of the star, $feeds of feeds"
done
exit "$failed"
