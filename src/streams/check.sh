#!/usr/bin/env bash
# Follows jobs as clients do: by curl, by the npm package eventsource and by a browser, straight and through nginx and HAProxy with
# their default settings; also while the proxy is restarted. Each line has to come once, in order, and within a second.
# Needs npm, nginx, haproxy and chromium; starts all of them itself, and ends them.
# Usage: src/streams/check.sh
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=../bench/service.sh
. "$(dirname "$0")/../bench/service.sh"
streams=$here/src/streams
work=$here/target/streams
proxy=
failures=0
trap 'end_proxy; stop_service' EXIT
rm -rf "$work" && mkdir -p "$work/www" && cd "$work" || exit 1
cp "$streams"/package.json "$streams"/package-lock.json "$streams"/*.mjs .
cp "$streams/page.html" www/
npm ci --ignore-scripts --no-audit --no-fund --silent || exit 1

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

end_proxy() {
  [ -z "$proxy" ] || { kill "$proxy" 2>/dev/null; wait "$proxy" 2>/dev/null; }
  proxy=
}

start_proxy() { # start_proxy NAME: in front of the service, on $port
  case $1 in
    nginx) nginx -e "$work/nginx.log" -p "$work" -c "$work/nginx.conf" & ;;
    haproxy) haproxy -q -db -f "$work/haproxy.cfg" & ;;
  esac
  proxy=$!
  for _ in $(seq 50); do
    curl -sf "http://127.0.0.1:$port/api/v1" >/dev/null && return 0
    sleep 0.1
  done
  echo "$1 did not start"
  return 1
}

submit() { # submit DELAY: sets $id
  id=$(curl -sf "$url/api/v1/jobs" -H 'Content-Type: application/json' \
    -d "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"$1\"}}" | jq -r .id)
}

check() { # check WHAT LINES STATE [LONGEST]: compares with the output of the job
  local expected
  expected=$(curl -sf "$url/api/v1/jobs/$id/output" | jq -Rs 'rtrimstr("\n") | split("\n")')
  if [ "$(jq -nc --argjson a "$2" --argjson b "$expected" '$a == $b')" = true ] && [ "$3" = SUCCEEDED ] && [ "${4:-0}" -le 1000 ]; then
    echo "$1: $(jq length <<<"$2") lines once, in order${4:+, each within $4 ms}"
  else
    echo "$1: FAILED: $2, $3, longest ${4:-} ms; expected $expected"
    failures=$((failures + 1))
  fi
}

by_curl() { # by_curl WHAT BASE
  submit 300ms
  curl -sN --max-time 60 "$2/api/v1/jobs/$id/events" >curl.out
  local lines state
  lines=$(grep -A2 '^event: output' curl.out | sed -n 's/^data: //p' | jq -sc 'map(.text)')
  state=$(grep -A1 '^event: job' curl.out | sed -n 's/^data: //p' | tail -n 1 | jq -r .state)
  check "$1" "$lines" "$state"
}

by_eventsource() { # by_eventsource WHAT BASE
  submit 800ms
  local told
  told=$(node read.mjs "$2/api/v1/jobs/$id/events")
  check "$1" "$(jq -c .lines <<<"$told")" "$(jq -r .state <<<"$told")" "$(jq -r .longest <<<"$told")"
}

# the client connects again by itself, and goes on after the last line
by_cut_eventsource() { # by_cut_eventsource WHAT BASE PROXY
  submit 1s
  local told reader
  node read.mjs "$2/api/v1/jobs/$id/events" >cut.out &
  reader=$!
  sleep 1.5
  end_proxy
  sleep 0.5
  start_proxy "$3" || return 1
  wait "$reader"
  told=$(<cut.out)
  [ "$(jq .opened <<<"$told")" -ge 2 ] || { echo "$1: FAILED: it was not cut"; failures=$((failures + 1)); }
  check "$1, cut" "$(jq -c .lines <<<"$told")" "$(jq -r .state <<<"$told")"
}

start_service --jobwheel.lanes.process-pool.slots=0 || exit 1
service_port=${url##*:}
port=$(free_port)
cat >nginx.conf <<END
daemon off;
pid $work/nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  types { text/html html; }
  server {
    listen 127.0.0.1:$port;
    location / { root $work/www; }
    location /api/ { proxy_pass http://127.0.0.1:$service_port; }
  }
}
END
cat >haproxy.cfg <<END
defaults
  mode http
  timeout connect 5s
  timeout client 50s
  timeout server 50s
frontend in
  bind 127.0.0.1:$port
  default_backend service
backend service
  server one 127.0.0.1:$service_port
END

base=http://127.0.0.1:$port
by_curl "curl" "$url"
by_eventsource "eventsource" "$url"
for name in nginx haproxy; do
  start_proxy "$name" || exit 1
  by_eventsource "eventsource through $name" "$base"
  by_cut_eventsource "eventsource through $name" "$base" "$name"
  if [ "$name" = nginx ]; then
    submit 300ms
    told=$(node browser.mjs "$(command -v chromium)" "$base/page.html?id=$id")
    check "browser through nginx" "$(jq -c .lines <<<"$told")" "$(jq -r .state <<<"$told")"
    [ "$(jq '.errors | length' <<<"$told")" = 0 ] || failures=$((failures + 1))
  fi
  end_proxy
done
echo "streams: $failures failed"
[ "$failures" -eq 0 ]
