#!/usr/bin/env bash
# Many jobs of the type `command` against the packaged service, and what is left of them: processes, open files, threads
# and folders, counted before and after. One job in four prints a line, one fails, one prints a thousand lines, and one
# leaves two processes running, one of them in a session of its own. Ends with an error when anything is left.
# Usage: src/bench/command.sh [JOBS]   (a multiple of 1000; 10000 by default)
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

jobs=${1:-10000}
group=1000
mkdir "$folder/tmp"

# shellcheck disable=SC2016 # the variables are the command's
script='case $1 in 0) echo well;; 1) exit 1;; 2) seq 1 1000;; 3) sleep 1000 & setsid sleep 1001 & ;; esac'

processes() { # those of any job of this service: they have its temporary folder in their environment
  grep -lsa "TMPDIR=$folder/tmp/" /proc/[0-9]*/environ | wc -l
}
files() { find "/proc/$pid/fd" -mindepth 1 | wc -l; }
pipes() { find "/proc/$pid/fd" -lname '*jobwheel-command*' | wc -l; }
threads() { awk '/^Threads:/ { print $2 }' "/proc/$pid/status"; }
folders() { find "$folder/tmp" -mindepth 1 -maxdepth 1 -name 'jobwheel-command-*' | wc -l; }
counts() { echo "$1: processes $(processes), open files $(files), of these pipes $(pipes), threads $(threads), folders $(folders)"; }

body() { # a group of jobs
  jq -nc --argjson n "$group" '{mode: "thread-pool", jobs: [range($n) | {type: "command",
    payload: {name: "work", parameters: {turn: (. % 4 | tostring)}}}]}'
}

run() { # run COUNT: prints how many ended well
  local succeeded=0 id state
  for _ in $(seq $(($1 / group))); do
    id=$(body | curl -s -H 'Content-Type: application/json' "$url/api/v1/groups" -d @- | jq -r .id)
    for _ in $(seq 600); do
      state=$(curl -s "$url/api/v1/groups/$id" | jq -r '"\(.state) \(.counts.SUCCEEDED)"')
      [[ $state =~ ^(RUNNING|QUEUED|SCHEDULED) ]] || break
      sleep 0.2
    done
    succeeded=$((succeeded + ${state#* }))
  done
  echo "$succeeded"
}

JAVA_OPTS="${JAVA_OPTS:-} -Djava.io.tmpdir=$folder/tmp"
start_service --jobwheel.commands.work.program=sh "--jobwheel.commands.work.arguments[0]=-c" \
  "--jobwheel.commands.work.arguments[1]=$script" "--jobwheel.commands.work.arguments[2]=work" \
  "--jobwheel.commands.work.arguments[3]={turn}" "--jobwheel.commands.work.parameters.turn.pattern=[0-3]" \
  --jobwheel.commands.work.max-concurrent=16 --jobwheel.commands.work.grace=50ms || exit 1

run "$group" >/dev/null # classes and threads are there from now on
counts before
files_before=$(files)
begin=$(date +%s.%N)
succeeded=$(run "$jobs")
end=$(date +%s.%N)
counts after
awk -v n="$jobs" -v b="$begin" -v e="$end" 'BEGIN { printf "%d jobs in %.1f s: %.0f a second\n", n, e - b, n / (e - b) }'
echo "succeeded: $succeeded of $jobs (one in four is made to fail)"

# one folder holds the pipes; the JVM and the registry may open a few files of their own
if [ "$(processes)" -ne 0 ] || [ "$(pipes)" -ne 0 ] || [ "$(folders)" -gt 1 ] ||
  [ "$(files)" -gt $((files_before + 5)) ] || [ "$succeeded" -ne $((jobs * 3 / 4)) ]; then
  echo "something is left, or has gone wrong" >&2
  exit 1
fi
