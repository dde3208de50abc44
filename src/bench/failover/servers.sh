#!/usr/bin/env bash
# Three PostgreSQL servers under Patroni, etcd and HAProxy, each in a network namespace and on a file system of its own, and
# what can happen to them. The state is in FOLDER; servers are numbered from 1. src/bench/failover.sh provides the namespaces
# in which all this lives and ends.
# Usage: servers.sh FOLDER start [sync|async] | role N | synchronous-standby PRIMARY | kill N | freeze N | thaw N | cut N | cut-peers N | heal N |
#   restart N | reset N | switchover N | freeze-agent N | fill N | empty N | stop-etcd | start-etcd | await N
set -euo pipefail
folder=${1:?the folder of the servers}
action=${2:?an action}
binaries=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
prefix=jwf
network=10.213.87
etcd_address=$network.9
proxy_address=$network.8

namespace() { echo "$prefix-$1"; }
inside() { # inside NAME COMMAND...: runs a command in a namespace
  local name=$1
  shift
  ip netns exec "$(namespace "$name")" "$@"
}
address() { echo "$network.1$1"; }

add_host() { # add_host NAME ADDRESS: a namespace on the bridge
  ip netns add "$(namespace "$1")"
  ip link add "$prefix-$1" type veth peer name eth0 netns "$(namespace "$1")"
  ip link set "$prefix-$1" master "$prefix-br" up
  inside "$1" ip addr add "$2/24" dev eth0
  inside "$1" ip link set eth0 up
  inside "$1" ip link set lo up
}

signal_all() { # signal_all SIGNAL NAME: to each process of a namespace
  local pids
  pids=$(ip netns pids "$(namespace "$2")")
  # shellcheck disable=SC2086 # one argument a process
  [ -z "$pids" ] || kill -s "$1" $pids 2>/dev/null || true
}

end_all() { # end_all NAME: SIGKILL until no process is left
  for _ in $(seq 50); do
    [ -n "$(ip netns pids "$(namespace "$1")")" ] || return 0
    signal_all KILL "$1"
    sleep 0.1
  done
  echo "the processes of $1 did not end" >&2
  return 1
}

configure() { # configure N sync|async: Patroni's file of a server
  local synchronous=false
  [ "$2" = async ] || synchronous=true
  cat >"$folder/pg$1.yml" <<YAML
scope: jobwheel
name: pg$1
restapi: {listen: "$(address "$1"):8008", connect_address: "$(address "$1"):8008"}
etcd3: {hosts: "$etcd_address:2379"}
bootstrap:
  dcs:
    ttl: 15
    loop_wait: 2
    retry_timeout: 5
    master_start_timeout: 5
    synchronous_mode: $synchronous
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 200, wal_log_hints: "on", wal_keep_size: 512MB}
  initdb: [encoding: UTF8, data-checksums]
postgresql:
  listen: "$(address "$1"):5432"
  connect_address: "$(address "$1"):5432"
  data_dir: $folder/pg$1/data
  bin_dir: $binaries
  pgpass: $folder/pg$1/pgpass
  basebackup: [{checkpoint: fast}]
  parameters: {unix_socket_directories: "$folder/pg$1"}
  pg_hba: ["local all all trust", "host all all 0.0.0.0/0 trust", "host replication all 0.0.0.0/0 trust"]
  authentication:
    superuser: {username: postgres}
    replication: {username: replicator}
    rewind: {username: postgres}
YAML
}

start_server() { # start_server N
  inside "pg$1" setpriv --reuid postgres --regid postgres --clear-groups \
    patroni "$folder/pg$1.yml" >>"$folder/pg$1.log" 2>&1 </dev/null &
}

start_etcd() {
  inside etcd setpriv --reuid postgres --regid postgres --clear-groups \
    etcd --data-dir "$folder/etcd" --listen-client-urls "http://$etcd_address:2379" \
    --advertise-client-urls "http://$etcd_address:2379" --listen-peer-urls http://127.0.0.1:2380 \
    >>"$folder/etcd.log" 2>&1 </dev/null &
}

start_proxy() {
  {
    cat <<CFG
global
  maxconn 500
defaults
  mode tcp
  timeout connect 2s
  timeout client 30m
  timeout server 30m
listen primary
  bind $proxy_address:5432
  option httpchk GET /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
CFG
    for n in 1 2 3; do echo "  server pg$n $(address $n):5432 check port 8008"; done
  } >"$folder/haproxy.cfg"
  inside proxy haproxy -f "$folder/haproxy.cfg" >>"$folder/haproxy.log" 2>&1 </dev/null &
}

