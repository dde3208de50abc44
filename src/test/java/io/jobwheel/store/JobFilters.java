package io.jobwheel.store;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobQueries.JobFilter;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes filters for tests: {@code JobFilters.of(QUEUED).type("countdown").limit(5)}. */
public final class JobFilters {

  private final Set<JobState> states;
  private @Nullable String type;
  private @Nullable ExecutionMode mode;
  private @Nullable UUID before;

  private JobFilters(Set<JobState> states) {
    this.states = states;
  }

  /** Selects jobs in any of these states; in all states if there are none. */
  public static JobFilters of(JobState... states) {
    return new JobFilters(Set.of(states));
  }

  public JobFilters type(String type) {
    this.type = type;
    return this;
  }

  public JobFilters mode(ExecutionMode mode) {
    this.mode = mode;
    return this;
  }

  public JobFilters before(@Nullable UUID before) {
    this.before = before;
    return this;
  }

  public JobFilter limit(int limit) {
    return new JobFilter(states, type, mode, before, limit);
  }
}
