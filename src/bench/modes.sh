#!/usr/bin/env bash
# Work that computes, in the five modes: a group of four jobs that count primes, by the registry's clock, and how long a
# countdown that should take 0.3 s takes on the event loop beside them. Medians of ROUNDS (5) after one to warm up.
# Usage: src/bench/modes.sh [ROUNDS]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"
rounds=${1:-5}

classes=$folder/classes
mkdir -p "$classes/META-INF/spring"
# shellcheck disable=SC2016 # the name of a nested class
echo 'PrimesHandler$Handlers' >"$classes/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports"
"$java" -Djarmode=tools -jar "$jar" extract --destination "$folder/jobwheel" >/dev/null
"${java%java}javac" -parameters -proc:none -d "$classes" -cp "$folder/jobwheel/*:$folder/jobwheel/lib/*" "$here/src/bench/modes/PrimesHandler.java"
export LOADER_PATH=$classes
# shellcheck disable=SC2119 # our arguments are not the service's
start_service || exit 1

post() { curl -s -H 'Content-Type: application/json' -H "Prefer: wait=$3" "$url/api/v1/$1" -d "$2"; }
seconds() { jq -r 'def s: (.[0:19] + "Z" | fromdate) + ("0" + .[19:-1] | tonumber); (.finishedAt | s) - (.startedAt | s)'; }
median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

printf '%-16s %12s %22s\n' mode 'four jobs, s' 'countdown of 0.3 s, s'
for mode in sequential event-loop thread-pool virtual-threads process-pool; do
  for round in $(seq 0 "$rounds"); do
    job='{"type": "primes", "payload": {"below": 2000000}}'
    post groups '{"mode": "'$mode'", "jobs": ['"$job,$job,$job,$job"']}' 60 >"$folder/group" &
    group=$!
    sleep 0.05
    beside=$(post jobs '{"type": "countdown", "payload": {"name": "A", "delay": "100ms"}}' 60 | seconds)
    wait $group
    [ "$(jq -r .state "$folder/group")" = SUCCEEDED ] || { cat "$folder/group"; exit 1; }
    [ "$round" -eq 0 ] || { seconds <"$folder/group" >>"$folder/$mode.group"; echo "$beside" >>"$folder/$mode.beside"; }
  done
  printf '%-16s %12.2f %22.2f\n' $mode "$(median <"$folder/$mode.group")" "$(median <"$folder/$mode.beside")"
done
