# shellcheck shell=bash
# For the scripts beside it: sets $here, the repository, and $java, a Java 25 if the machine has one.
# shellcheck disable=SC2034 # they use it

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/*; do
  if grep -qs '^JAVA_VERSION="25' "$home/release"; then java=$home/bin/java && break; fi
done
