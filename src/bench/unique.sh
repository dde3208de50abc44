#!/usr/bin/env bash
# What unique keys cost, by single POST /api/v1/jobs of jobs that do nothing, by wrk at 64 connections: requests/s
#   plain      jobs that are not unique
#   unique     each job with a key of its own
#   contended  jobs with one of 16 keys, so that most requests are answered with the job of another one
# Usage: src/bench/unique.sh [--short]
exec "$(dirname "$0")/engine.sh" --unique "$@"
