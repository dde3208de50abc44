#!/usr/bin/env bash
# A rolling update under load: builds the service as it was before its newest migration of PostgreSQL (or at COMMIT), starts three
# nodes of it, and replaces them one after the other by nodes of this build (UpgradeProof). Ends with a line "upgrade: ..."; 1 when something was lost.
# Needs the repository's history.
# Usage: src/bench/upgrade.sh [COMMIT]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=java.sh
. "$(dirname "$0")/java.sh"
cd "$here"
migrations=src/main/resources/db/migration/postgresql
old=${1:-$(git log -1 --diff-filter=A --format=%H -- "$migrations")^}
old=$(git rev-parse --verify --quiet "$old^{commit}") || { echo "the history does not go back to the build before the newest migration" >&2; exit 1; }

folder=$(mktemp -d)
trap 'git worktree remove --force "$folder/old" 2>/dev/null; rm -rf "$folder"' EXIT
git worktree add -q --detach "$folder/old" "$old"
(cd "$folder/old" && ./mvnw -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true package)
./mvnw -q -B -DskipTests pre-integration-test
jars=("$folder"/old/target/jobwheel-*.jar)
"$java" -Djarmode=tools -jar "${jars[0]}" extract --destination "$folder/app"
jars=("$folder"/app/jobwheel-*.jar)
echo "from $(git log -1 --format='%h of %cs' "$old")"
./mvnw -q -B failsafe:integration-test failsafe:verify -Dit.test=UpgradeProof -Djobwheel.old-jar="${jars[0]}" |
  grep -E '^upgrade:|AssertionError|Expecting|ERROR.*Upgrade' || {
  echo "the update broke a promise; see target/failsafe-reports" >&2
  exit 1
}
