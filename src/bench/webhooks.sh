#!/usr/bin/env bash
# Deliveries of webhooks by one node on PostgreSQL: the rate, the time from the end of a job until its call, and the time until one
# receiver has its deliveries beside those to another that never answers. Decides nothing: ends with 0 when it ran.
# With --chaos only this: jobs and groups with webhooks on three nodes that are killed, and a receiver that fails; ends with a line
# "webhooks: ...", and 1 when a promise was broken. The short form is WebhookKillsIT in ./mvnw verify.
# Usage: src/bench/webhooks.sh [--jobs N] [--rounds N] [--chaos [--seed N] [--kills N]]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"
seed=$((RANDOM * 32768 + RANDOM))
jobs=10000
kills=20
rounds=3
chaos=no
while [ $# -gt 0 ]; do
  case $1 in
    --seed) seed=${2:?a number} && shift ;;
    --jobs) jobs=${2:?a number} && shift ;;
    --kills) kills=${2:?a number} && shift ;;
    --rounds) rounds=${2:?a number} && shift ;;
    --chaos) chaos=yes ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done
cd "$here"
if [ "$chaos" = yes ]; then
  echo "seed $seed, $jobs jobs, $kills kills"
  ./mvnw -q -DskipTests pre-integration-test
  ./mvnw -q failsafe:integration-test failsafe:verify -Dit.test=WebhookKillsIT -Djobwheel.chaos.seed="$seed" \
    -Djobwheel.chaos.jobs="$jobs" -Djobwheel.chaos.kills="$kills" |
    grep -E '^webhooks:|AssertionError|Expecting|ERROR.*IT' || {
    echo "seed $seed broke a promise; the nodes' logs are in target/failsafe-reports" >&2
    exit 1
  }
  exit 0
fi
classes=$here/target/webhook-bench
mkdir -p "$classes"
./mvnw -q compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$classes/classpath"
product=$classes:$here/target/classes:$(<"$classes/classpath")
"${java}c" -Xlint:all,-path -Werror -proc:none -d "$classes" -cp "$product" src/bench/webhooks/*.java
echo "cores: $(getconf _NPROCESSORS_ONLN), load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
"$java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$product" WebhookBench "$jobs" "$rounds" 2>/dev/null |
  sed -n '/^what/,$p' # without the log
