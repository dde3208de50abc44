#!/usr/bin/env bash
# Checks the console's modules: their types, which are comments, against those of the libraries and of the OpenAPI document;
# the length of each file; the layout of the folder. Needs npm; works in target/console and leaves nothing elsewhere.
# A module names a type of the API so: /** @import {components} from '#api' */ and components['schemas']['Job'].
# Usage: src/console/check.sh
set -uo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
source=$here/src/main/console
work=$here/target/console
longest=250
wrong=0

remark() {
  echo "$*"
  wrong=$((wrong + 1))
}

check_lengths() {
  local file lines
  while IFS= read -r file; do
    lines=$(wc -l <"$file")
    [ "$lines" -le "$longest" ] || remark "${file#"$here"/} has $lines lines; at most $longest are allowed"
  done < <(find "$source" -type f | sort)
}

check_layout() {
  local folder
  while IFS= read -r folder; do
    case ${folder#"$source"/} in
      core | components | pages) ;;
      *) remark "${folder#"$here"/}: folders are core, components and pages; a page is a folder in pages" ;;
    esac
  done < <(find "$source" -mindepth 1 -maxdepth 1 -type d | sort)
}

check_types() {
  cd "$work" || return 1
  cp "$here"/src/console/package.json "$here"/src/console/package-lock.json .
  npm ci --ignore-scripts --no-audit --no-fund --silent || return 1
  # where the jar has the libraries, seen from the modules
  rm -rf types && mkdir -p types/lib/lit-html types/lib/uplot || return 1
  (cd node_modules/lit-html && cp -- *.d.ts "$work/types/lib/lit-html/" && mkdir "$work/types/lib/lit-html/directives" &&
    cp directives/*.d.ts "$work/types/lib/lit-html/directives/") || return 1
  cp node_modules/uplot/dist/uPlot.d.ts types/lib/uplot/uPlot.esm.d.ts || return 1
  node_modules/.bin/openapi-typescript "$here/src/main/resources/openapi.yaml" --output api.d.ts >openapi.log 2>&1 || {
    cat openapi.log
    return 1
  }
  node_modules/.bin/tsc --project "$here/src/console/tsconfig.json"
}

mkdir -p "$work"
check_lengths
check_layout
check_types || remark "the types are wrong"
[ "$wrong" -eq 0 ] && echo "the console's types, lengths and layout are as they should be"
