# shellcheck shell=bash
# For the scripts beside it: starts the packaged service on a free port and an empty folder, and ends it.

# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"
jar=$(find "$here/target" -maxdepth 1 -name 'jobwheel-*.jar' ! -name '*-sources.jar' 2>/dev/null | head -n 1)
[ -n "$jar" ] || { echo "no jar in target: run ./mvnw package first" >&2; exit 1; }

folder=$(mktemp -d)
log=$folder/service.log
pid=

start_service() { # start_service [ARGUMENT...]: sets $url; the registry is a file unless $store names another
  # shellcheck disable=SC2086 # options are words
  "$java" ${JAVA_OPTS:-} -jar "$jar" --server.port=0 "--jobwheel.store.url=${store:-jdbc:sqlite:$folder/jobwheel.db}" "$@" >"$log" 2>&1 &
  pid=$!
  local port=
  for _ in $(seq 300); do
    port=$(sed -n 's/.*Tomcat started on port \([0-9]*\).*/\1/p' "$log")
    url=http://localhost:$port
    if [ -n "$port" ] && curl -sf "$url/actuator/health/readiness" >/dev/null; then return 0; fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  echo "the service did not start:" >&2
  cat "$log" >&2
  return 1
}

stop_service() {
  if [ -n "$pid" ]; then
    kill "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    pid=
  fi
  rm -rf "$folder"
}
trap stop_service EXIT
