#!/usr/bin/env bash
# Whether what the operator is shown is there: starts the packaged service, a Prometheus that scrapes it each second and
# an Alertmanager, all on loopback; runs a mixed load with failures, kills child processes, keeps the registry from its
# disk, kills the node and starts another on its file; then awaits an alert at the receiver, and puts every query of every
# dashboard and rule to Prometheus, exemplars included: the nodes trace all they do to the receiver
# (src/grafana/prove.mjs). The rules are those of the chart, without their waits (`for`), and a lane is saturated after 8 s of it.
# With --preview FOLDER it also draws a page for each dashboard there. Ends with an error when anything is missing.
# Usage: src/bench/monitoring.sh [--preview FOLDER]
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

preview=
[ "${1:-}" != --preview ] || preview=${2:?a folder}
# the others would take minutes, or a node that listens beyond loopback
must_fire=(JobwheelBacklogGrowing JobwheelJobsFail JobwheelPoisonJobs JobwheelAttemptsOverdue JobwheelLoopDelay
  JobwheelSlowSteps JobwheelLaneSaturated JobwheelLanePaused JobwheelProcessesCrash JobwheelNodeGone JobwheelLeaseLate
  JobwheelJobsRescued JobwheelStoreErrors JobwheelWebhooksFailing JobwheelWebhooksGivenUp
  JobwheelScheduleRefused)
others=()
trap 'stop_others; stop_service' EXIT

stop_others() {
  local each
  for each in ${others[@]+"${others[@]}"}; do kill "$each" 2>/dev/null && wait "$each" 2>/dev/null; done
  others=()
}

say() { echo "$SECONDS s: $*"; }

launch() { # launch NAME PATTERN COMMAND...: sets $port to what PATTERN finds in its output
  local name=$1 pattern=$2
  shift 2
  "$@" >"$folder/$name.log" 2>&1 &
  others+=($!)
  for _ in $(seq 300); do
    port=$(sed -nE "s/$pattern/\1/p" "$folder/$name.log" | head -n 1)
    [ -z "$port" ] || return 0
    sleep 0.1
  done
  echo "$name did not start:" >&2
  cat "$folder/$name.log" >&2
  exit 1
}

# starts faster; how fast it runs is of no interest here
JAVA_OPTS="${JAVA_OPTS:-} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
secret=whsec_$(head -c 32 /dev/urandom | base64)

start_node() {
  # shellcheck disable=SC2016 # the variable is the command's
  start_service --jobwheel.lanes.thread-pool.slots=2 --jobwheel.lanes.process-pool.slots=2 \
    --jobwheel.lanes.process-pool.jvm-arguments=-XX:TieredStopAtLevel=1 --jobwheel.dispatch.max-crashes=2 \
    --management.opentelemetry.tracing.export.otlp.endpoint="$counterpart/v1/traces" \
    --management.opentelemetry.tracing.export.schedule-delay=500ms --management.tracing.sampling.probability=1.0 \
    --jobwheel.http.egress.allowed-networks=127.0.0.1 "--jobwheel.webhook-delivery.secrets=$secret" --jobwheel.commands.work.program=sh \
    "--jobwheel.commands.work.arguments[0]=-c" '--jobwheel.commands.work.arguments[1]=exit $0' \
    "--jobwheel.commands.work.arguments[2]={turn}" "--jobwheel.commands.work.parameters.turn.pattern=[0-3]" || exit 1
}

watch_node() { # from now on Prometheus scrapes it, too: it takes up to ten seconds to notice
  nodes+=("\"${url#http://}\"")
  jq -nc "[{targets: [$(IFS=,; echo "${nodes[*]}")], labels: {namespace: \"proof\"}}]" >"$folder/targets.json.new"
  mv "$folder/targets.json.new" "$folder/targets.json"
  for _ in $(seq 300); do
    ! curl -s "$prometheus/api/v1/query" --data-urlencode "query=up{instance=\"${url#http://}\"} == 1" | grep -q '"value"' || return 0
    sleep 0.1
  done
  echo "Prometheus does not scrape ${url#http://}" >&2
  exit 1
}

lane() { # lane MODE BODY: changes it
  curl -s --fail-with-body -o "$folder/lane" -H 'Content-Type: application/json' "$url/actuator/lanes/$1" -d "$2" && return
  cat "$folder/lane" >&2
  exit 1
}

countdown() { # countdown MODE DELAY: submits one
  curl -s -o "$folder/job" "$url/api/v1/jobs" -H 'Content-Type: application/json' \
    -d '{"type": "countdown", "mode": "'"$1"'", "payload": {"name": "A", "delay": "'"$2"'"}}'
}

