#!/usr/bin/env bash
# Receives real calls of webhooks: of a job whose receiver fails once, of one whose receiver is gone and then repeated by a
# bulk redrive, and of a group, at URLs of the client and at an endpoint of the operator that has two secrets. Verifies all of
# them, and forged ones, by the npm packages standardwebhooks and svix and by the functions of docs/webhooks.md, which are
# taken from the page. Needs npm and python3; works in target/webhooks and leaves nothing elsewhere.
# Usage: src/webhooks/check.sh
set -uo pipefail
# shellcheck source-path=SCRIPTDIR source=../bench/service.sh
. "$(dirname "$0")/../bench/service.sh"
webhooks=$here/src/webhooks
page=$here/docs/webhooks.md
work=$here/target/webhooks
receiver=
failures=0
trap 'end_receiver; stop_service' EXIT
rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1
cp "$webhooks"/package.json "$webhooks"/package-lock.json "$webhooks"/*.mjs "$webhooks"/*.py "$webhooks"/*.java .
npm ci --ignore-scripts --no-audit --no-fund --silent || exit 1

end_receiver() {
  [ -z "$receiver" ] || { kill "$receiver" 2>/dev/null; wait "$receiver" 2>/dev/null; }
  receiver=
}

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

code() { # code HEADING: the first block of code below that heading of the page
  awk -v heading="### $1" '
    $0 == heading { found = 1 }
    found && /^```/ { if (inside) exit; inside = 1; next }
    inside' "$page"
}

secret() { echo "whsec_$(head -c 32 /dev/urandom | base64)"; }

post() { # post PATH BODY
  curl -s --fail-with-body "$url/api/v1/$1" -H 'Content-Type: application/json' -d "$2"
}

await() { # await WHAT COMMAND...: until the command succeeds, at most 20 s
  local what=$1
  shift
  for _ in $(seq 100); do
    "$@" && return 0
    sleep 0.2
  done
  fail "$what did not happen"
  return 1
}

got() { # got NUMBER PATH: whether the receiver has so many calls of the path
  curl -sf "$told/calls" >calls.json && [ "$(jq --arg path "$2" 'map(select(.path == $path)) | length' calls.json)" -ge "$1" ]
}

job_with() { # job_with PATH: submits a job with a webhook; prints its id
  post jobs '{"type":"countdown","payload":{"name":"A","delay":"1ms"},"webhook":{"url":"'"$told$1"'"}}' | jq -r .id
}

is_given_up() { # is_given_up JOB
  [ "$(curl -sf "$url/api/v1/jobs/$1/deliveries" | jq -r '[.items[] | select(.url) | .state] | join(" ")')" = FAILED ]
}

code Python >page.py
code Java >WebhookVerifier.java
code Node >page.mjs
node receiver.mjs >port &
receiver=$!
await "the start of the receiver" test -s port || exit 1
told=http://127.0.0.1:$(<port)
own=$(secret)
old=$(secret)
new=$(secret)
# as the chart sets them
export JOBWHEEL_WEBHOOKDELIVERY_SECRETS=$own JOBWHEEL_WEBHOOKS_AUDIT_URL=$told/audit JOBWHEEL_WEBHOOKS_AUDIT_SECRETS=$new,$old \
  JOBWHEEL_WEBHOOKS_AUDIT_EVENTS=job.succeeded,job.failed,group.finished JOBWHEEL_WEBHOOKS_AUDIT_TYPES=countdown
start_service --jobwheel.lanes.process-pool.slots=0 --jobwheel.http.egress.allowed-networks=127.0.0.1 || exit 1

flaky=$(job_with /flaky)
gone=$(job_with /gone)
countdown='{"type":"countdown","payload":{"name":"B","delay":"1ms"}}'
group=$(post groups '{"mode":"event-loop","jobs":['"$countdown,$countdown"'],"webhook":{"url":"'"$told/group"'"}}' | jq -r .id)
await "the end of the delivery that got 410" is_given_up "$gone"
# the call of the page, for the code of this failure
redrive=$(sed -n "s/^  -d '\(.*\"REDRIVE\".*\)'$/\1/p" "$page" | jq -c '.filter.errorCode = ["webhook-gone"]')
post operations "$redrive" >operation.json || fail "the redrive is refused: $(<operation.json)"
await "the second call after a 503" got 2 /flaky
await "the second call after a 410" got 2 /gone
await "the call about the group" got 1 /group
await "the calls about four jobs and a group" got 5 /audit
curl -sf -o meters "$url/actuator/prometheus"
grep -qF 'jobwheel_webhook_attempt_seconds_count{endpoint="audit",outcome="succeeded"} 5' meters || fail "five attempts are not counted"

same=$(jq -c '[.[] | select(.path == "/flaky") | .headers["webhook-id"]] | unique | length' calls.json)
later=$(jq '[.[] | select(.path == "/flaky") | .headers["webhook-timestamp"] | tonumber] | .[1] - .[0]' calls.json)
[ "$same $((later >= 5))" = "1 1" ] || fail "the repetition has $same ids and came $later s later"
types=$(jq -r '[.[] | select(.path == "/audit") | .body | @base64d | fromjson | .type] | sort | join(" ")' calls.json)
[ "$types" = "group.finished job.succeeded job.succeeded job.succeeded job.succeeded" ] || fail "the endpoint was told of $types"
ids=$(jq -r '[.[] | select(.path | IN("/flaky", "/group")) | .body | @base64d | fromjson | .data.id] | unique | join(" ")' calls.json)
[ "$ids" = "$(printf '%s\n' "$flaky" "$group" | sort | paste -sd ' ')" ] || fail "the calls are about $ids"

node cases.mjs calls.json "/flaky=$own" "/gone=$own" "/group=$own" "/audit=$old,$new" >cases
cut -f 1 cases >expected
check() { # check NAME COMMAND...: whether a verifier decides all cases rightly
  local name=$1
  shift
  if ! "$@" >decided 2>errors; then
    fail "$name: $(<errors)"
  elif ! paste decided cases | awk -F '\t' '$1 != $2 { print $1, $NF; wrong = 1 } END { exit wrong }' >wrong || ! cmp -s decided expected; then
    fail "$name decides: $(<wrong)"
  else
    echo "$name: $(grep -c true expected) calls verified, $(grep -c false expected) refused"
  fi
}
check standardwebhooks node verify.mjs standardwebhooks cases
check svix node verify.mjs svix cases
check "the page's Node" node verify.mjs page cases
check "the page's Python" env PYTHONDONTWRITEBYTECODE=1 python3 verify.py cases
check "the page's Java" "$java" -XX:TieredStopAtLevel=1 Verify.java cases
echo "webhooks: $failures failed"
[ "$failures" -eq 0 ]
