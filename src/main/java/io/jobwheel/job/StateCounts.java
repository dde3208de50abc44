package io.jobwheel.job;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** The number of jobs in each state. Immutable; a missing state counts as 0. */
public record StateCounts(Map<JobState, Long> byState) {

  public StateCounts {
    Map<JobState, Long> all = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      all.put(state, byState.getOrDefault(state, 0L));
    }
    byState = java.util.Collections.unmodifiableMap(all);
  }

  /** Counts the states of these jobs. */
  public static StateCounts of(Collection<Job> jobs) {
    Map<JobState, Long> counts = new EnumMap<>(JobState.class);
    jobs.forEach(job -> counts.merge(job.state(), 1L, Long::sum));
    return new StateCounts(counts);
  }

  public long of(JobState state) {
    return byState.getOrDefault(state, 0L);
  }

  public long total() {
    return byState.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the number of jobs in a final state. */
  public long finished() {
    return of(JobState.SUCCEEDED) + of(JobState.FAILED) + of(JobState.CANCELLED);
  }

  public boolean allFinal() {
    return finished() == total();
  }

  /** Returns the worst final state of the jobs: failed, else cancelled, else succeeded. */
  public JobState verdict() {
    if (of(JobState.FAILED) > 0) {
      return JobState.FAILED;
    }
    return of(JobState.CANCELLED) > 0 ? JobState.CANCELLED : JobState.SUCCEEDED;
  }
}
