package io.jobwheel.dispatch;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobQueries;
import io.jobwheel.store.JobQueries.ActiveCount;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the jobs that have not ended, every few seconds: for the meters, and to set the waiting
 * lines right. While the registry cannot be read the meters have no value, rather than an old one.
 */
final class ActiveJobs implements MeterBinder {

  static final String JOBS = "jobwheel.jobs";

  private static final Duration EVERY = Duration.ofSeconds(5);

  private final JobQueries queries;
  private final LaneQueues queues;
  private final Duty duty = new Duty("jobwheel-active-jobs", this::round);

  // written by the duty's thread, read by any thread; null: not known
  private volatile @Nullable List<ActiveCount> counts;

  ActiveJobs(JobQueries queries, LaneQueues queues) {
    this.queries = queries;
    this.queues = queues;
  }

  void start() {
    duty.start();
  }

  void stop() {
    duty.stop(EVERY);
  }

  private Duration round() {
    try {
      List<ActiveCount> counted = queries.countActive();
      counts = counted;
      for (ExecutionMode mode : ExecutionMode.values()) {
        double waiting =
            count(counted, JobState.QUEUED, mode) + count(counted, JobState.SCHEDULED, mode);
        queues.of(mode).counted((long) waiting);
      }
      return EVERY;
    } catch (RuntimeException e) {
      counts = null;
      throw e;
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (ExecutionMode mode : ExecutionMode.values()) {
      Arrays.stream(JobState.values())
          .filter(state -> !state.isFinal())
          .forEach(state ->
              Gauge.builder(JOBS, this, active -> active.count(state, mode))
                  .description("Jobs in the registry that have not ended, counted every 5 s")
                  .tags("state", state.name().toLowerCase(java.util.Locale.ROOT))
                  .tags("mode", mode.wireName())
                  .register(registry));
    }
  }

  private double count(JobState state, ExecutionMode mode) {
    List<ActiveCount> counted = counts;
    return counted == null ? Double.NaN : count(counted, state, mode);
  }

  private static double count(List<ActiveCount> counted, JobState state, ExecutionMode mode) {
    return counted.stream()
        .filter(each -> each.state() == state && each.mode() == mode)
        .mapToLong(ActiveCount::count)
        .sum();
  }
}
