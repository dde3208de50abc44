#!/usr/bin/env bash
# The time of each list call over HTTP, with a million ended and 100,000 waiting jobs on PostgreSQL, in ms. Decides nothing: ends
# with 0 when it ran. Items with a + are followed by another page; a page has 50 items, or fewer if it examined 10,000 jobs.
# Usage: src/bench/lists.sh [ENDED WAITING ROUNDS]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"

cd "$here"
classes=$here/target/list-bench
mkdir -p "$classes"
./mvnw -q compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$classes/classpath"
product=$classes:$here/target/classes:$(<"$classes/classpath")
"${java}c" -Xlint:all,-path -Werror -proc:none -d "$classes" -cp "$product" src/bench/lists/*.java
echo "cores: $(getconf _NPROCESSORS_ONLN), load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
"$java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$product" ListBench "${1:-1000000}" "${2:-100000}" "${3:-200}" 2>/dev/null |
  sed -n '/^call/,$p' # without the log