kill_process() { # one that runs a job if there is one, as soon as there is any
  local victim
  for _ in $(seq 60); do
    victim=$(curl -s "$url/api/v1/lanes" |
      jq -r '[.. | .processes? // [] | .[] | select(.pid)] | sort_by(.state) | first | .pid // empty')
    [ -z "$victim" ] || break
    sleep 0.5
  done
  kill -9 "$victim" || { echo "no child process was ready" >&2; exit 1; }
  say "killed a child process"
}

# handlers that compute and do not listen
mkdir -p "$folder/classes/META-INF/spring"
# shellcheck disable=SC2016 # the name of a nested class
echo 'PrimesHandler$Handlers' >"$folder/classes/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports"
"$java" -Djarmode=tools -jar "$jar" extract --destination "$folder/jobwheel" >/dev/null
"${java%java}javac" -parameters -proc:none -d "$folder/classes" -cp "$folder/jobwheel/*:$folder/jobwheel/lib/*" \
  "$here/src/bench/modes/PrimesHandler.java" || exit 1
export LOADER_PATH=$folder/classes

launch counterpart '^([0-9]+)$' node "$here/src/bench/monitoring/counterpart.mjs"
counterpart=http://127.0.0.1:$port
cat >"$folder/alertmanager.yml" <<END
route: {receiver: proof, group_wait: 1s, group_interval: 1s}
receivers: [{name: proof, webhook_configs: [{url: $counterpart/alerts}]}]
END
listening='.*Listening on" address=[^ ]*:([0-9]+).*'
launch alertmanager "$listening" prometheus-alertmanager --config.file="$folder/alertmanager.yml" \
  --storage.path="$folder/alertmanager" --web.listen-address=127.0.0.1:0 --cluster.listen-address=
mkdir "$folder/rules"
for rules in "$here"/helm/jobwheel/rules/*.yaml; do sed '/^ *for: /d; /utilization_ratio/s/\[5m\]/[8s]/' "$rules" >"$folder/rules/${rules##*/}"; done
cat >"$folder/prometheus.yml" <<END
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [$folder/rules/*.yaml]
alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:$port"]}]}]}
scrape_configs:
  - job_name: jobwheel
    metrics_path: /actuator/prometheus
    file_sd_configs: [{files: [$folder/targets.json], refresh_interval: 1s}]
END
launch prometheus "$listening" prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/prometheus" \
  --web.listen-address=127.0.0.1:0 --enable-feature=exemplar-storage
prometheus=http://127.0.0.1:$port

say "a node starts"
start_node
nodes=()
watch_node
begin=$(date +%s)
say "a mixed load, and processes are killed"
node "$here/src/bench/monitoring/load.mjs" "$url" "$counterpart" 20 &
others+=($!)
countdown process-pool 30s # takes down each process that it gets
for _ in 1 2 3 4 5 6; do
  sleep 1
  kill_process
done
wait "${others[-1]}"
unset 'others[-1]'
lane event-loop '{"paused": true}'

say "the registry cannot be written: its files may not grow"
prlimit --pid "$pid" --fsize=0:
sleep 12
prlimit --pid "$pid" --fsize=unlimited:
lane event-loop '{"paused": false}'
sleep 1
curl -s "$url/actuator/prometheus" | grep -E '^(# (HELP|TYPE) )?jobwheel_' | promtool check metrics || exit 1

say "the node is killed, and another starts on its file"
countdown event-loop 1s # to be rescued
kill -9 "$pid" && wait "$pid" 2>/dev/null
start_node
watch_node
node "$here/src/bench/monitoring/load.mjs" "$url" "$counterpart" 3
failed=0
for _ in $(seq 50); do
  ! curl -s "$counterpart/alerts" | grep -q JobwheelJobsRescued || break
  sleep 0.2
done
sleep 2 # until Prometheus has recorded what it sent
say "Alertmanager sent: $(curl -s "$counterpart/alerts" | sort | tr '\n' ' ')"
curl -s "$counterpart/alerts" | grep -q JobwheelJobsRescued || { echo "JobwheelJobsRescued did not come" >&2; failed=1; }
node "$here/src/grafana/prove.mjs" "$prometheus" "$counterpart" "$begin" "$(date +%s)" "${must_fire[@]}" || failed=1
[ -z "$preview" ] || node "$here/src/grafana/preview.mjs" "$prometheus" "$begin" "$(date +%s)" "$preview"
[ "$failed" -eq 0 ]
