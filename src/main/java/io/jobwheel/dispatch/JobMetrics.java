package io.jobwheel.dispatch;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** Counts and times jobs, by type and mode. Safe from any thread. */
final class JobMetrics {

  static final String SUBMITTED = "jobwheel.jobs.submitted";
  static final String FINISHED = "jobwheel.jobs.finished";
  static final String GIVEN_BACK = "jobwheel.attempts.given.back";
  static final String WAIT = "jobwheel.job.wait";
  static final String RUN = "jobwheel.job.run";

  // 1 ms to 1 h
  private static final Duration[] BUCKETS =
      LongStream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000,
              300_000, 900_000, 3_600_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterProvider<Counter> submitted;
  private final MeterProvider<Counter> finished;
  private final MeterProvider<Counter> givenBack;
  private final MeterProvider<Timer> wait;
  private final MeterProvider<Timer> run;

  JobMetrics(MeterRegistry registry) {
    submitted =
        Counter.builder(SUBMITTED)
            .description("Jobs that were accepted and made durable")
            .withRegistry(registry);
    finished =
        Counter.builder(FINISHED)
            .description("Jobs that reached a final state, by outcome")
            .withRegistry(registry);
    givenBack =
        Counter.builder(GIVEN_BACK)
            .description("Attempts that the node ended for its own reasons; their jobs run again")
            .withRegistry(registry);
    wait =
        Timer.builder(WAIT)
            .description("From when a job was due to when its first attempt was handed to its lane")
            .serviceLevelObjectives(BUCKETS)
            .withRegistry(registry);
    run =
        Timer.builder(RUN)
            .description("From when an attempt was handed to its lane to when it ended")
            .serviceLevelObjectives(BUCKETS)
            .withRegistry(registry);
  }

  void submitted(List<Job> jobs) {
    jobs.forEach(job -> submitted.withTags(tags(job)).increment());
  }

  void started(Job job, Instant now) {
    if (job.attempt() == 1) {
      Duration waited = Duration.between(job.runAt(), now);
      wait.withTags(tags(job)).record(waited.isNegative() ? Duration.ZERO : waited);
    }
  }

  void ran(Job job, Duration length) {
    run.withTags(tags(job)).record(length);
  }

  void finished(Job job, JobState state) {
    String outcome = state.name().toLowerCase(Locale.ROOT);
    finished.withTags(tags(job).and("outcome", outcome)).increment();
  }

  void givenBack(Job job) {
    givenBack.withTags(tags(job)).increment();
  }

  private static Tags tags(Job job) {
    return Tags.of("type", job.type(), "mode", job.mode().wireName());
  }
}
