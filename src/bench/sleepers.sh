#!/usr/bin/env bash
# 10,000 countdown jobs of 3 x 1 s on one event loop, posted as ten groups of 1,000: seconds from the first request to
# the last recorded outcome. Ideal 3 s, to reach 5 s. While they run, the meters of the loop and its lane are sampled.
# Usage: src/bench/sleepers.sh [ROUNDS]
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

rounds=${1:-3}
groups=10
size=1000
jq -n --argjson n "$size" '{mode: "event-loop", jobs: [range($n) | {type: "countdown", payload: {name: "A", delay: "1s"}}]}' >"$folder/group.json"

sample() {
  curl -s "$url/actuator/prometheus" |
    awk '/^jobwheel_loop_utilization_ratio/ { u = $2 }
      /^jobwheel_lane_slots\{mode="event-loop",state="used"/ { s = $2 }
      /^jobwheel_loop_delay_seconds_count/ { c = $2 } /^jobwheel_loop_delay_seconds_sum/ { d = $2 }
      END { printf "  slots used %5d   utilization %.3f   steps %d   mean delay %.3f ms\n", s, u, c, c ? 1000 * d / c : 0 }'
}

# shellcheck disable=SC2119 # our arguments are not the service's
start_service || exit 1
for round in $(seq "$rounds"); do
  began=$(date +%s.%N)
  pids=()
  for g in $(seq "$groups"); do
    curl -s -H 'Content-Type: application/json' -H 'Prefer: wait=30' "$url/api/v1/groups" -d @"$folder/group.json" >"$folder/answer.$g" &
    pids+=($!)
  done
  posted=$(date +%s.%N)
  for _ in 1 2 3; do
    sleep 0.7
    sample
  done
  wait "${pids[@]}"
  ended=$(date +%s.%N)
  good=$(cat "$folder"/answer.* | jq -s '[.[] | .counts.SUCCEEDED] | add')
  span=$(cat "$folder"/answer.* | jq -s 'def t: sub("(?<s>[^.]*)(\\.(?<f>[0-9]+))?Z"; "\(.s)Z") | fromdateiso8601;
    def f: capture("\\.(?<f>[0-9]+)Z").f // "0" | "0." + . | tonumber;
    ([.[].finishedAt | t + f] | max) - ([.[].createdAt | t + f] | min)')
  awk -v b="$began" -v p="$posted" -v e="$ended" -v good="$good" -v span="$span" -v r="$round" 'BEGIN {
    printf "round %d: %d of 10000 succeeded; first request to last answer %.2f s (registry: %.2f s)\n", r, good, e - b, span }'
done
