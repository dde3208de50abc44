/**
 * The HTTP API: maps requests to calls of the dispatcher and the store, results to JSON documents,
 * and errors to problem documents.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "comparison",
      "comparison :: report",
      "configuration",
      "dispatch",
      "dispatch :: request",
      "dispatch :: request-operation",
      "dispatch :: request-pause",
      "eventloop",
      "execution",
      "execution :: attempt",
      "execution :: process",
      "handler",
      "job",
      "limit",
      "schedule",
      "store",
      "store :: comparison",
      "store :: limit",
      "store :: pause",
      "store :: operation",
      "store :: query",
      "store :: schedule",
      "threads",
      "time",
      "webhook"
    })
package io.jobwheel.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
