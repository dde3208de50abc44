/** Calculates the times of schedules: cron expressions in a time zone, and fixed periods. */
@NullMarked
@NamedInterface("time")
package io.jobwheel.schedule.time;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
