#!/usr/bin/env bash
# Hurts a cluster of three nodes on one PostgreSQL under load for as long as asked for: kills nodes and the database,
# freezes nodes past their lease, cuts them from the database; then checks that every accepted job has ended exactly once.
# The short form of the same is ClusterIT in ./mvnw verify. Ends with a line "chaos: ..."; 1 when a promise was broken.
# Usage: src/bench/chaos.sh [--seed N] [--seconds N]
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
seed=$((RANDOM * 32768 + RANDOM))
seconds=60
while [ $# -gt 0 ]; do
  case $1 in
    --seed) seed=${2:?a number} && shift ;;
    --seconds) seconds=${2:?a number} && shift ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done

echo "seed $seed, $seconds s"
cd "$here"
./mvnw -q -DskipTests package
./mvnw -q failsafe:integration-test failsafe:verify -Dit.test=ClusterIT -Djobwheel.chaos.seed="$seed" \
  -Djobwheel.chaos.seconds="$seconds" | grep -E '^chaos:|AssertionError|Expecting|ERROR.*ClusterIT' || {
  echo "seed $seed broke a promise; the nodes' logs are in target/failsafe-reports" >&2
  exit 1
}
