#!/usr/bin/env bash
# The figures of the event loop: the same workloads on Jobwheel's loop, CPython's asyncio, Node and plain virtual threads,
# in one go on one machine. Decides nothing: ends with 0 when it ran.
#   a  tasks that give way to each other: switches/s
#   b  tasks that sleep 3 x 1 s: seconds and memory
#   c  two tasks that wake each other through futures: round trips/s
#   d  callbacks posted by threads outside the loop: posts/s
# Each program runs all its rounds in one process, so it is warm when a round counts; the rounds of the programs take
# turns, so that a slow minute of the machine falls on all; a figure is the median of its rounds, beside it the spread.
# Usage: src/bench/loop.sh [--short] [--only a|b|c|d] [--no-peers]
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=programs.sh
. "$(dirname "$0")/programs.sh"

# for everything but sleepers
jvm_options=(
  -Xms1g -Xmx1g        # no round waits for the heap to grow
  -XX:+UseParallelGC   # no barriers of a concurrent collector on each store of a reference
)
# one loop runs on one carrier thread; with more, each hand-over wakes the next and the thread moves between cores.
# CPython and Node have one as well. The row "all-carriers" is Jobwheel without this
one_carrier=-Djdk.virtualThreadScheduler.parallelism=1
# for sleepers
sleeper_jvm_options=(
  -Xms1536m -Xmx1536m             # a million of them have to fit
  # they fit into the young generation: there a thread that sleeps again writes its frames over the old ones; in the old
  # generation the JDK allocates anew at each sleep
  -XX:+UseSerialGC -Xmn1430m -XX:SurvivorRatio=200
  -XX:+UseCompactObjectHeaders    # four bytes less on each object, and a task has several
  -XX:+ExitOnOutOfMemoryError     # else it collects on and on until the limit below
)

rounds=7
warm_ups=4
millis=400                           # about what a round takes
sizes=(2 100 10000)
sleepers=(10000 100000 1000000)
limit=120                            # seconds to wait for one answer, see programs.sh
only=abcd
short=no
peers=yes
while [ $# -gt 0 ]; do
  case $1 in
    --short) short=yes rounds=3 warm_ups=2 millis=120 sleepers=(10000) limit=20 ;;
    --only) only=${2:?a, b, c or d} && shift ;;
    --no-peers) peers=no ;;
    *) sed -n 's/^# Usage: //p' "$0" >&2 && exit 2 ;;
  esac
  shift
done

declare -A operations

launch() { # launch NAME [JVM OPTION...]
  local name=$1
  shift
  case $name in
    jobwheel) start "$name" "$java" "$one_carrier" "$@" -cp "$classes" LoopBench ;;
    all-carriers) start "$name" "$java" "$@" -cp "$classes" LoopBench ;;
    threads) start "$name" "$java" "$@" -cp "$classes" LoopBench threads ;;
    cpython) start "$name" "$python" "$here/src/bench/loop/loop.py" ;;
    node) start "$name" node "$here/src/bench/loop/loop.mjs" ;;
  esac
}

# --- rounds that repeat

measure() { # measure NAME... -- WORKLOAD N UNIT: figures of programs that run, a row each
  local names=() name round count rate
  while [ "$1" != -- ]; do names+=("$1") && shift; done
  local workload=$2 n=$3 unit=$4
  for round in $(seq $((warm_ups + rounds))); do
    for name in "${names[@]}"; do
      # Node's two ways to give way are two lines of the table
      local program=${name%-bare} word=$workload
      [ "$name" = "$program" ] || word=$workload-bare
      [ -n "${pid_of[$program]:-}" ] || continue
      count=${operations[$name $workload $n]:-$((n * 10 + 10000))}
      ask "$program" "$word $n $count" || continue
      rate=$answer
      count=$((rate * millis / 1000))
      operations[$name $workload $n]=$((count < 2 * n ? 2 * n : count))
      [ "$round" -le "$warm_ups" ] || figures[$name $workload $n]+=" $rate"
    done
  done
  for name in "${names[@]}"; do summary "$name" "$workload $n" "$workload, $n $unit" /s; done
}

# --- sleepers: a process of its own for each number, for its memory

