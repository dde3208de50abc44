package io.jobwheel.comparison;

import io.jobwheel.comparison.RoundMeter.RoundUsage;
import io.jobwheel.comparison.report.RoundResult;
import io.jobwheel.comparison.report.Spread;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the result of a round from its jobs, which have all ended. */
final class RoundTimes {

  private static final double NANOS = 1e9;

  private RoundTimes() {}

  /**
   * Returns the result of a round.
   *
   * @param jobs at least one
   * @param parallel the number of processors that the jobs can use at a time
   */
  static RoundResult of(UUID group, List<Job> jobs, RoundUsage usage, int parallel) {
    Instant first = jobs.stream().map(Job::createdAt).min(Instant::compareTo).orElseThrow();
    Instant last = first;
    List<Double> waits = new ArrayList<>();
    List<Double> runs = new ArrayList<>();
    int failed = 0;
    for (Job job : jobs) {
      Instant started = job.startedAt();
      Instant finished = job.finishedAt();
      if (finished == null) {
        throw new IllegalArgumentException("Job %s has not ended.".formatted(job.id()));
      }
      if (started != null) {
        waits.add(seconds(job.createdAt(), started));
        runs.add(seconds(started, finished));
      }
      last = finished.isAfter(last) ? finished : last;
      failed += job.state() == JobState.SUCCEEDED ? 0 : 1;
    }
    double total = seconds(first, last);
    double running = runs.stream().mapToDouble(Double::doubleValue).sum();
    return new RoundResult(
        group,
        total,
        median(waits),
        median(runs),
        usage.processorSeconds(),
        share(usage.processorSeconds(), Math.min(running, total * parallel)),
        usage.loopDelaySeconds(),
        usage.workerMemoryBytes(),
        failed);
  }

  /**
   * Returns processor time as a part of the time in which jobs ran. Jobs that share a processor run
   * longer, so this time is at most what the processors have.
   */
  private static @Nullable Double share(@Nullable Double processor, double busy) {
    return processor == null || busy <= 0 ? null : processor / busy;
  }

  private static @Nullable Double median(List<Double> values) {
    Spread spread = Spread.of(values);
    return spread == null ? null : spread.median();
  }

  /** Returns the time between two moments; 0 if the clocks of two nodes disagree. */
  private static double seconds(Instant from, Instant to) {
    return Math.max(Duration.between(from, to).toNanos(), 0) / NANOS;
  }
}
