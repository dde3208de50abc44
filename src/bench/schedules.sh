#!/usr/bin/env bash
# Schedules on three nodes that are killed: one job for each due time, none missing, how late they are, and what an outage of the
# fleet makes up for. Ends with lines "schedules: ...", and 1 when a promise was broken. The short form is ScheduleKillsIT in
# ./mvnw verify.
# Usage: src/bench/schedules.sh [--schedules N] [--period SECONDS] [--seconds N] [--seed N]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"
seed=$((RANDOM * 32768 + RANDOM))
schedules=10000
period=60
seconds=60
while [ $# -gt 0 ]; do
  case $1 in
    --seed) seed=${2:?a number} && shift ;;
    --schedules) schedules=${2:?a number} && shift ;;
    --period) period=${2:?a number} && shift ;;
    --seconds) seconds=${2:?a number} && shift ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done
cd "$here"
echo "seed $seed, $schedules schedules each $period s, for $seconds s"
echo "cores: $(getconf _NPROCESSORS_ONLN), load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
./mvnw -q -DskipTests pre-integration-test
./mvnw -q failsafe:integration-test failsafe:verify -Dit.test=ScheduleKillsIT -Djobwheel.chaos.seed="$seed" \
  -Djobwheel.chaos.schedules="$schedules" -Djobwheel.chaos.period="$period" -Djobwheel.chaos.seconds="$seconds" |
  grep -E '^schedules:|AssertionError|Expecting|ERROR.*IT' || {
  echo "seed $seed broke a promise; the nodes' logs are in target/failsafe-reports" >&2
  exit 1
}
