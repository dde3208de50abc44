#!/usr/bin/env bash
# Hurts a cluster of three nodes on one PostgreSQL under load for as long as asked for: kills nodes and the database,
# freezes nodes past their lease, cuts them from the database; then checks that every accepted job has ended exactly once.
# With --database sqlite it kills one node on a file under load, again and again. The short forms are ClusterIT and ServiceKillsIT in
# ./mvnw verify. With --processes it kills the child processes of a node's pool (ProcessesIT). Ends with a line "chaos: ..." or "processes: ..."; 1 when a promise was broken.
# Usage: src/bench/chaos.sh [--seed N] [--database postgresql|sqlite | --processes] [--seconds N | --rounds N]
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
seed=$((RANDOM * 32768 + RANDOM))
seconds=60
rounds=50
database=postgresql
while [ $# -gt 0 ]; do
  case $1 in
    --seed) seed=${2:?a number} && shift ;;
    --rounds) rounds=${2:?a number} && shift ;;
    --processes) database=processes ;;
    --database) database=${2:?postgresql or sqlite} && shift ;;
    --seconds) seconds=${2:?a number} && shift ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done

case $database in
  postgresql) name=ClusterIT what="$seconds s" ;;
  sqlite) name=ServiceKillsIT what="$rounds kills" ;;
  processes) name=ProcessesIT what="$seconds s" ;;
  *) echo "there is no database $database" >&2 && exit 2 ;;
esac
echo "$database, seed $seed, $what"
cd "$here"
./mvnw -q -DskipTests pre-integration-test
./mvnw -q failsafe:integration-test failsafe:verify -Dit.test="$name" -Djobwheel.chaos.seed="$seed" \
  -Djobwheel.chaos.seconds="$seconds" -Djobwheel.chaos.rounds="$rounds" |
  grep -E '^(chaos|processes):|AssertionError|Expecting|ERROR.*IT' || {
  echo "seed $seed broke a promise; the nodes' logs are in target/failsafe-reports" >&2
  exit 1
}