sleep_figures() { # sleep_figures NAME N
  local name=$1 n=$2 note='' took spread=() round peak jvm=no rounds_each=3
  if [ "$name" = jobwheel ] || [ "$name" = threads ]; then jvm=yes; fi
  if [ "$n" -gt 10000 ] && [ "$jvm" = no ]; then rounds_each=1; fi
  launch "$name" "${sleeper_jvm_options[@]}"
  if [ "$short" = yes ]; then
    note=' (cold)'
  elif [ "$jvm" = yes ]; then # frames of code that is not compiled yet are several times larger
    ask "$name" "sleep 10000 1" && ask "$name" "sleep 100000 2" && note=' (warm)'
  fi
  for round in $(seq "$rounds_each"); do
    ask "$name" "sleep $n 3" || break
    spread+=("$answer")
    [ "$short" = no ] || break
  done
  if [ ${#spread[@]} -eq 0 ]; then
    [ -z "${pid_of[$name]:-}" ] || stop "$name"
    row "sleep 3 x 1 s, $n" "$name" failed "no end within $limit s or the heap"
    return
  fi
  peak=$(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/${pid_of[$name]}/status" 2>/dev/null || echo '?')
  if [ "$short" = no ] && [ "$jvm" = yes ]; then # collects in the middle: not a figure
    ask "$name" "sleep-live $n 3" && note=", live heap ${answer#* } MiB$note"
  fi
  mapfile -t spread < <(printf '%s\n' "${spread[@]}" | sort -n)
  took=${spread[$((${#spread[@]} / 2))]}
  [ -z "${pid_of[$name]:-}" ] || stop "$name"
  figure[$name sleep $n]="$took s, $peak MiB"
  row "sleep 3 x 1 s, $n" "$name" "$took s" "${spread[0]} - ${spread[-1]}; peak memory $peak MiB$note"
}

ratios() { # ratios PEER: Jobwheel's switches against the peer's, for each number of tasks
  local n words=()
  for n in "${sizes[@]}"; do
    words+=("$(awk -v own="${figure[jobwheel yield $n]:-0}" -v peer="${figure[$1 yield $n]:-0}" 'BEGIN {
        if (own && peer) printf "%.2f", own / peer; else printf "-" }') (n=$n)")
  done
  echo "${words[*]}"
}

# --- what there is on this machine

classes=$here/target/classes:$here/target/loop-bench
[ -f "$here/target/classes/io/jobwheel/eventloop/EventLoop.class" ] || "$here/mvnw" -q compile || exit 1
mkdir -p "$here/target/loop-bench"
"${java}c" -Xlint:all,-path -Werror -d "$here/target/loop-bench" -cp "$here/target/classes" "$here"/src/bench/loop/*.java || exit 1

programs=(jobwheel all-carriers threads)
python=
if [ "$peers" = yes ]; then
  for candidate in "$HOME"/.pyenv/versions/3.*/bin/python3 "$(command -v python3)"; do
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || continue
    version=$("$candidate" -c 'import sys; print("%d.%02d.%02d" % sys.version_info[:3])')
    if [[ -z "$python" || "$version" > "$newest" ]]; then python=$candidate newest=$version; fi
  done
  [ -z "$python" ] || programs=(jobwheel all-carriers cpython threads)
  ! command -v node >/dev/null || programs+=(node)
fi
machine
if [ "$peers" = yes ]; then
  if [ -n "$python" ]; then "$python" --version; else echo "no Python from 3.10 on: without CPython's figures"; fi
  if command -v node >/dev/null; then echo "Node $(node --version)"; else echo "no Node: without its figures"; fi
fi
echo "options: $one_carrier ${jvm_options[*]}; for sleepers: ${sleeper_jvm_options[*]}"
echo "warm: $warm_ups rounds of each kind came before the $rounds that count; of sleepers two smaller ones on the JVM, none with --short"
echo
row workload program median 'spread of the rounds'

if [[ $only == *[acd]* ]]; then
  for name in "${programs[@]}"; do launch "$name" "${jvm_options[@]}"; done
  if [[ $only == *a* ]]; then
    for n in "${sizes[@]}"; do measure "${programs[@]}" node-bare -- yield "$n" tasks; done
  fi
  [[ $only != *c* ]] || measure "${programs[@]}" -- ping 2 tasks
  if [[ $only == *d* ]]; then
    ! command -v node >/dev/null || echo "post: Node has no call for it, its loop takes no callbacks from other threads"
    callable=()
    for name in "${programs[@]}"; do [ "$name" = node ] || callable+=("$name"); done
    for n in 1 4; do measure "${callable[@]}" -- post "$n" 'thread(s)'; done
  fi
  stop_all
fi
if [[ $only == *b* ]]; then
  for n in "${sleepers[@]}"; do
    for name in "${programs[@]}"; do
      [ "$name" = all-carriers ] || sleep_figures "$name" "$n"
    done
  done
fi

# Node's tasks are async functions that await setImmediate; bare callbacks have no task to come back to
echo
[ -z "${figure[node-bare yield 2]:-}" ] || echo "switches vs node's bare callbacks: $(ratios node-bare)"
posts=$(printf '%s\n' "${figure[jobwheel post 1]:--}" "${figure[jobwheel post 4]:--}" | sort -n | head -n 1)
echo "switches vs cpython: $(ratios cpython)"
echo "switches vs node: $(ratios node)"
echo "million sleepers: ${figure[jobwheel sleep 1000000]:-- s, - MiB}"
echo "post throughput: $posts/s"
