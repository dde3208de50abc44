#!/usr/bin/env bash
# Tests the console in the system's Chromium against a real node; pictures of each page are in target/console/screens then,
# and the page of each failed test in target/console/failures. Needs chromium. Builds the service if it is not built.
# Usage: src/console/browser.sh [--build] [TEST[,TEST...]]
#   --build  builds the service anew, for changes of src/main
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "${1:-}" = --build ] || [ ! -f target/app/classes.jsa ]; then
  ./mvnw -B -ntp -q -DskipTests pre-integration-test
fi
[ "${1:-}" != --build ] || shift
rm -rf target/console/screens target/console/failures target/browser-reports
./mvnw -B -ntp -Pbrowser process-test-classes failsafe:integration-test@browser failsafe:verify@browser \
  ${1:+"-Dit.test=$1"}