cut_peers() { # cut_peers N: from the other servers and etcd, but not from the nodes
  for peer in "$etcd_address" "$(address 1)" "$(address 2)" "$(address 3)"; do
    [ "$peer" != "$(address "$1")" ] || continue
    inside "pg$1" iptables -A INPUT -s "$peer" -j DROP
    inside "pg$1" iptables -A OUTPUT -d "$peer" -j DROP
  done
}

freeze_agent() { # freeze_agent N: Patroni, but not PostgreSQL
  for pid in $(ip netns pids "$(namespace "pg$1")"); do
    [ "$(cat "/proc/$pid/comm")" != patroni ] || kill -s STOP "$pid"
  done
}

synchronous_standby() { # the number of the synchronous standby
  curl -s -m 1 "http://$(address "$1"):8008/cluster" | jq -r '.members[] | select(.role == "sync_standby") | .name | ltrimstr("pg")'
}

role() { # role N: primary, replica, or nothing
  curl -s -m 1 "http://$(address "$1"):8008/patroni" | jq -r 'select(.state == "running") | .role | sub("master"; "primary")' 2>/dev/null || true
}

copy_anew() { # copy_anew N: as a new standby
  end_all "pg$1"
  rm -rf "$folder/pg$1/data"
  start_server "$1"
}

await_members() { # await_members COUNT: until so many servers run, one is the primary, and one standby is synchronous if required
  local members began=$SECONDS copied=
  while [ $((SECONDS - began)) -lt 90 ]; do
    members=
    for n in 1 2 3; do
      [ -n "$members" ] || members=$(curl -s -m 1 "http://$(address $n):8008/cluster" || true)
    done
    if jq -e --argjson count "$1" --arg mode "$(cat "$folder/mode")" '
      ([.members[] | select(.state == "running" or .state == "streaming")] | length == $count) and
      any(.members[]; .role == "leader") and ($mode == "async" or any(.members[]; .role == "sync_standby"))' <<<"$members" \
      >/dev/null 2>&1; then return 0; fi
    # one that cannot catch up (no other keeps its log any more, or Patroni cancelled its pg_rewind) is copied anew
    if [ -z "$copied" ] && [ $((SECONDS - began)) -gt 30 ]; then
      copied=yes
      for n in $(jq -r '.members[] | select(.role != "leader" and .state != "running" and .state != "streaming")
        | .name | ltrimstr("pg")' <<<"$members"); do
        copy_anew "$n"
      done
    fi
    sleep 0.2
  done
  echo "the servers do not run: $members" >&2
  return 1
}

start() {
  local mode=${1:-sync}
  mkdir -p "$folder"
  echo "$mode" >"$folder/mode"
  chown postgres "$folder"
  ip link add "$prefix-br" type bridge
  ip addr add "$network.1/24" dev "$prefix-br"
  ip link set "$prefix-br" up
  add_host etcd "$etcd_address"
  add_host proxy "$proxy_address"
  start_etcd
  for n in 1 2 3; do
    add_host "pg$n" "$(address $n)"
    # a file system of its own, which can be filled; twenty failovers leave more than 1 GB
    install -d "$folder/pg$n"
    mount -t tmpfs -o "size=3g,mode=700,uid=$(id -u postgres),gid=$(id -g postgres)" tmpfs "$folder/pg$n"
    configure $n "$mode"
  done
  start_server 1
  for _ in $(seq 150); do
    [ "$(role 1)" != primary ] || break
    sleep 0.2
  done
  start_server 2
  start_server 3
  start_proxy
  await_members 3
}

case $action in
  start) start "${3:-sync}" ;;
  role) role "$3" ;;
  synchronous-standby) synchronous_standby "$3" ;;
  kill) end_all "pg$3" ;;
  freeze) signal_all STOP "pg$3" ;;
  freeze-agent) freeze_agent "$3" ;;
  thaw) signal_all CONT "pg$3" ;;
  cut) inside "pg$3" iptables -A INPUT ! -i lo -j DROP && inside "pg$3" iptables -A OUTPUT ! -o lo -j DROP ;;
  cut-peers) cut_peers "$3" ;;
  heal) inside "pg$3" iptables -F ;;
  reset) end_all "pg$3" && start_server "$3" ;;
  restart) start_server "$3" ;;
  switchover) # from N to whom Patroni chooses
    curl -s -m 30 "http://$(address "$3"):8008/switchover" -d "{\"leader\":\"pg$3\"}" ;;
  fill) cat /dev/zero >"$folder/pg$3/filler" 2>/dev/null || true ;;
  empty) rm "$folder/pg$3/filler" ;;
  stop-etcd) end_all etcd ;;
  start-etcd) start_etcd ;;
  await) await_members "${3:-3}" ;;
  *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
esac
