#!/usr/bin/env bash
# 5,000 calls to a server that answers after a second: as jobs of the type http on one event loop of the packaged service,
# posted as five groups of 1,000, from the first request to the last recorded outcome; and by clients alone (java.net.http,
# Apache HttpClient 5) that keep no record. The rounds take turns; a figure is the median, after two rounds to warm up.
# While the jobs run, threads and the loop's utilization are sampled. Ends with an error when a call failed.
# Usage: src/bench/http.sh [ROUNDS]
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

rounds=${1:-5}
warm_ups=2
groups=5
size=1000
calls=$((groups * size))
wrong=0
if [ "$(ulimit -n)" -lt $((calls + 1000)) ]; then ulimit -n $((calls + 1000)) || exit 1; fi

unzip -qjo "$jar" 'BOOT-INF/lib/http*5-*.jar' 'BOOT-INF/lib/slf4j-api-*.jar' -d "$folder/lib" || exit 1
"${java}c" -d "$folder/classes" -cp "$folder/lib/*" "$here"/src/bench/http/*.java || exit 1

others=()
finish() {
  [ ${#others[@]} -eq 0 ] || kill "${others[@]}" 2>/dev/null
  stop_service
}
trap finish EXIT

"$java" -Xmx256m -cp "$folder/classes" SlowServer >"$folder/port" &
others+=($!)
for _ in $(seq 100); do
  if [ -s "$folder/port" ]; then break; fi
  sleep 0.1
done
target=http://127.0.0.1:$(<"$folder/port")/

mkfifo "$folder/in" "$folder/out"
"$java" -Xmx512m -cp "$folder/classes:$folder/lib/*" Peers "$target" "$calls" <"$folder/in" >"$folder/out" 2>"$folder/err" &
others+=($!)
exec {in}>"$folder/in" {out}<"$folder/out"

start_service --jobwheel.http.egress.allowed-networks=127.0.0.1 || exit 1
jq -n --arg url "$target" --argjson n "$size" \
  '{mode: "event-loop", jobs: [range($n) | {type: "http", payload: {url: $url}}]}' >"$folder/group.json"

sample() {
  curl -s "$url/actuator/prometheus" | awk '/^jobwheel_loop_utilization_ratio/ { u = $2 }
    /^jobwheel_lane_slots\{mode="event-loop",state="used"/ { s = $2 } /^jvm_threads_live_threads/ { t = $2 }
    END { printf "    %5d jobs on the loop, its utilization %.3f, threads %d\n", s, u, t }'
}

jobs_round() { # the seconds in $took
  local began pids=() good
  began=$(date +%s.%N)
  for g in $(seq "$groups"); do
    curl -s -H 'Content-Type: application/json' -H 'Prefer: wait=30' "$url/api/v1/groups" -d @"$folder/group.json" >"$folder/answer.$g" &
    pids+=($!)
  done
  [ "$1" = quiet ] || { sleep 0.8; sample; }
  wait "${pids[@]}"
  took=$(awk -v b="$began" -v e="$(date +%s.%N)" 'BEGIN { printf "%.3f", e - b }')
  good=$(cat "$folder"/answer.* | jq -s '[.[] | .counts.SUCCEEDED] | add')
  [ "$good" = "$calls" ] || { echo "    only $good of $calls succeeded"; wrong=$((wrong + 1)); }
}

peer_round() { # peer_round jdk|hc5: the seconds in $took
  local good threads
  echo "$1" >&"$in"
  read -r -t 90 took good threads <&"$out" || { echo "    no answer of $1"; wrong=$((wrong + 1)); took=nan; return; }
  [ "$good" = "$calls" ] || { echo "    only $good of $calls by $1"; wrong=$((wrong + 1)); }
  peer_threads=$threads
}

median() { printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { printf "%.2f (%.2f to %.2f)", v[int((NR + 1) / 2)], v[1], v[NR] }'; }

jobs_took=() jdk_took=() hc5_took=()
for round in $(seq $((warm_ups + rounds))); do
  voice=$([ "$round" -le "$warm_ups" ] && echo quiet || echo loud)
  jobs_round "$voice"
  jobs=$took
  peer_round jdk
  jdk=$took
  peer_round hc5
  echo "round $round: jobs $jobs s, java.net.http $jdk s, HttpClient 5 $took s ($peer_threads threads in the process of these two)"
  if [ "$voice" = loud ]; then
    jobs_took+=("$jobs") jdk_took+=("$jdk") hc5_took+=("$took")
  fi
done
echo "$calls calls to a server that answers after 1 s, seconds, median (least to most) of $rounds rounds:"
echo "  jobs of type http, one event loop   $(median "${jobs_took[@]}")"
echo "  java.net.http alone                 $(median "${jdk_took[@]}")"
echo "  HttpClient 5 alone                  $(median "${hc5_took[@]}")"
[ "$wrong" -eq 0 ]
