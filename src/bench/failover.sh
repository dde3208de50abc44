#!/usr/bin/env bash
# Three nodes under load on three PostgreSQL servers under Patroni, whose primary is killed, frozen, cut off from all or
# from its peers, switched over, or left without its agent, in an order by chance (FailoverProof). With --others
# (DatabaseFaultsProof): a standby that stands still, a full disk, a dead etcd, a node that is cut off together with the
# primary, and a name that leads to the old primary. Ends with a line "failover: ..."; 1 when a promise was broken.
# All that it starts lives in namespaces of its own, and ends with it, also when it is killed.
# Needs root, and the packages patroni, etcd-server, haproxy, postgresql, iproute2, iptables, jq and curl.
# Usage: src/bench/failover.sh [--seed N] [--count N] [--faults KILL,CUT,...] [--proxied] [--async] | --others
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
arguments=("$@")
seed=$((RANDOM * 32768 + RANDOM))
count=20
faults=
proxied=false
mode=sync
tests=FailoverProof
while [ $# -gt 0 ]; do
  case $1 in
    --seed) seed=${2:?a number} && shift ;;
    --count) count=${2:?a number} && shift ;;
    --faults) faults=${2:?names} && shift ;;
    --proxied) proxied=true ;;
    --async) mode=async ;;
    --others) tests=DatabaseFaultsProof ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done

cd "$here"
if [ -z "${FAILOVER_ISOLATED:-}" ]; then
  ./mvnw -q -B -DskipTests pre-integration-test
  # a test without servers, so that Maven has what a proof needs: there is no way out of the namespace
  ./mvnw -q -B failsafe:integration-test -Dit.test=HealthCheckTest
  FAILOVER_ISOLATED=yes exec unshare --net --mount --ipc --pid --fork --kill-child --mount-proc "$0" "${arguments[@]}"
fi

ip link set lo up
mkdir -p /run/netns
mount -t tmpfs tmpfs /run/netns
mount -t tmpfs tmpfs /dev/shm # what killed servers leave there
folder=$(mktemp -d)
# in memory: what is tested is the loss of a server, and three servers that share a disk wait for each other
mount -t tmpfs tmpfs "$folder"
trap 'umount -R -l "$folder"; rmdir "$folder"' EXIT
script=$here/src/bench/failover/servers.sh
"$script" "$folder" start "$mode"
echo "seed $seed, $mode"
./mvnw -q -B failsafe:integration-test failsafe:verify -Dit.test="$tests" \
  -Djobwheel.failover.script="$script" -Djobwheel.failover.folder="$folder" -Djobwheel.failover.seed="$seed" \
  -Djobwheel.failover.count="$count" -Djobwheel.failover.faults="$faults" -Djobwheel.failover.proxied="$proxied" \
  -Djobwheel.failover.async="$([ "$mode" = async ] && echo true || echo false)" |
  grep --line-buffered -oE 'failover( [0-9]+)?: .*|.*(AssertionError|Expecting|ERROR.*Proof).*' || {
  mkdir -p target/failover
  cp "$folder"/*.log target/failover
  echo "seed $seed broke a promise; see target/failsafe-reports, and the logs in target/failover" >&2
  exit 1
}
