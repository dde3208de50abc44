/**
 * Webhooks: tells receivers of the ends of jobs and groups, by signed calls (Standard Webhooks
 * 1.0). A delivery is a job of the internal type {@code webhook}, which the store inserts in the
 * transaction of the end.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "configuration",
      "handler",
      "handler :: call",
      "handler :: egress",
      "handler :: secret",
      "handler :: transport",
      "job",
      "store",
      "time"
    })
package io.jobwheel.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
