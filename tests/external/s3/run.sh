#!/usr/bin/env bash
# The S3 store against servers that are not ours: versitygw, which verifies signatures, also over TLS with the bucket in
# the host, and moto. usage: run.sh BUILD
# Starts them on free loopback ports and ends them; skipped, with the reason, where they cannot be had.
set -euo pipefail
cd "$(dirname "$0")/../../.."
build=$PWD/$1
source tests/external/s3/servers.sh
get_servers
start_versitygw
start_versitygw_tls
start_moto
export TILL_S3_SERVERS="versitygw=http://127.0.0.1:$versitygw_port versitygw_tls=https://s3.localhost:$tls_port"
TILL_S3_SERVERS+=" moto=http://127.0.0.1:$moto_port"
"$build/bin/s3_contract_test" --gtest_brief=1
"$build/bin/s3_faults_test" --gtest_brief=1
"$build/bin/s3_sign_requests" 10000 | "$python" tests/external/s3/equal_signatures.py 10000
