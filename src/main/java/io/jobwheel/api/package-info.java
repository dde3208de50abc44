/**
 * The HTTP API: maps requests to calls of the dispatcher and the store, results to JSON documents,
 * and errors to problem documents.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
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
      "schedule",
      "store",
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
