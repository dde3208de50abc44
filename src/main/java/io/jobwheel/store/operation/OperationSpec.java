package io.jobwheel.store.operation;

import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.TimeRange;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bulk operation does, and with which jobs.
 *
 * @param filter the jobs; its states are a non-empty part of {@link
 *     OperationAction#possibleStates()}
 * @param priority the new priority of the jobs, {@value JobSpec#MIN_PRIORITY} to {@value
 *     JobSpec#MAX_PRIORITY}; null to keep theirs
 * @param rate the maximum number of jobs per second, 1 or more, on all nodes together; null for no
 *     limit
 */
public record OperationSpec(
    OperationAction action, JobFilter filter, @Nullable Integer priority, @Nullable Integer rate) {

  /**
   * Creates a specification.
   *
   * @throws IllegalArgumentException if the priority or the rate is out of range
   */
  public OperationSpec {
    if (priority != null) {
      JobSpec.requirePriority(priority);
    }
    if (rate != null && rate < 1) {
      throw new IllegalArgumentException("rate must be 1 or more, not " + rate);
    }
  }

  /**
   * Returns the filter of the jobs that belong to an operation of that beginning: jobs that were
   * submitted before it and, if the action is for finished jobs, that had finished by then. So a
   * job that fails again after its redrive does not belong to it any more.
   */
  public JobFilter jobsBefore(Instant beginning) {
    return new JobFilter(
        filter.states(),
        filter.types(),
        filter.modes(),
        filter.groups(),
        filter.submitters(),
        filter.errorCodes(),
        before(filter.created(), beginning),
        action.isOfFinished() ? before(filter.finished(), beginning) : filter.finished());
  }

  private static TimeRange before(TimeRange range, Instant limit) {
    boolean isEarlier = range.to() != null && range.to().isBefore(limit);
    return isEarlier ? range : new TimeRange(range.from(), limit);
  }

  /** Returns the states of the jobs that belong to the operation. */
  public Set<JobState> states() {
    return filter.states();
  }
}
