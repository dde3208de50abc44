/** Schedules and their fires, as they are stored. */
@NullMarked
@NamedInterface("schedule")
package io.jobwheel.store.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
