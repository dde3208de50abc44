#!/usr/bin/env bash
# Checks the OpenAPI document, as it is written and as the packaged service serves it, with two linters; then makes a client
# of the served document for Python, Java and TypeScript, by the commands of docs/clients.md, and runs each against the
# service. Needs npm and a Python with pydantic; works in target/contract and leaves nothing elsewhere.
# Ends with an error if a linter has a remark, or a client does not compile or does not do what it should.
# Usage: src/contract/check.sh
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=../bench/service.sh
. "$(dirname "$0")/../bench/service.sh"
contract=$here/src/contract
page=$here/docs/clients.md
work=$here/target/contract
mkdir -p "$work" && cd "$work" || exit 1
rm -rf jobwheel-* out && mkdir out

get_tools() {
  local artifact
  cp "$contract"/package.json "$contract"/package-lock.json "$contract"/*.yaml .
  artifact=$(sed -n 's/.*dependency:copy -Dartifact=\([^ ]*\).*/\1/p' "$page")
  (cd "$here" && ./mvnw -q -B -ntp dependency:copy "-Dartifact=$artifact" "-DoutputDirectory=$work") &
  npm ci --ignore-scripts --no-audit --no-fund --silent && wait $!
}

# the command of the page, with all of its options
generate() { # generate LANGUAGE
  local command
  command=$(awk -v language="-g $1 " '
    /^java -jar/ { inside = 1; command = "" }
    inside { command = command $0 "\n" }
    inside && !/\\$/ { inside = 0; if (index(command, language)) printf "%s", command }' "$page")
  [ -n "$command" ] || { echo "docs/clients.md has no command for $1"; return 1; }
  PATH=$(dirname "$java"):$PATH JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1 bash -c "$command" >"out/generate-$1" 2>&1 || {
    cat "out/generate-$1"
    return 1
  }
}

lint() { # lint FILE
  node_modules/.bin/spectral lint --ruleset spectral.yaml --fail-severity hint "$1" &&
    node_modules/.bin/redocly lint --config redocly.yaml "$1"
}

python_client() {
  python3 "$contract/python/requirements.py" && generate python &&
    PYTHONPATH=jobwheel-python PYTHONDONTWRITEBYTECODE=1 python3 "$contract/python/client.py" "$url"
}

java_client() {
  local tools
  tools=$(dirname "$java")
  generate java || return 1
  # the service's own Jackson 3
  (mkdir -p out/jar && cd out/jar && "$tools/jar" -xf "$jar" BOOT-INF/lib) || return 1
  local classpath=out/java:"out/jar/BOOT-INF/lib/*"
  find jobwheel-java/src/main/java -name '*.java' >out/sources
  "$tools/javac" -J-XX:TieredStopAtLevel=1 -proc:none -nowarn --release 25 -d out/java -cp "$classpath" \
    @out/sources "$contract/java/Client.java" &&
    "$java" -XX:TieredStopAtLevel=1 -cp "$classpath" Client "$url"
}

typescript_client() {
  generate typescript-fetch && cp "$contract/typescript/client.ts" . &&
    node_modules/.bin/tsc --strict --target es2022 --lib es2022,dom --module commonjs --outDir out/typescript client.ts &&
    node out/typescript/client.js "$url"
}

checks=()
running=()
start() { # start NAME COMMAND...: runs it in the background
  local name=$1
  shift
  "$@" >"out/$name" 2>&1 &
  checks+=("$name")
  running+=($!)
}

get_tools &
tools=$!
# with a command configured, the document has the job type of that name, too
start_service --jobwheel.lanes.process-pool.slots=0 --jobwheel.commands.work.program=true || exit 1
curl -sf "$url/api/v1/openapi.json" | jq . >openapi.json || exit 1
wait "$tools" || exit 1

start "lint of the file" lint "$here/src/main/resources/openapi.yaml"
start "lint of the served document" lint openapi.json
start "Python" python_client
start "Java" java_client
start "TypeScript" typescript_client
wrong=0
for i in "${!running[@]}"; do
  if wait "${running[$i]}"; then
    echo "${checks[$i]}: passed"
  else
    wrong=$((wrong + 1))
    cat "out/${checks[$i]}"
    echo "${checks[$i]}: FAILED"
  fi
done
[ "$wrong" -eq 0 ]
