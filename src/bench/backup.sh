#!/usr/bin/env bash
# Backup and restore as docs/operations.md has them, on both stores: a node under load is backed up while it runs, killed, and its
# registry lost; a node on what was restored has to know every job that was accepted before the backup began, and to end it. Ends with a
# line for each store; 1 when a job is missing. Needs sqlite3, and PostgreSQL's server and clients of one version (Debian: postgresql).
# Usage: src/bench/backup.sh
# shellcheck disable=SC2119 # our arguments are not the service's
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

for bin in /usr/lib/postgresql/*/bin; do PATH=$bin:$PATH; done
for tool in sqlite3 initdb pg_ctl pg_dump pg_restore psql curl jq; do
  command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 2; }
done
missing=0
loading=

post() { # posts jobs, some of which have to wait, and notes the accepted ones, until the file "stop" is there
  local id
  while [ ! -e "$folder/stop" ]; do
    id=$(curl -s --max-time 5 -H 'Content-Type: application/json' "$url/api/v1/jobs" \
      -d '{"type": "countdown", "mode": "sequential", "payload": {"name": "A", "delay": "40ms"}}' | jq -r '.id // empty' 2>/dev/null) || true
    [ -z "$id" ] || echo "$id" >>"$folder/accepted"
  done
}

state_of() { curl -s --max-time 5 "$url/api/v1/jobs/$1" | jq -r '.state // .status'; }

prove() { # prove NAME BACKUP RESTORE: functions
  local began before later gone=0 id state
  rm -f "$folder/stop" "$folder/accepted"
  start_service || exit 1
  post &
  loading=$!
  sleep 5
  cp "$folder/accepted" "$folder/before"
  began=$(date +%s%N)
  "$2" || exit 1
  echo "$1: backed up in $((($(date +%s%N) - began) / 1000000)) ms"
  sleep 2
  kill -9 "$pid" && wait "$pid" 2>/dev/null
  touch "$folder/stop" && wait "$loading"
  "$3" || exit 1
  start_service || exit 1
  while read -r id; do
    for _ in $(seq 200); do
      state=$(state_of "$id")
      case $state in SUCCEEDED | 404) break ;; esac
      sleep 0.3
    done
    [ "$state" = SUCCEEDED ] || { echo "$id is $state" >&2; missing=$((missing + 1)); }
  done <"$folder/before"
  while read -r id; do
    [ "$(state_of "$id")" != 404 ] || gone=$((gone + 1))
  done < <(grep -vxFf "$folder/before" "$folder/accepted")
  before=$(wc -l <"$folder/before") later=$(($(wc -l <"$folder/accepted") - before))
  echo "$1: $before jobs accepted before the backup, $missing missing; of $later accepted after it had begun $gone are gone"
  kill "$pid" && wait "$pid" 2>/dev/null
  pid=
}

# --- SQLite: its own online backup, which takes what is committed

backup_sqlite() { sqlite3 "$folder/jobwheel.db" ".timeout 10000" ".backup $folder/copy.db"; }
restore_sqlite() { rm -f "$folder"/jobwheel.db* && mv "$folder/copy.db" "$folder/jobwheel.db"; }

# --- PostgreSQL

as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u nobody -- "$@"; else "$@"; fi; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PGHOST=127.0.0.1 PGPORT=$port PGUSER=jobwheel
start_postgres() {
  mkdir "$folder/pg" && chmod 755 "$folder"
  [ "$(id -u)" != 0 ] || chown nobody "$folder/pg"
  as_postgres initdb -D "$folder/pg/data" -U jobwheel --auth=trust --encoding=UTF8 >"$folder/initdb.log" &&
    as_postgres pg_ctl -D "$folder/pg/data" -w -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=" -l "$folder/pg/log" start >"$folder/pg_ctl.log" &&
    psql -qd postgres -c 'CREATE DATABASE jobwheel'
}
finish() {
  touch "$folder/stop"
  [ ! -d "$folder/pg/data" ] || as_postgres pg_ctl -D "$folder/pg/data" -m immediate stop >/dev/null
  stop_service
}
trap finish EXIT
backup_postgres() { pg_dump -Fc -d jobwheel -f "$folder/dump"; }
restore_postgres() { psql -qd postgres -c 'DROP DATABASE jobwheel' -c 'CREATE DATABASE jobwheel' && pg_restore -d jobwheel "$folder/dump"; }

prove SQLite backup_sqlite restore_sqlite
start_postgres || exit 1
store="jdbc:postgresql://127.0.0.1:$port/jobwheel?user=jobwheel"
prove PostgreSQL backup_postgres restore_postgres
[ "$missing" -eq 0 ]
