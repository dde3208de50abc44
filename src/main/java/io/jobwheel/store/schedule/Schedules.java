package io.jobwheel.store.schedule;

import io.jobwheel.job.Job;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stores schedules and their fires. Thread-safe. The futures fail with {@link
 * StoreUnavailableException} if the store cannot be written, and with {@link StoreRefusedException}
 * if the database refuses the write, or a decision or plan throws.
 */
public interface Schedules {

  /** Maximum number of fires that are kept of each schedule. */
  int MAX_FIRES = 100;

  /**
   * The result of a change.
   *
   * @param before null if there was no schedule of the name
   * @param after null if there is none
   */
  record Changed(@Nullable Schedule before, @Nullable Schedule after) {}

  /**
   * What was stored for due schedules.
   *
   * @param schedules the schedules that fired, as they are now
   * @param fires what became of their due times; of a time that an earlier transaction had decided,
   *     nothing
   * @param missed the number of times that were missed, also of those that are not among the fires
   * @param jobs the new jobs
   * @param duplicates why other jobs were not stored
   * @param cancelled the jobs that were cancelled, or whose cancellation was requested
   */
  record Fired(
      List<Schedule> schedules,
      List<FireRecord> fires,
      long missed,
      List<Job> jobs,
      List<Duplicate> duplicates,
      List<Cancellation> cancelled) {}

  /**
   * The next time at which a schedule fires.
   *
   * @param active the number of schedules that have a next time and are not paused
   * @param waiting the number of schedules of which a job waits for the end of another
   * @param untilNext the time until then by the clock of the database, null if there is none;
   *     negative if it is overdue
   */
  record NextFire(long active, long waiting, @Nullable Duration untilNext) {}

  /** Creates, changes or deletes the schedule of a name, as {@code change} decides. */
  CompletableFuture<Changed> change(String name, ScheduleChange change);

  /**
   * Carries out the plans of schedules that are due, or of which a job waits and no other runs.
   * Each schedule and its jobs are stored together or not at all. Leaves those that another
   * transaction has locked.
   *
   * @param limit the greatest number of schedules
   */
  CompletableFuture<Fired> fireDue(FirePlanner planner, int limit);

  /**
   * Carries out a plan of one schedule, whether it is due or not. The result is empty if there is
   * no schedule of the name.
   */
  CompletableFuture<Optional<Fired>> fire(String name, FirePlanner planner);

  /** Returns the schedule of a name. */
  Optional<Schedule> find(String name);

  /**
   * Returns schedules in the order of their names.
   *
   * @param after the name that precedes the first one; null to begin with the first
   */
  List<Schedule> list(@Nullable String after, int limit);

  /** Returns the latest fires of a schedule, newest first. */
  List<FireRecord> fires(String name, int limit);

  /** Returns when a schedule fires next. */
  NextFire next();
}
