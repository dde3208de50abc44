#!/usr/bin/env bash
# The figures of the engine: the same jobs, which do nothing, through Jobwheel, other job systems and plain JDBC, in one go on
# one PostgreSQL server, each in a database of its own that is empty at the start. Decides nothing: ends with 0 when it ran.
#   life   from the first submit, one by one by so many callers, until the last end is recorded: jobs/s
#   drain  from when all jobs wait until the last end is recorded: jobs/s
#   starts from a submit on an idle node to the first line of the body: ms, on PostgreSQL and on SQLite
#   bulk   the same life, of jobs that come over HTTP in groups of 500 from 8 callers: jobs/s
#   post   single POST /api/v1/jobs over HTTP by wrk at 64 connections, beside a controller that keeps nothing: requests/s, and
#          the 99th percentile of their time
#   limit  only the inserts and updates, by plain JDBC in batches of 500, on SQLite in batches of as many as there are callers: jobs/s
# A program runs all its rounds in one process, so it is warm when a round counts; the rounds of the programs take turns; a
# figure is the median of its rounds, beside it the spread. The npm peers need Node, post needs wrk, which root
# installs by apt-get; without them they are left out.
# With --growth only this: how fast Jobwheel drains as ended jobs pile up to 5 million, and a million that wait.
# With --meters only this: what Micrometer's meters cost, by a second Jobwheel that has them denied, as jobs/s and as
# processor time per job, which a busy machine disturbs less. Nobody scrapes either.
# With --api only what api.sh says, with --unique what unique.sh says, with --limits what limits.sh says of one node.
# Usage: src/bench/engine.sh [--short] [--no-npm] [--growth] [--meters] [--api] [--unique] [--limits]
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=programs.sh
. "$(dirname "$0")/programs.sh"

rounds=3
warm_ups=2
post_warm_ups=6 # of an HTTP server, which compiles for a minute
own_jobs=100000
peer_jobs=20000
starts=1000
post_seconds=10
keys=10000000
npm=yes
growth=no
meters=no
api=no
unique=no
limits=no
while [ $# -gt 0 ]; do
  case $1 in
    --short) rounds=1 warm_ups=1 post_warm_ups=1 own_jobs=20000 peer_jobs=5000 starts=200 post_seconds=3 keys=200000 npm=no ;;
    --no-npm) npm=no ;;
    --growth) growth=yes npm=no ;;
    --meters) meters=yes npm=no ;;
    --api) api=yes npm=no ;;
    --unique) unique=yes npm=no ;;
    --limits) limits=yes npm=no ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done
[ "$meters" = no ] || [ "$rounds" -eq 1 ] || rounds=9 # the difference is small

declare -A servers
trap 'stop_servers; stop_all; rm -rf "$folder"' EXIT

measure() { # measure KIND LINE NAME...: figures of programs that run, a row each
  local kind=$1 line=$2 name round
  shift 2
  for round in $(seq $((warm_ups + rounds))); do
    for name in "$@"; do
      [ -n "${pid_of[$name]:-}" ] || continue
      ask "$name" "$line" || continue
      [ "$round" -le "$warm_ups" ] || figures[$name $kind]+=" $answer"
    done
  done
  for name in "$@"; do summary "$name" "$kind" "$kind: $line" /s; done
}

ticks() { # ticks NAME: the processor time of a program so far, in 10 ms
  awk '{ print $14 + $15 }' "/proc/${pid_of[$1]}/stat"
}

serve() { # serve NAME ARGUMENT...: a web server in the background, its port in $web_port
  local name=$1
  shift
  web_port=$((20000 + RANDOM % 20000))
  "$java" "${own_options[@]}" -cp "$product" "$@" --server.port="$web_port" </dev/null >"$folder/$name.log" 2>&1 &
  servers[$name]=$!
  for _ in $(seq 300); do
    ! grep -q 'Tomcat started on port' "$folder/$name.log" || return 0
    sleep 0.1
  done
  echo "$name did not start" >&2
  return 1
}

stop_servers() {
  local name
  for name in "${!servers[@]}"; do kill "${servers[$name]}" 2>/dev/null && wait "${servers[$name]}" 2>/dev/null; done
}

has_wrk() { # has_wrk: installs it if that is possible without asking
  command -v wrk >/dev/null ||
    { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && apt-get install -y -qq --no-install-recommends wrk >&2; }
}

