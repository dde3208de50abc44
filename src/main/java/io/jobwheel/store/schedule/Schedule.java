package io.jobwheel.store.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is stored.
 *
 * @param definition what was asked for, as JSON
 * @param configured whether it comes from the configuration of the nodes
 * @param createdBy the name of the submitter of its jobs; null if authentication was disabled
 * @param version grows with each change of the definition or the pause
 * @param pause null if it is active
 */
public record Schedule(
    String name,
    String definition,
    boolean configured,
    @Nullable String createdBy,
    Instant createdAt,
    Instant updatedAt,
    long version,
    @Nullable SchedulePause pause,
    ScheduleProgress progress) {

  /** Returns this schedule, changed at a time: with the next version. */
  public Schedule changed(Instant now, @Nullable SchedulePause pause, ScheduleProgress progress) {
    return new Schedule(
        name, definition, configured, createdBy, createdAt, now, version + 1, pause, progress);
  }
}
