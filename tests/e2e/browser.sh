#!/usr/bin/env bash
# Every page in Chromium over a demo shop and its real server: tests/e2e/browser.sh BUILD
set -euo pipefail
till=$(realpath "${1:?usage: tests/e2e/browser.sh BUILD}")/bin/till
cd "$(dirname "$0")/../.."
[ -x /usr/bin/chromium ] || { echo "skipped: no /usr/bin/chromium"; exit 0; }

work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

"$till" demo "$work/shop" --no-serve --quiet
"$till" serve --project "$work/shop" --port 0 --json >"$work/server" 2>"$work/server.err" &
server=$!
for _ in $(seq 100); do
  [ -s "$work/server" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$work/server.err" >&2; exit 1; }
  sleep 0.1
done
TILL_URL=$(sed -n 's/.*"url": *"\([^"]*\)".*/\1/p' "$work/server") node --test --test-concurrency=2 \
  tests/e2e/drawn.test.mjs tests/e2e/pages.test.mjs tests/e2e/live.test.mjs
