#!/usr/bin/env bash
# What a node needs: its memory (resident, of all its processes) and processor time, started as the image starts it in a container of
# LIMIT MiB: idle, while it takes and runs 100,000 jobs that do next to nothing, with 10,000 jobs that sleep on an event loop, and for each child process.
# On SQLite, so the registry is in it. The figures of docs/benchmarks.md and the chart's defaults come from here.
# Usage: src/bench/sizing.sh [LIMIT]
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

limit=${1:-1536}
children=3
# what the JVM would find out in such a container: half of it for the heap, and the collector for less than 2 GB
JAVA_OPTS="-XX:+UseCompactObjectHeaders -Xmx$((limit / 2))m -XX:+UseSerialGC"
if [ "$limit" -ge 1792 ]; then JAVA_OPTS="-XX:+UseCompactObjectHeaders -Xmx$((limit / 2))m"; fi

group() { # group COUNT DELAY MODE
  jq -n --argjson n "$1" --arg delay "$2" --arg mode "$3" '{mode: $mode, jobs: [range($n) | {type: "countdown", payload: {name: "A", delay: $delay}}]}'
}

processes() { echo "$pid" && pgrep -P "$pid"; }

sample() { # sample WHAT: memory now and at most, processor time since the last sample
  local memory=0 each now
  for each in $(processes); do
    memory=$((memory + $(awk '/^Pss:/ { print $2 }' "/proc/$each/smaps_rollup" 2>/dev/null || echo 0)))
  done
  now=$(awk '{ print ($14 + $15 + $16 + $17) * 10 }' "/proc/$pid/stat")
  printf '%-58s %5d MiB   node alone %5d MiB, at most %5d MiB   processor %7.2f s\n' "$1" $((memory / 1024)) \
    "$(awk '/^VmRSS/ { print $2 / 1024 }' "/proc/$pid/status" | cut -d. -f1)" \
    "$(awk '/^VmHWM/ { print $2 / 1024 }' "/proc/$pid/status" | cut -d. -f1)" \
    "$(awk -v n="$now" -v l="${last:-0}" 'BEGIN { print (n - l) / 1000 }')"
  last=$now
}

post_groups() { # post_groups COUNT FILE: so many groups, eight at a time, each until it has ended
  seq "$1" | xargs -P 8 -I{} curl -s -o "$folder/answer" -H 'Content-Type: application/json' -H 'Prefer: wait=60' "$url/api/v1/groups" -d @"$2"
}

run() { # run CHILDREN
  last=0
  start_service --jobwheel.lanes.process-pool.slots="$1" --jobwheel.lanes.event-loop.slots=20000 --jobwheel.dispatch.max-group=10000 || exit 1
  sleep 20
  sample "$1 children: started"
  sleep 60
  sample "a minute idle"
}

group 1000 0ms virtual-threads >"$folder/short.json"
group 10000 5s event-loop >"$folder/sleepers.json"
echo "limit $limit MiB, $(nproc) cores, $JAVA_OPTS"
run 0
for _ in 1 2 3; do
  began=$(date +%s%N)
  post_groups 100 "$folder/short.json"
  sample "100,000 jobs in groups of 1,000, $((100000000 / (($(date +%s%N) - began) / 1000000))) a second"
done
curl -s -o "$folder/answer" -H 'Content-Type: application/json' "$url/api/v1/groups" -d @"$folder/sleepers.json"
sleep 10
sample "10,000 that sleep on an event loop"
kill "$pid" && wait "$pid"
pid=
rm -f "$folder"/jobwheel.db*
run $children
