#!/usr/bin/env bash
# What a node does on PostgreSQL with many ended jobs, and what it costs to delete a day of them: with the table as it is, and
# with a partition for each day. Each has a database of its own, on the disk of FOLDER (some 30 GB for the 50 million rows
# of the default). Decides nothing: ends with 0 when it ran.
# Usage: src/bench/growth.sh [--rows N] [--seconds N] [--folder FOLDER]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"
rows=50000000
seconds=30
parent=${TMPDIR:-/tmp}
while [ $# -gt 0 ]; do
  case $1 in
    --rows) rows=${2:?a number} && shift ;;
    --seconds) seconds=${2:?a number} && shift ;;
    --folder) parent=${2:?a folder} && shift ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done
cd "$here"
classes=$here/target/growth-bench
mkdir -p "$classes"
./mvnw -q compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$classes/classpath"
product=$classes:$here/target/classes:$(<"$classes/classpath")
"${java}c" -Xlint:all,-path -Werror -proc:none -d "$classes" -cp "$product" src/bench/growth/*.java
folder=$(mktemp -d -p "$parent")
trap 'rm -rf "$folder"' EXIT
chmod 711 "$folder"
echo "cores: $(getconf _NPROCESSORS_ONLN), load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
for layout in table partitioned; do
  "$java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$product" GrowthBench "$folder/data" "$rows" "$layout" "$seconds" \
    2>"$folder/errors" | sed -un '/^figures:/,$p' | grep --line-buffered -v '^figures:\| WARN \| INFO ' || { tail -n 30 "$folder/errors" >&2 && exit 1; }
  rm -rf "$folder/data"
done
