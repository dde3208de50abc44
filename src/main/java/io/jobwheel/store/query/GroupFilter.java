package io.jobwheel.store.query;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import java.util.Set;

/**
 * Selects groups. A group has to match every criterion; an empty set matches all groups.
 *
 * @param states the states, as of {@link JobGroup#state()}
 * @param modes the execution modes
 * @param created when the group was submitted
 */
public record GroupFilter(Set<JobState> states, Set<ExecutionMode> modes, TimeRange created) {

  /** Copies the sets. */
  public GroupFilter {
    states = Set.copyOf(states);
    modes = Set.copyOf(modes);
  }
}
