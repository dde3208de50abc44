/**
 * The service over HTTP: translates requests into calls and answers into documents, and every error
 * into a problem. Deciding is someone else's work.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "configuration",
      "dispatch",
      "execution",
      "execution :: attempt",
      "execution :: process",
      "handler",
      "job",
      "store",
      "threads",
      "time"
    })
package io.jobwheel.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
