/** Schedules: jobs that are submitted again and again, at times that a recurrence determines. */
@NullMarked
@ApplicationModule(allowedDependencies = "job")
package io.jobwheel.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
