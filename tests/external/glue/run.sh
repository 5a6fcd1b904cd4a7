#!/usr/bin/env bash
# Glue's catalog against moto, and every request of the tests against botocore's model of Glue. usage: run.sh BUILD
# Starts moto on a free loopback port and ends it; skipped, with the reason, where it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/../../.."
build=$PWD/$1
source tests/external/venv.sh
venv moto tests/external/s3/requirements.txt

work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export MOTO_RECORDER_FILEPATH=$work/moto.requests
"$(dirname "$python")/moto_server" -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
server=$!
for _ in $(seq 200); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
  sleep 0.1
done

export TILL_GLUE_SERVER=http://127.0.0.1:$port TILL_GLUE_REQUESTS=$work/requests
"$build/bin/adapters_aws_glue_test" --gtest_brief=1
"$build/bin/glue_moto_test" --gtest_brief=1
"$python" tests/external/glue/run_test.py "$build/bin/till" "$TILL_GLUE_SERVER" "$work"
"$python" tests/external/glue/validate_requests.py "$TILL_GLUE_REQUESTS"
