#!/usr/bin/env bash
# What the API adds to the engine, on one PostgreSQL server in one go:
#   batch  jobs that do nothing, in batches of 1,000 from 8 callers, over HTTP and by the library call: jobs/s
#   keyed  single POST /api/v1/jobs by wrk at 64 connections, with a new Idempotency-Key each, beside the same without: requests/s;
#          then both again with 10 million kept keys
# Usage: src/bench/api.sh [--short]
exec "$(dirname "$0")/engine.sh" --api "$@"
