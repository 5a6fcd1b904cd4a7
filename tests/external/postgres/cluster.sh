# A PostgreSQL cluster of its own for tests: . cluster.sh; start_cluster FOLDER; …; stop_cluster
# It listens on 127.0.0.1 and on a socket in FOLDER, as the system's user postgres where the caller is root. Its texts
# compare by the rules of a language, and the role till is no superuser, so that neither is taken for granted.

postgres_bin() {
  local bin
  for bin in /usr/lib/postgresql/*/bin; do [ -x "$bin/initdb" ] && [ "${bin//[!0-9]/}" -ge 15 ] && echo "$bin" && return; done
  return 1
}

# Sets TILL_TEST_POSTGRES to how libpq reaches its database till. The texts of a second one, redshift, compare by their
# bytes, for what stands in for Redshift.
start_cluster() {
  local folder=$1 bin port as=()
  bin=$(postgres_bin) || return 1
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  mkdir -p "$folder"
  if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$folder"
  fi
  "${as[@]}" "$bin/initdb" -D "$folder/data" -U owner --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    --locale-provider=icu --icu-locale=en-US --no-sync >"$folder/initdb.log"
  "${as[@]}" "$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" -h 127.0.0.1 -c fsync=off \
    -c unix_socket_permissions=0777 >"$folder/server.log" 2>&1 &
  cluster_pid=$!
  for _ in $(seq 100); do "$bin/pg_isready" -q -h "$folder" -p "$port" && break; sleep 0.1; done
  PGOPTIONS='' "$bin/psql" -q -h "$folder" -p "$port" -U owner -d postgres \
    -c 'create role till login' -c 'create database till owner till' \
    -c "create database redshift owner till template template0 locale_provider libc lc_collate 'C' lc_ctype 'C.UTF-8'"
  export TILL_TEST_POSTGRES="host=$folder port=$port dbname=till user=till"
}

stop_cluster() {
  [ -n "${cluster_pid:-}" ] || return 0
  kill -INT "$cluster_pid" 2>/dev/null || true
  wait "$cluster_pid" 2>/dev/null || true
  cluster_pid=
}
