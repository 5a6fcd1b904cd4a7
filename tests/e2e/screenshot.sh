#!/usr/bin/env bash
# Draws the pages of a demo shop to build/screenshots, and the README's picture: tests/e2e/screenshot.sh BUILD
set -euo pipefail
till=$(realpath "${1:?usage: tests/e2e/screenshot.sh BUILD}")/bin/till
cd "$(dirname "$0")/../.."
shop=build/screenshot-shop

"$till" demo "$shop" --no-serve --quiet
"$till" serve --project "$shop" --port 0 --json >build/screenshot-server.json &
server=$!
trap 'kill "$server" 2>/dev/null && wait "$server" || true' EXIT
for _ in $(seq 100); do
  [ -s build/screenshot-server.json ] && break
  kill -0 "$server" 2>/dev/null || exit 1
  sleep 0.1
done
url=$(sed -n 's/.*"url": *"\([^"]*\)".*/\1/p' build/screenshot-server.json)
node tests/e2e/screenshot.mjs "$url" docs/dashboard.png
node tests/e2e/screenshot.mjs "$url" build/screenshots
