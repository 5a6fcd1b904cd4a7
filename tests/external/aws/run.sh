#!/usr/bin/env bash
# The daily pipeline with its lake in S3 (versitygw, plain and over TLS): the same project in a
# folder gives the same content. usage: run.sh BUILD
# Skipped, with the reason, where the servers cannot be had.
set -euo pipefail
cd "$(dirname "$0")/../../.."
till=$PWD/$1/bin/till
source tests/external/s3/servers.sh
get_servers
start_versitygw
start_versitygw_tls
export AWS_ACCESS_KEY_ID=tilltest AWS_SECRET_ACCESS_KEY=tillsecret AWS_EC2_METADATA_DISABLED=true

local=$work/local remote=$work/remote secure=$work/secure
mkdir -p "$local" "$remote" "$secure"
cp presets/demo/till.toml "$local/till.toml"
{
  cat presets/demo/till.toml
  printf '\n[lake]\nroot = "s3://till-test/shop"\n[aws]\nregion = "us-east-1"\n[aws.endpoints]\ns3 = "http://127.0.0.1:%s"\n' "$versitygw_port"
} >"$remote/till.toml"
{
  cat presets/demo/till.toml
  printf '\n[lake]\nroot = "s3://till-test/shop"\n[aws]\nregion = "us-east-1"\naddressing = "virtual"\n'
  printf '[aws.endpoints]\ns3 = "https://s3.localhost:%s"\n' "$tls_port"
} >"$secure/till.toml"
for project in "$local" "$remote" "$secure"; do
  "$till" generate --project "$project" --orders 600 --customers 80 --products 30 --from 2026-01-01 --to 2026-01-20 --quiet
done

failed=0
field() { python3 -c 'import json, sys; value = json.load(sys.stdin)
for part in sys.argv[1].split("."): value = value[part]
print(value)' "$1"; }
same() {  # same WHAT LEFT RIGHT
  if [ "$2" = "$3" ]; then echo "ok: $1"; else
    echo "failed: $1: '$2' is not '$3'"
    failed=1
  fi
}
run() { "$till" run --project "$1" --json; }

here=$(run "$local")
there=$(run "$remote")
same "a first run in S3 gives the content of one in a folder" "$(field content_hash <<<"$there")" "$(field content_hash <<<"$here")"
same "so does one over TLS, with the bucket in the host" "$(run "$secure" | field content_hash)" "$(field content_hash <<<"$here")"
same "a second run reads nothing" "$(run "$remote" | field rows.read)" 0
question=(metrics get revenue orders --by month --json)
same "its dashboards answer alike" "$("$till" "${question[@]}" --project "$remote")" "$("$till" "${question[@]}" --project "$local")"

# A run that dies is completed by the next, also when it held the lease.
"$till" generate --project "$remote" --orders 600 --customers 80 --products 30 --from 2026-01-01 --to 2026-01-21 --quiet
"$till" generate --project "$local" --orders 600 --customers 80 --products 30 --from 2026-01-01 --to 2026-01-21 --quiet
here=$(run "$local")
"$till" run --project "$remote" --quiet >/dev/null 2>&1 &
killed=$!
sleep 0.7
kill -KILL "$killed" 2>/dev/null || true
wait "$killed" 2>/dev/null || true
for _ in $(seq 30); do
  if there=$(run "$remote" 2>/dev/null); then break; fi
  sleep 5
done
same "after a killed run the next gives the content of one in a folder" "$(field content_hash <<<"$there")" "$(field content_hash <<<"$here")"
tests/external/aws/redshift.sh "$1" || failed=1
exit "$failed"
