#!/usr/bin/env bash
# Whether the loop keeps its word when threads meet: Lincheck tries the interleavings of the inbox and of the wake-up
# (src/lincheck), jcstress runs both, the baton and the meters on all cores at full speed (src/jcstress).
# Ends with an error when either finds a race. Long by default, about half an hour; --short is for every build.
# Usage: src/bench/races.sh [--short]
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"

search=long
stress=(-m default)
if [ "${1:-}" = --short ]; then
  search=short
  stress=(-m sanity -f 1 -time 500 -iters 3)
fi
target=$here/target
failed=0

"$here/mvnw" -q -Plincheck -Draces="$search" process-classes || failed=1

"$here/mvnw" -q -Pjcstress process-classes || exit 1
rm -rf "$target/jcstress-results"
mkdir -p "$target/jcstress-results"
# it writes its results where it runs
(cd "$target/jcstress-results" &&
  "$java" -cp "$target/classes:$target/jcstress-classes:$(cat "$target/jcstress.classpath")" org.openjdk.jcstress.Main \
    "${stress[@]}" -c 2 -r . >log 2>&1) || failed=1
grep -E 'FAILED|FORBIDDEN|ERROR|TIMEOUT|^ *(RUN COMPLETE|Observed)' "$target/jcstress-results/log" | sort | uniq -c
exit "$failed"
