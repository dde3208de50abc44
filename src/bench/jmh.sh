#!/usr/bin/env bash
# The benchmarks in src/jmh: one figure for each thing that the loop does, and what the meters of a job cost. Arguments go to JMH.
# Usage: src/bench/jmh.sh [--short] [JMH ARGUMENT...]       e.g. src/bench/jmh.sh yields -prof gc
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"

times=(-f 3 -wi 5 -w 1 -i 5 -r 1)
if [ "${1:-}" = --short ]; then
  shift
  times=(-f 1 -wi 1 -w 200ms -i 1 -r 200ms) # that all of them run; no figures to keep
fi
target=$here/target
"$here/mvnw" -q -Pjmh process-classes >&2 || exit 1
exec "$java" -cp "$target/classes:$target/jmh-classes:$(cat "$target/jmh.classpath")" org.openjdk.jmh.Main "${times[@]}" \
  -jvmArgs '-Xms1g -Xmx1g -XX:+UseParallelGC' -foe true "$@"
