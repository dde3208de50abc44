package io.jobwheel.store;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.TimeRange;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes queries for tests: {@code JobFilters.of(QUEUED).type("countdown").limit(5)}. */
public final class JobFilters {

  private final Set<JobState> states;
  private Set<String> types = Set.of();
  private Set<ExecutionMode> modes = Set.of();
  private @Nullable UUID before;

  private JobFilters(Set<JobState> states) {
    this.states = states;
  }

  /** Selects jobs in any of these states; in all states if there are none. */
  public static JobFilters of(JobState... states) {
    return new JobFilters(Set.of(states));
  }

  public JobFilters type(String type) {
    types = Set.of(type);
    return this;
  }

  public JobFilters mode(ExecutionMode mode) {
    modes = Set.of(mode);
    return this;
  }

  public JobFilters before(@Nullable UUID before) {
    this.before = before;
    return this;
  }

  public PageQuery<JobFilter> limit(int limit) {
    return new PageQuery<>(
        new JobFilter(
            states, types, modes, Set.of(), Set.of(), Set.of(), TimeRange.ALL, TimeRange.ALL),
        before,
        limit);
  }

  /** Returns whether a job matches a filter, as a list has to decide it. */
  public static boolean matches(JobFilter filter, Job job) {
    return isIn(filter.states(), job.state())
        && isIn(filter.types(), job.type())
        && isIn(filter.modes(), job.mode())
        && isIn(filter.groups(), job.groupId())
        && isIn(filter.submitters(), job.submitter())
        && isIn(filter.errorCodes(), job.error() == null ? null : job.error().code())
        && isIn(filter.created(), job.createdAt())
        && isIn(filter.finished(), job.finishedAt());
  }

  public static <T> boolean isIn(Set<T> values, @Nullable T value) {
    return values.isEmpty() || (value != null && values.contains(value));
  }

  public static boolean isIn(TimeRange range, @Nullable Instant time) {
    return range.isAll()
        || (time != null
            && (range.from() == null || !time.isBefore(range.from()))
            && (range.to() == null || time.isBefore(range.to())));
  }
}
