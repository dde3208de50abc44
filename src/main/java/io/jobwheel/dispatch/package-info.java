/**
 * Who runs what, when, and what if they vanish: admission, claims, outcomes, cancels, leases,
 * drain.
 *
 * <p>Each write that changes the state of jobs is followed by its events: {@code JobEventMapper}
 * makes them from the answer of the store, {@code JobEventPublisher} publishes them after the
 * commit, and each {@code JobEventListener} does one thing with them.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "execution",
      "execution :: attempt",
      "handler",
      "job",
      "store",
      "threads",
      "time"
    })
package io.jobwheel.dispatch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
