#!/usr/bin/env bash
# Runs the contract of the registry and what else needs a real PostgreSQL on several of its major versions, each as the
# embedded binaries have it. Ends with a line "postgres: ..."; 1 when one of them failed.
# Usage: src/bench/postgres.sh [VERSION-OF-THE-BINARIES ...]
set -euo pipefail
cd "$(dirname "$0")/../.."
versions=("$@")
[ ${#versions[@]} -gt 0 ] || versions=(15.19.0 16.15.0 17.11.0 18.6.0)
tests=PostgresStoreTest,PostgresQueryPlanTest,SharedStoreTest,StoreStartTest,BadDatabaseEndToEndTest

./mvnw -q -DskipTests test-compile
summary=()
failed=0
for version in "${versions[@]}"; do
  if ./mvnw -q surefire:test -Dtest="$tests" -Dsurefire.failIfNoSpecifiedTests=false \
    -Dembedded-postgres-binaries.version="$version"; then
    summary+=("$version passed")
  else
    summary+=("$version FAILED")
    failed=1
  fi
done
printf -v line '%s, ' "${summary[@]}"
echo "postgres: ${line%, }"
exit "$failed"
