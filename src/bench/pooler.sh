#!/usr/bin/env bash
# Two nodes on a PostgreSQL behind PgBouncer: with sessions, jobs run, a notification reaches the other node, and a restart of
# the pooler ends in no more than refused requests; with transactions, the start is refused. Ends with a line "pooler: ..."; 1 otherwise.
# Needs root, and the packages pgbouncer, postgresql and jq.
# Usage: src/bench/pooler.sh
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"
jar=$(find "$here/target" -maxdepth 1 -name 'jobwheel-*.jar' ! -name '*-sources.jar' 2>/dev/null | head -n 1)
[ -n "$jar" ] || { echo "no jar in target: run ./mvnw package first" >&2; exit 1; }
binaries=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
folder=$(mktemp -d)
pids=()
pooler=

as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }

end() {
  for pid in "${pids[@]}" $pooler; do kill -9 "$pid" 2>/dev/null || true; done
  as_postgres "$binaries/pg_ctl" -s -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap end EXIT

fail() {
  echo "$1" >&2
  tail -n 20 "$folder"/*.log >&2
  exit 1
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start_database() {
  chown postgres "$folder"
  as_postgres "$binaries/initdb" -D "$folder/data" -E UTF8 -A trust >/dev/null
  as_postgres "$binaries/pg_ctl" -s -w -D "$folder/data" -l "$folder/server.log" \
    -o "-p $server_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder" start
}

start_pooler() { # start_pooler session|transaction
  cat >"$folder/pgbouncer.ini" <<INI
[databases]
* = host=127.0.0.1 port=$server_port user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooler_port
unix_socket_dir =
auth_type = any
pool_mode = $1
default_pool_size = 40
ignore_startup_parameters = extra_float_digits
INI
  # no function, so that $! is its process
  setpriv --reuid postgres --regid postgres --clear-groups pgbouncer -q "$folder/pgbouncer.ini" >>"$folder/pgbouncer.log" 2>&1 &
  pooler=$!
  for _ in $(seq 50); do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$pooler_port") 2>/dev/null || return 0
    sleep 0.1
  done
  fail "PgBouncer did not start"
}

start_node() { # start_node NAME ARGUMENT...: prints nothing, writes NAME.log
  local name=$1
  shift
  "$java" -jar "$jar" --server.port=0 "--jobwheel.store.url=jdbc:postgresql://127.0.0.1:$pooler_port/postgres" \
    --jobwheel.store.username=postgres "$@" >"$folder/$name.log" 2>&1 &
  pids+=($!)
}

await_node() { # await_node NAME: sets $url
  local port
  for _ in $(seq 300); do
    port=$(sed -n 's/.*Tomcat started on port \([0-9]*\).*/\1/p' "$folder/$1.log")
    url=http://localhost:$port
    if [ -n "$port" ] && curl -sf "$url/actuator/health/readiness" >/dev/null; then return 0; fi
    sleep 0.2
  done
  fail "$1 did not start"
}

submit() { # submit MODE: the id of an accepted job, or nothing
  curl -s -m 5 "$url/api/v1/jobs" -H 'Content-Type: application/json' \
    -d "{\"type\":\"countdown\",\"mode\":\"$1\",\"payload\":{\"name\":\"A\",\"delay\":\"1ms\"}}" | jq -r '.id // empty'
}

await_end() { # await_end ID TENTHS: until the job has succeeded
  for _ in $(seq "$2"); do
    [ "$(curl -s -m 5 "$url/api/v1/jobs/$1" | jq -r .state)" != SUCCEEDED ] || return 0
    sleep 0.1
  done
  return 1
}

server_port=$(free_port)
pooler_port=$(free_port)
start_database
start_pooler session
# only the other one runs jobs in processes, and it looks for them by itself only now and then
start_node other --jobwheel.lanes.process-pool.slots=1 --jobwheel.dispatch.poll-interval=1m
await_node other
start_node node --jobwheel.lanes.process-pool.slots=0
await_node node
for _ in $(seq 20); do
  id=$(submit event-loop)
  await_end "$id" 100 || fail "job $id did not end"
done
sleep 1
id=$(submit process-pool)
await_end "$id" 50 || fail "no notification has reached the other node"

kill -9 "$pooler"
wait "$pooler" 2>/dev/null || true
start_pooler session
id=
for _ in $(seq 50); do
  id=$(submit process-pool)
  [ -z "$id" ] || break
  sleep 0.1
done
[ -n "$id" ] || fail "nothing is accepted after a restart of the pooler"
await_end "$id" 100 || fail "job $id did not end after a restart of the pooler"

kill -9 "$pooler"
wait "$pooler" 2>/dev/null || true
start_pooler transaction
start_node refused --jobwheel.lanes.process-pool.slots=0
if timeout 60 tail --pid="${pids[-1]}" -f /dev/null && grep -q "another session for each transaction" "$folder/refused.log"; then
  echo "pooler: 22 jobs ended behind PgBouncer with sessions; the start with transactions was refused"
else
  fail "the start with transactions was not refused"
fi
