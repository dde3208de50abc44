#!/usr/bin/env bash
# Streams of events, on a PostgreSQL of their own.
# latency: the time from when a line is printed until a reader has it, in ms, at the node that runs the job and at another.
# idle: the memory, threads and processor time of idle streams, of one job and of different jobs.
# load: how long jobs take without readers, with 100 readers of other jobs and of these jobs, and with readers of their groups, in turns.
# These decide nothing: they end with 0 when they ran.
# cuts: readers that are cut by themselves and by proxies while nodes are killed; the short form is EventCutsIT in ./mvnw verify. Ends with
# a line "events: ..."; 1 when a line was lost or repeated, or a job did not get its final state. Each round has 24 readers and 2 kills.
# Usage: src/bench/events.sh latency [JOBS] | idle [STREAMS] | load [JOBS ROUNDS] | cuts [ROUNDS SEED]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"

cd "$here"
case ${1:-} in
  latency) set -- latency "${2:-300}" ;;
  idle) set -- idle "${2:-5000}" ;;
  load) set -- load "${2:-10000}" "${3:-7}" ;;
  cuts)
    seed=${3:-$((RANDOM * 32768 + RANDOM))}
    echo "seed $seed, ${2:-20} rounds"
    ./mvnw -q -DskipTests pre-integration-test
    ./mvnw -q failsafe:integration-test failsafe:verify -Dit.test=EventCutsIT -Djobwheel.chaos.seed="$seed" \
      -Djobwheel.chaos.rounds="${2:-20}" | grep -E '^events:|AssertionError|Expecting|ERROR.*IT' || {
      echo "seed $seed broke a promise; the nodes' logs are in target/failsafe-reports" >&2
      exit 1
    }
    exit
    ;;
  *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
esac
classes=$here/target/event-bench
mkdir -p "$classes"
./mvnw -q compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$classes/classpath"
product=$classes:$here/target/classes:$(<"$classes/classpath")
"${java}c" -Xlint:all,-path -Werror -proc:none -d "$classes" -cp "$product" src/bench/events/*.java
echo "cores: $(getconf _NPROCESSORS_ONLN), load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
ulimit -n "$(ulimit -Hn)"
"$java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$product" EventBench "$@" 2>/dev/null |
  sed -n '/^figures:/,$p' # without the log
