# shellcheck shell=bash
# For the scripts beside it: programs that answer lines, each behind a pair of pipes, in a folder that goes with the script;
# and the median of what their rounds gave. The script may set $limit, the seconds to wait for one answer.

# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"

limit=180
folder=$(mktemp -d)
declare -A pid_of in_of out_of figures figure
trap 'stop_all; rm -rf "$folder"' EXIT

start() { # start NAME COMMAND...
  local name=$1 in out
  shift
  mkfifo "$folder/$name.in" "$folder/$name.out"
  "$@" <"$folder/$name.in" >"$folder/$name.out" 2>"$folder/$name.err" &
  pid_of[$name]=$!
  exec {in}>"$folder/$name.in" {out}<"$folder/$name.out"
  in_of[$name]=$in out_of[$name]=$out
}

ask() { # ask NAME LINE: the answer in $answer; without a line what it says by itself. Without an answer in time it is ended
  local in=${in_of[$1]} out=${out_of[$1]}
  [ -z "$2" ] || echo "$2" >&"$in"
  # shellcheck disable=SC2034 # the scripts use it
  if ! read -r -t "$limit" answer <&"$out"; then
    echo "$1: no answer to '$2'" >&2
    tail -n 3 "$folder/$1.err" >&2
    stop "$1"
    return 1
  fi
}

stop() { # stop NAME: its input ends, and so does the program; 10 s later it is killed
  local in=${in_of[$1]} out=${out_of[$1]}
  exec {in}>&- {out}<&-
  for _ in $(seq 100); do
    kill -0 "${pid_of[$1]}" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "${pid_of[$1]}" 2>/dev/null
  wait "${pid_of[$1]}" 2>/dev/null
  rm -f "$folder/$1.in" "$folder/$1.out"
  unset "pid_of[$1]"
}

stop_all() { # the last one is "server", which the others may use
  local name
  for name in "${!pid_of[@]}"; do [ "$name" = server ] || stop "$name"; done
  [ -z "${pid_of[server]:-}" ] || stop server
}

machine() { # what the figures were made on
  echo "cores: $(getconf _NPROCESSORS_ONLN), load before: $(cut -d' ' -f1 /proc/loadavg 2>/dev/null)"
  "$java" -version 2>&1 | sed -n 2p
}

row() { printf '%-26s %-22s %14s   %s\n' "$@"; }

summary() { # summary NAME KIND WHAT UNIT: the median of the rounds in $figures into $figure, and a row
  local rates
  read -r -a rates <<<"${figures[$1 $2]:-}"
  [ ${#rates[@]} -gt 0 ] || return 0
  mapfile -t rates < <(printf '%s\n' "${rates[@]}" | sort -n)
  figure[$1 $2]=${rates[$((${#rates[@]} / 2))]}
  row "$3" "$1" "${figure[$1 $2]}$4" "${rates[0]} - ${rates[-1]}"
}
