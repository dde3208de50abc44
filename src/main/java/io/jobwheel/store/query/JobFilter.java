package io.jobwheel.store.query;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import java.util.Set;
import java.util.UUID;

/**
 * Selects jobs. A job has to match every criterion; an empty set matches all jobs. Deliveries of
 * webhooks match only if their type is named.
 *
 * @param states the states
 * @param types the job types
 * @param modes the execution modes
 * @param groups the ids of groups
 * @param submitters the names of submitters
 * @param errorCodes the codes of the error of the job or of its latest attempt
 * @param created when the job was submitted
 * @param finished when the job ended; a range with a limit matches only jobs that have ended
 * @param schedules the names of the schedules that submitted the jobs
 */
public record JobFilter(
    Set<JobState> states,
    Set<String> types,
    Set<ExecutionMode> modes,
    Set<UUID> groups,
    Set<String> submitters,
    Set<String> errorCodes,
    TimeRange created,
    TimeRange finished,
    Set<String> schedules) {

  /** Copies the sets. */
  public JobFilter {
    states = Set.copyOf(states);
    types = Set.copyOf(types);
    modes = Set.copyOf(modes);
    groups = Set.copyOf(groups);
    submitters = Set.copyOf(submitters);
    errorCodes = Set.copyOf(errorCodes);
    schedules = Set.copyOf(schedules);
  }

  /** Creates a filter of jobs of any schedule or none. */
  public JobFilter(
      Set<JobState> states,
      Set<String> types,
      Set<ExecutionMode> modes,
      Set<UUID> groups,
      Set<String> submitters,
      Set<String> errorCodes,
      TimeRange created,
      TimeRange finished) {
    this(states, types, modes, groups, submitters, errorCodes, created, finished, Set.of());
  }

  /** Returns this filter with the names of schedules. */
  public JobFilter withSchedules(Set<String> names) {
    return new JobFilter(
        states, types, modes, groups, submitters, errorCodes, created, finished, names);
  }

  /** Returns whether it leaves deliveries of webhooks out, because it names no types. */
  public boolean hidesDeliveries() {
    return types.isEmpty();
  }

  /** Returns this filter with other states. */
  public JobFilter withStates(Set<JobState> others) {
    return new JobFilter(
        others, types, modes, groups, submitters, errorCodes, created, finished, schedules);
  }

  /** Returns whether there is no criterion besides the states. */
  public boolean isOnlyByState() {
    return types.isEmpty()
        && modes.isEmpty()
        && groups.isEmpty()
        && submitters.isEmpty()
        && errorCodes.isEmpty()
        && schedules.isEmpty()
        && created.isAll()
        && finished.isAll();
  }
}
