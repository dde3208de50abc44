package io.jobwheel.store.schedule;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule has done and does next.
 *
 * @param nextDue the next time of its recurrence; null if there is none
 * @param nextFire when the job of that time is stored: later than it by the jitter; null if there
 *     is none
 * @param waiting the due times whose jobs wait for the end of another, in order
 * @param fired the number of due times with a job, triggers and backfills included
 * @param error why the last due time has no job; null if it has one
 */
public record ScheduleProgress(
    @Nullable Instant nextDue,
    @Nullable Instant nextFire,
    List<Instant> waiting,
    long fired,
    long skipped,
    long missed,
    long refused,
    @Nullable String error) {

  public ScheduleProgress {
    waiting = List.copyOf(waiting);
    if ((nextDue == null) != (nextFire == null)) {
      throw new IllegalArgumentException("A schedule fires if and only if a time is due.");
    }
  }

  /** Returns the progress of a new schedule. */
  public static ScheduleProgress first(@Nullable Instant nextDue, @Nullable Instant nextFire) {
    return new ScheduleProgress(nextDue, nextFire, List.of(), 0, 0, 0, 0, null);
  }

  /** Returns this progress with another next time. */
  public ScheduleProgress withNext(@Nullable Instant due, @Nullable Instant fire) {
    return new ScheduleProgress(due, fire, waiting, fired, skipped, missed, refused, error);
  }
}
