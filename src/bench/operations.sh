#!/usr/bin/env bash
# Redrives failed jobs on three nodes and one PostgreSQL, kills nodes meanwhile, and checks that each job is redriven once and that the
# rate holds for all nodes together. The short form is OperationKillsIT in ./mvnw verify. Ends with a line "operations: ..."; 1 when a
# promise was broken.
# Usage: src/bench/operations.sh [--seed N] [--jobs N] [--rate N] [--kills N]
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
seed=$((RANDOM * 32768 + RANDOM))
jobs=100000
rate=2000
kills=5
while [ $# -gt 0 ]; do
  case $1 in
    --seed) seed=${2:?a number} && shift ;;
    --jobs) jobs=${2:?a number} && shift ;;
    --rate) rate=${2:?a number} && shift ;;
    --kills) kills=${2:?a number} && shift ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done
echo "seed $seed, $jobs failed jobs, $rate jobs/s, $kills kills"
cd "$here"
./mvnw -q -DskipTests pre-integration-test
./mvnw -q failsafe:integration-test failsafe:verify -Dit.test=OperationKillsIT -Djobwheel.chaos.seed="$seed" \
  -Djobwheel.chaos.jobs="$jobs" -Djobwheel.chaos.rate="$rate" -Djobwheel.chaos.kills="$kills" |
  grep -E '^operations:|AssertionError|Expecting|ERROR.*IT' || {
  echo "seed $seed broke a promise; the nodes' logs are in target/failsafe-reports" >&2
  exit 1
}