post() { # post NAME PORT [SCRIPT]
  local rate
  rate=$(wrk -t2 -c64 -d"${post_seconds}s" --latency -s "src/bench/engine/${3:-post.lua}" "http://127.0.0.1:$2/api/v1/jobs" | tee "$folder/wrk" |
    awk '/^Requests\/sec/ { printf "%.0f", $2 }')
  ! grep -q 'Non-2xx' "$folder/wrk" || grep 'Non-2xx' "$folder/wrk" >&2
  figures[$1 post]+=" $rate"
  figures[$1 p99]+=" $(awk '$1 == "99%" { print $2 ~ /us$/ ? $2 / 1000 : $2 ~ /ms$/ ? $2 + 0 : $2 * 1000 }' "$folder/wrk")"
}

ratio() { # ratio OWN PEER...: against the best of them
  local own=$1
  shift
  printf '%s\n' "$@" | sort -n | tail -n 1 |
    awk -v own="${own:-0}" '{ if (own && $1) printf "%.2f\n", own / $1; else print "-" }'
}

# --- what there is on this machine

cd "$here" || exit 1
classes=$here/target/engine-bench peers=$here/target/engine-peers
mkdir -p "$classes" "$peers/classes"
./mvnw -q compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$classes/classpath" || exit 1
mvn -q -f src/bench/engine/pom.xml dependency:build-classpath -Dmdep.outputFile="$peers/classpath" || exit 1
product=$classes:$here/target/classes:$(<"$classes/classpath")
others=$peers/classes:$(<"$peers/classpath")
"${java}c" -Xlint:all,-path -Werror -proc:none -d "$classes" -cp "$product" src/bench/engine/*.java || exit 1
"${java}c" -d "$peers/classes" -cp "$others" src/bench/engine/Engine.java src/bench/engine/peers/*.java || exit 1
if [ "$npm" = yes ] && command -v node >/dev/null; then
  cp -r src/bench/engine/npm "$folder/npm"
  (cd "$folder/npm" && npm ci --ignore-scripts --silent) || npm=no
else
  npm=no
fi

machine
start server "$java" -cp "$product" Server
ask server '' || exit 1
port=$answer
url=jdbc:postgresql://127.0.0.1:$port
echo "PostgreSQL of its own, fsync, synchronous_commit and full_page_writes on, shared_buffers 512MB, max_wal_size 4GB"
echo "$warm_ups rounds of each kind came before the $rounds that count"
echo

database() { # database NAME: made by the server's own program, empty
  "$java" -cp "$product" Server "$url/postgres?user=postgres" "$1" || exit 1
}
launch() { # launch NAME COMMAND...: and waits until it is ready
  start "$@"
  ask "$1" '' || return 1
}

own_options=(-XX:+UseParallelGC -Xmx2g)
if [ "$growth" = yes ]; then
  database jobwheel
  launch jobwheel "$java" "${own_options[@]}" -cp "$product" JobwheelBench "$url/jobwheel?user=postgres" virtual-threads
  for _ in 1 2 3; do ask jobwheel "drain 20000"; done # warm
  row what program median 'spread of the rounds'
  ended=0
  for more in 0 100000 900000 4000000; do
    [ "$more" -eq 0 ] || ask jobwheel "fill $more" || exit 1
    ended=$((ended + more))
    warm_ups=1
    measure "drain, $ended ended" "drain 20000" jobwheel
    ask jobwheel "starts 300" && row "starts, $ended ended" jobwheel "${answer% *} ms" "p99 ${answer#* } ms"
  done
  ask jobwheel "drain 1000000" && row "drain, $ended ended" jobwheel "$answer/s" 'one round of 1,000,000'
  exit 0
fi
if [ "$meters" = yes ]; then
  for name in with without; do
    options=("${own_options[@]}")
    [ "$name" = with ] || options+=(-Dmanagement.metrics.enable.jobwheel=false)
    database "meters_$name"
    launch "$name" "$java" "${options[@]}" -cp "$product" JobwheelBench "$url/meters_$name?user=postgres" virtual-threads || exit 1
  done
  for round in $(seq $((warm_ups + rounds))); do
    order=(with without)
    [ $((round % 2)) -eq 0 ] || order=(without with)
    for line in "life $own_jobs 256" "drain $peer_jobs"; do
      read -r kind jobs _ <<<"$line"
      for name in "${order[@]}"; do
        before=$(ticks "$name")
        ask "$name" "$line" || exit 1
        [ "$round" -gt "$warm_ups" ] || continue
        figures[$name $kind]+=" $answer"
        figures[$name $kind-cpu]+=" $((($(ticks "$name") - before) * 10000000 / jobs))"
      done
    done
  done
  row what meters median 'spread of the rounds'
  for kind in life life-cpu drain drain-cpu; do
    unit=/s
    [[ $kind != *-cpu ]] || unit=' ns'
    for name in with without; do summary "$name" "$kind" "$kind" "$unit"; done
    echo "$kind, with meters vs without: $(ratio "${figure[with $kind]:-}" "${figure[without $kind]:-0}")"
  done
  exit 0
fi
if [ "$limits" = yes ]; then
  database jobwheel
  launch jobwheel "$java" "${own_options[@]}" -cp "$product" JobwheelBench "$url/jobwheel?user=postgres" virtual-threads || exit 1
  row what program median 'spread of the rounds'
  measure batches "batches $own_jobs 8" jobwheel
  measure limited "limited $own_jobs 8" jobwheel
  echo "with limits vs without: $(ratio "${figure[jobwheel limited]:-}" "${figure[jobwheel batches]:-0}")"
  exit 0
fi
serve_web() { # a node with the job type that does nothing, its port in $web_port
  database web && serve web io.jobwheel.Jobwheel --spring.main.sources="JobwheelBench\$Type" \
    --jobwheel.store.url="$url/web?user=postgres" --jobwheel.dispatch.max-backlog=10000000
}
if [ "$api" = yes ]; then
  database jobwheel
  launch jobwheel "$java" "${own_options[@]}" -cp "$product" JobwheelBench "$url/jobwheel?user=postgres" virtual-threads
  has_wrk || exit 1
  serve_web || exit 1
  launch http "$java" -cp "$product" RestBench "$url/web?user=postgres" "http://127.0.0.1:$web_port" batch
  row what program median 'spread of the rounds'
  measure batches "batches $own_jobs 8" jobwheel http
  for round in $(seq $((post_warm_ups + rounds))); do
    [ "$round" -ne $((post_warm_ups + 1)) ] || unset 'figures[plain post]' 'figures[keyed post]'
    post plain "$web_port" keyed.lua
    KEYED=yes post keyed "$web_port" keyed.lua
  done
  ask http "fill $keys" || exit 1
  for _ in $(seq "$rounds"); do
    post plain-later "$web_port" keyed.lua
    KEYED=yes post many-keys "$web_port" keyed.lua
  done
  for name in plain keyed plain-later many-keys; do summary "$name" post "post, 64 connections" /s; done
  echo
  echo "batch over HTTP vs library call: $(ratio "${figure[http batches]:-}" "${figure[jobwheel batches]:-0}")"
  echo "keyed vs plain: $(ratio "${figure[keyed post]:-}" "${figure[plain post]:-0}")"
  echo "keyed vs plain, with $keys kept keys: $(ratio "${figure[many-keys post]:-}" "${figure[plain-later post]:-0}")"
  exit 0
fi
if [ "$unique" = yes ]; then
  has_wrk || exit 1
  serve_web || exit 1
  row what program median 'spread of the rounds'
  for round in $(seq $((post_warm_ups + rounds))); do
    [ "$round" -ne $((post_warm_ups + 1)) ] || unset 'figures[plain post]' 'figures[unique post]' 'figures[contended post]'
    post plain "$web_port" unique.lua
    UNIQUE=new post unique "$web_port" unique.lua
    UNIQUE=few post contended "$web_port" unique.lua
  done
  for name in plain unique contended; do summary "$name" post "post, 64 connections" /s; done
  echo
  echo "unique vs plain: $(ratio "${figure[unique post]:-}" "${figure[plain post]:-0}")"
  exit 0
fi
for name in jobwheel db-scheduler jobrunr graphile-worker pg-boss; do database "${name//-/_}"; done
launch jobwheel "$java" "${own_options[@]}" -cp "$product" JobwheelBench "$url/jobwheel?user=postgres" virtual-threads
launch jdbc "$java" "${own_options[@]}" -cp "$product" JdbcBench "$url/jobwheel?user=postgres"
launch db-scheduler "$java" "${own_options[@]}" -cp "$others" DbSchedulerBench "$url/db_scheduler?user=postgres"
launch jobrunr "$java" "${own_options[@]}" -cp "$others" JobRunrBench "$url/jobrunr?user=postgres"
if [ "$npm" = yes ]; then
  launch graphile-worker node "$folder/npm/peers.mjs" graphile-worker "postgres://postgres@127.0.0.1:$port/graphile_worker"
  launch pg-boss node "$folder/npm/peers.mjs" pg-boss "postgres://postgres@127.0.0.1:$port/pg_boss"
fi

row what program median 'spread of the rounds'
measure life "life $own_jobs 256" jobwheel
measure life-64 "life $own_jobs 64" jobwheel
measure limit "life $own_jobs 2" jdbc
measure life "life $peer_jobs 64" db-scheduler jobrunr
measure drain "drain $peer_jobs" jobwheel db-scheduler jobrunr graphile-worker pg-boss
ask jobwheel "starts $starts" && latency=$answer
row "starts, PostgreSQL" jobwheel "${latency% *} ms" "p99 ${latency#* } ms"
launch sqlite "$java" "${own_options[@]}" -cp "$product" JobwheelBench "jdbc:sqlite:$folder/jobwheel.db" virtual-threads
launch sqlite-jdbc "$java" "${own_options[@]}" -cp "$product" SqliteBench "jdbc:sqlite:$folder/plain.db"
measure life "life $own_jobs 256" sqlite
measure life-64 "life $own_jobs 64" sqlite
measure life-1 "life $((own_jobs / 20)) 1" sqlite sqlite-jdbc
measure life-16 "life $((own_jobs / 4)) 16" sqlite sqlite-jdbc
measure life-500 "life $own_jobs 500" sqlite sqlite-jdbc
ask sqlite "starts $starts" && row "starts, SQLite" sqlite "${answer% *} ms" "p99 ${answer#* } ms"
for name in jobwheel sqlite sqlite-jdbc; do stop "$name"; done
serve_web || exit 1
own_port=$web_port
launch rest "$java" -cp "$product" RestBench "$url/web?user=postgres" "http://127.0.0.1:$own_port"
measure bulk "life $own_jobs 8" rest
if ! has_wrk; then
  echo "no wrk: without single posts"
elif serve bare BareController --spring.config.name=bare; then
  bare_port=$web_port
  for round in $(seq $((post_warm_ups + rounds))); do
    [ "$round" -ne $((post_warm_ups + 1)) ] || unset 'figures[web post]' 'figures[bare post]' 'figures[web p99]' 'figures[bare p99]'
    post web "$own_port"
    post bare "$bare_port"
  done
  for kind in post p99; do
    unit=/s
    [ "$kind" = post ] || unit=' ms'
    for name in web bare; do summary "$name" "$kind" "$kind, 64 connections" "$unit"; done
  done
fi

echo
echo "engine vs best Java peer: $(ratio "${figure[jobwheel life]:-}" "${figure[db-scheduler life]:-0}" "${figure[jobrunr life]:-0}")"
echo "drain vs best peer: $(ratio "${figure[jobwheel drain]:-}" "${figure[graphile-worker drain]:-0}" "${figure[pg-boss drain]:-0}" \
  "${figure[db-scheduler drain]:-0}" "${figure[jobrunr drain]:-0}")"
echo "bulk over HTTP vs library call: $(ratio "${figure[rest bulk]:-}" "${figure[jobwheel life]:-0}")"
echo "engine vs jdbc limit: $(ratio "${figure[jobwheel life]:-}" "${figure[jdbc limit]:-0}")"
for callers in 1 16 500; do
  echo "engine vs jdbc limit on SQLite, $callers callers: $(ratio "${figure[sqlite life-$callers]:-}" "${figure[sqlite-jdbc life-$callers]:-0}")"
done
echo "submit to start: p50 ${latency% *} ms, p99 ${latency#* } ms"
echo "POST vs bare controller: $(ratio "${figure[web post]:-}" "${figure[bare post]:-0}")"
echo "p99 of POST vs bare controller: $(ratio "${figure[web p99]:-}" "${figure[bare p99]:-0}")"
