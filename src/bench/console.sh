#!/usr/bin/env bash
# A console that is open in 20 tabs, which make the calls of its pages at their periods (src/main/console): one node as a jar, on a
# PostgreSQL of its own with a million ended and 100,000 waiting jobs. Prints the times of each call, the rate at which the waiting jobs
# are drained without and with the tabs, in turns, and which statements of PostgreSQL's log count rows. Decides nothing: ends with 0
# when it ran. --short: 100,000 ended and 10,000 waiting jobs, and less time.
# Usage: src/bench/console.sh [--short] [--ended N] [--waiting N] [--rounds N] [--seconds N]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"
ended=1000000
waiting=100000
rounds=4
seconds=30 # that the tabs are open while the jobs wait, in each round
while [ $# -gt 0 ]; do
  case $1 in
    --short) ended=100000 waiting=10000 rounds=1 seconds=10 ;;
    --ended) ended=${2:?a number} && shift ;;
    --waiting) waiting=${2:?a number} && shift ;;
    --rounds) rounds=${2:?a number} && shift ;;
    --seconds) seconds=${2:?a number} && shift ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done
cd "$here"
classes=$here/target/console-bench
mkdir -p "$classes"
./mvnw -q -DskipTests package dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$classes/classpath"
jar=$(find "$here/target" -maxdepth 1 -name 'jobwheel-*.jar' ! -name '*-sources.jar' | head -n 1)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
product=$classes:$here/target/classes:$(<"$classes/classpath")
"${java}c" -Xlint:all,-path -Werror -proc:none -d "$classes" -cp "$product" \
  src/bench/console/*.java src/bench/lists/ListRows.java src/bench/events/{BenchNode,OpenStreams}.java
echo "cores: $(getconf _NPROCESSORS_ONLN), load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
"$java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$product" ConsoleBench "$jar" "$ended" "$waiting" "$rounds" "$seconds" "$folder" \
  2>"$folder/errors" | sed -un '/^figures:/,${/ INFO /!p}' || { tail -n 30 "$folder/errors" >&2 && exit 1; }
echo "load after: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
