/**
 * Submission, claims, outcomes, cancellation, leases and shutdown of a node.
 *
 * <p>Each write that changes the state of jobs has events: {@code JobEventMapper} makes them from
 * the store's answer, {@code JobEventPublisher} publishes them after the commit, and each {@code
 * JobEventListener} does one thing with them.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "execution",
      "execution :: attempt",
      "handler",
      "handler :: egress",
      "job",
      "store",
      "store :: fairness",
      "store :: limit",
      "store :: pause",
      "store :: operation",
      "store :: query",
      "threads",
      "time",
      "webhook"
    })
package io.jobwheel.dispatch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
