#!/usr/bin/env bash
# What limits cost and promise. On one node, by library calls, in batches: jobs/s without limits and with 5 permits for each
# of 1,000 keys. Then on three nodes as processes and a PostgreSQL of their own:
#   keys     jobs that do nothing, sent in batches to one node: jobs/s without limits and with 5 permits for each of 1,000 keys
#   release  one job at a time on three nodes: from the end of a job to the start of the next, in ms
#   rate     100 a second with a burst of 10 on three nodes: the most starts in any second, and starts a second over all
#   shares   1,000 jobs of each of four keys with the weights 1 to 4: their shares of the first 1,000 starts
#   new key  the wait of the first job of a key while 100,000 jobs of another wait
#   idle     transactions a second of three idle nodes, without held jobs and with 100,000
# Decides nothing: ends with 0 when it ran. --short: fewer jobs.
# Usage: src/bench/limits.sh [--short]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"
jobs=100000
seconds=60
short=()
case ${1:-} in
  '') ;;
  --short) jobs=20000 seconds=10 short=(--short) ;;
  *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
esac
cd "$here"
src/bench/engine.sh --limits "${short[@]}"
classes=$here/target/limit-bench
mkdir -p "$classes"
./mvnw -q -DskipTests package dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$classes/classpath"
jar=$(find "$here/target" -maxdepth 1 -name 'jobwheel-*.jar' ! -name '*-sources.jar' | head -n 1)
product=$classes:$here/target/classes:$(<"$classes/classpath")
"${java}c" -Xlint:all,-path -Werror -proc:none -d "$classes" -cp "$product" \
  src/bench/limits/*.java src/bench/events/{BenchNode,OpenStreams}.java
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo "cores: $(getconf _NPROCESSORS_ONLN), load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
"$java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$product" LimitBench "$jar" "$jobs" "$seconds" "$folder" 2>"$folder/errors" |
  sed -un '/^figures:/,$p' | grep -v ' INFO ' || { tail -n 30 "$folder/errors" >&2 && exit 1; }
echo "load after: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
