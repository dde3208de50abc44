package io.jobwheel.store.operation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step of a bulk operation: some of its jobs, at most {@link #MAX_JOBS}.
 *
 * @param operation the operation as it was read; the step is refused if it has changed since
 * @param jobs the next jobs of the walk
 * @param before the position after the step; null if the walk ends with it
 * @param matched the number of jobs that match, if they were counted for this step; null otherwise
 * @param blockedBy what delays the operation, see {@link OperationProgress}; null for nothing
 * @param now the time at which jobs are redriven, cancelled or deleted
 */
public record OperationStep(
    Operation operation,
    List<UUID> jobs,
    @Nullable UUID before,
    @Nullable Long matched,
    @Nullable String blockedBy,
    Instant now) {

  /** Maximum number of jobs of one step. */
  public static final int MAX_JOBS = 100;

  private static final int STEPS_PER_SECOND = 5;

  public OperationStep {
    jobs = List.copyOf(jobs);
  }

  /**
   * Returns this step with its first jobs only, so that the next one goes on with the others.
   *
   * @param number 1 to the number of jobs
   */
  public OperationStep first(int number) {
    return number == jobs.size()
        ? this
        : new OperationStep(
            operation, jobs.subList(0, number), jobs.get(number - 1), matched, blockedBy, now);
  }

  /**
   * Returns the number of jobs of a step: those of a fifth of a second, 1 to {@link #MAX_JOBS}.
   *
   * @param rate jobs per second; null for no limit
   */
  public static int jobsPerStep(@Nullable Integer rate) {
    return rate == null ? MAX_JOBS : Math.clamp(Math.ceilDiv(rate, STEPS_PER_SECOND), 1, MAX_JOBS);
  }
}
