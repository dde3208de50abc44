package io.jobwheel.dispatch;

import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** Counts and times jobs, by type and mode. Safe from any thread. */
final class JobMetrics {

  static final String SUBMITTED = "jobwheel.jobs.submitted";
  static final String FINISHED = "jobwheel.jobs.finished";
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
  private final MeterProvider<Timer> wait;
  private final MeterProvider<Timer> run;

  JobMetrics(MeterRegistry registry) {
    submitted =
        Counter.builder(SUBMITTED)
            .description("Jobs that were accepted and made durable")
            .withRegistry(registry);
    finished =
        Counter.builder(FINISHED)
            .description("Attempts whose end was recorded, by outcome")
            .withRegistry(registry);
    wait =
        Timer.builder(WAIT)
            .description("From when a job was due to when its attempt was handed to its lane")
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

  void started(Job job) {
    if (job.startedAt() != null) {
      wait.withTags(tags(job)).record(Duration.between(job.runAt(), job.startedAt()));
    }
  }

  void ran(Job job, Duration length) {
    run.withTags(tags(job)).record(length);
  }

  void finished(Job job, Outcome outcome) {
    finished.withTags(tags(job).and("outcome", name(outcome))).increment();
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> "succeeded";
      case Outcome.Failed _ -> "failed";
      case Outcome.Cancelled _ -> "cancelled";
      case Outcome.GivenBack _ -> "given-back";
    };
  }

  private static Tags tags(Job job) {
    return Tags.of("type", job.type(), "mode", job.mode().wireName());
  }
}
