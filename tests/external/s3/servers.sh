# Read by run.sh and bench.sh, from the repository's root: what gets and starts the S3 servers of this group.
versitygw_version=v1.8.0
tools=$PWD/build/external-s3
work=$(mktemp -d)
pids=()
mkdir -p "$tools"

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

skip() {
  echo "skipped: $1"
  exit 0
}

get_servers() {
  if [ ! -x "$tools/versitygw" ]; then
    command -v go >/dev/null || skip "the S3 group needs Go to build versitygw"
    GOBIN=$tools go install "github.com/versity/versitygw/cmd/versitygw@$versitygw_version" >"$tools/go.log" 2>&1 ||
      skip "the S3 group needs versitygw from the Go module proxy ($(tail -n 1 "$tools/go.log"))"
  fi
  if ! cmp -s tests/external/s3/requirements.txt "$tools/venv/requirements.txt"; then
    { python3 -m venv "$tools/venv" && "$tools/venv/bin/pip" install --quiet --require-hashes -r tests/external/s3/requirements.txt; } >"$tools/pip.log" 2>&1 ||
      skip "the S3 group needs python3-venv and PyPI ($(tail -n 1 "$tools/pip.log"))"
    cp tests/external/s3/requirements.txt "$tools/venv/requirements.txt"
  fi
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# wait_for NAME PORT: until it listens, ten seconds at most.
wait_for() {
  for _ in $(seq 100); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then return; fi
    sleep 0.1
  done
  echo "error: $1 does not listen"
  tail -n 5 "$work/$1.log"
  exit 1
}

start_versitygw() {
  versitygw_port=$(free_port)
  mkdir -p "$work/versitygw/till-test"
  ROOT_ACCESS_KEY=tilltest ROOT_SECRET_KEY=tillsecret "$tools/versitygw" --quiet --keep-alive --region us-east-1 \
    --port "127.0.0.1:$versitygw_port" posix "$work/versitygw" >"$work/versitygw.log" 2>&1 &
  pids+=($!)
  wait_for versitygw "$versitygw_port"
}

start_moto() {
  moto_port=$(free_port)
  "$tools/venv/bin/moto_server" -H 127.0.0.1 -p "$moto_port" >"$work/moto.log" 2>&1 &
  pids+=($!)
  wait_for moto "$moto_port"
  curl --silent --fail --request PUT "http://127.0.0.1:$moto_port/till-test" >/dev/null
}
