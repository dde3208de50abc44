package io.jobwheel.store.schedule;

import io.jobwheel.job.JobState;
import java.time.Instant;
import java.util.List;

/**
 * Decides what a schedule does, within the transaction that stores it. It may be called again after
 * a rollback, so it has no effects of its own, and does no I/O.
 */
public interface FirePlanner {

  /**
   * A schedule whose row is locked.
   *
   * @param now the time of the database
   * @param unfinished whether a job of the schedule has not ended
   * @param lastEnds the final states of its latest jobs that have ended since its last change,
   *     newest first
   */
  record DueSchedule(Schedule schedule, Instant now, boolean unfinished, List<JobState> lastEnds) {}

  /** Returns how many of the latest ends the plan of a schedule needs to know; 0 for none. */
  int endsNeeded(Schedule schedule);

  /** Returns the plan of a schedule. */
  FirePlan plan(DueSchedule due);
}
