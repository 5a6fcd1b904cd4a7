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

source tests/external/venv.sh

get_servers() {
  if [ ! -x "$tools/versitygw" ]; then
    command -v go >/dev/null || skip "the S3 group needs Go to build versitygw"
    GOBIN=$tools go install "github.com/versity/versitygw/cmd/versitygw@$versitygw_version" >"$tools/go.log" 2>&1 ||
      skip "the S3 group needs versitygw from the Go module proxy ($(tail -n 1 "$tools/go.log"))"
  fi
  venv moto tests/external/s3/requirements.txt
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

# launch_versitygw NAME PORT OPTION...: with a bucket "till-test" of its own.
launch_versitygw() {
  local name=$1 port=$2
  shift 2
  mkdir -p "$work/$name/till-test"
  ROOT_ACCESS_KEY=tilltest ROOT_SECRET_KEY=tillsecret "$tools/versitygw" --quiet --keep-alive --region us-east-1 \
    --port "127.0.0.1:$port" "$@" posix "$work/$name" >"$work/$name.log" 2>&1 &
  pids+=($!)
  wait_for "$name" "$port"
}

start_versitygw() {
  versitygw_port=$(free_port)
  launch_versitygw versitygw "$versitygw_port"
}

# Over TLS, under a certificate of an authority of its own, which AWS_CA_BUNDLE then names; the bucket stands in the
# host: https://till-test.s3.localhost:$tls_port.
start_versitygw_tls() {
  tls_port=$(free_port)
  (
    cd "$work"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=till test authority" \
      -keyout ca.key -out ca.pem
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=s3.localhost" \
      -keyout server.key -out server.csr
    printf 'subjectAltName = DNS:s3.localhost, DNS:*.s3.localhost' >server.ext
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext -out server.pem
  ) >"$work/openssl.log" 2>&1
  export AWS_CA_BUNDLE=$work/ca.pem
  launch_versitygw versitygw_tls "$tls_port" --cert "$work/server.pem" --key "$work/server.key" \
    --virtual-domain s3.localhost
}

start_moto() {
  moto_port=$(free_port)
  "$(dirname "$python")/moto_server" -H 127.0.0.1 -p "$moto_port" >"$work/moto.log" 2>&1 &
  pids+=($!)
  wait_for moto "$moto_port"
  curl --silent --fail --request PUT "http://127.0.0.1:$moto_port/till-test" >/dev/null
}
