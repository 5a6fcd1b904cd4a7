#!/usr/bin/env bash
# Measures the S3 store beside curl, on versitygws of its own; run by hand. usage: bench.sh BUILD [MEGABYTES] [COUNT]
set -euo pipefail
cd "$(dirname "$0")/../../.."
build=$PWD/$1
source tests/external/s3/servers.sh
get_servers
start_versitygw
start_versitygw_tls
"$python" tests/external/s3/bench.py "$build/bin/s3_bench" "http://127.0.0.1:$versitygw_port" \
  "https://s3.localhost:$tls_port" "$work" "${2:-1500}" "${3:-5000}"
