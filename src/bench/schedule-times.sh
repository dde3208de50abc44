#!/usr/bin/env bash
# Whether the times of cron expressions are right at every transition of every time zone, from years ago to years ahead:
# compares them with an oracle that looks at each minute of the zone's clock. The tests do so for the next years only.
# Ends with an error if there is a difference. Before 1973 zones had offsets of seconds, which the oracle does not know.
# Usage: src/bench/schedule-times.sh [FIRST_YEAR [END_YEAR [STARTS]]] (1973 2101 50: as many start times an expression)
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"

cd "$here"
# shellcheck disable=SC2154 # java.sh sets it
./mvnw -q test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath
"$java" -cp "target/test-classes:target/classes:$(<target/test.classpath)" \
  io.jobwheel.schedule.time.TransitionSweep "${1:-1973}" "${2:-2101}" "${3:-50}"
