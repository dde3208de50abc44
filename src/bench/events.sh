#!/usr/bin/env bash
# Streams of events of two nodes on one PostgreSQL: the time from when a line is printed until a reader has it, in ms, at the node
# that runs the job and at the other; and the memory, threads and processor time of idle streams. Decides nothing: ends with 0 when it ran.
# Usage: src/bench/events.sh [JOBS STREAMS]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"

cd "$here"
classes=$here/target/event-bench
mkdir -p "$classes"
./mvnw -q compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$classes/classpath"
product=$classes:$here/target/classes:$(<"$classes/classpath")
"${java}c" -Xlint:all -Werror -proc:none -d "$classes" -cp "$product" src/bench/events/*.java
echo "cores: $(getconf _NPROCESSORS_ONLN), load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
ulimit -n "$(ulimit -Hn)"
"$java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$product" EventBench "${1:-300}" "${2:-5000}" 2>/dev/null |
  sed -n '/^what/,$p' # without the log
