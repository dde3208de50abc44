/** Schedules: jobs that are submitted again and again, at times that a recurrence determines. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "configuration",
      "dispatch",
      "dispatch :: request",
      "job",
      "store",
      "store :: schedule",
      "time"
    })
package io.jobwheel.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
