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
  # one kind of JVM, no threads tied to cores, and half seconds: still some 100,000 meetings a test
  stress=(-f 1 -iters 2 -time 500 -hs 256 -sc false -af NONE -jvmArgs -XX:+UseParallelGC)
fi
target=$here/target
results=$target/jcstress-results
failed=0

rm -rf "$target"/{lincheck,jcstress}-{classes,reports,results} "$target/jcstress.classpath"
"$here/mvnw" -q -Plincheck,jcstress -Draces="$search" process-classes || failed=1
awk -F'"' '/<testsuite / { for (i = 1; i < NF; i++) if ($i ~ / (tests|errors|failures)=$/) sum[$i] += $(i + 1) }
  END { print "Lincheck: " sum[" tests="] " tests, " sum[" errors="] + sum[" failures="] " found a race" }' \
  "$target"/lincheck-reports/TEST-*.xml

[ -f "$target/jcstress.classpath" ] || exit 1
mkdir -p "$results"
# it writes its results where it runs
if ! (cd "$results" && "$java" -cp "$target/classes:$target/jcstress-classes:$(cat "$target/jcstress.classpath")" \
  org.openjdk.jcstress.Main "${stress[@]}" -c 2 -r . -v >log 2>&1); then
  failed=1
fi
# the summary: what failed with its observations, and a line for each test that held
sed -n '/^RUN RESULTS:/,/HTML report/p' "$results/log" | awk '
  /^ *(Interesting|Failed|Error) tests|^ *All remaining tests/ { part = $1 }
  /^\.+ \[/ { sub(/^\.+ /, ""); if (!seen[$0]++) print; next }
  (part == "Failed" || part == "Error") && NF && !/No matches/'
exit "$failed"
