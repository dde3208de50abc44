package io.jobwheel.dispatch;

import static java.util.Objects.requireNonNull;

import io.jobwheel.execution.CancelReason;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** Counts and times jobs, by type and mode. Safe from any thread. */
final class JobMetrics {

  static final String SUBMITTED = "jobwheel.jobs.submitted";
  static final String FINISHED = "jobwheel.jobs.finished";
  static final String GIVEN_BACK = "jobwheel.attempts.given.back";
  static final String RETRIED = "jobwheel.attempts.retried";
  static final String CRASHED = "jobwheel.attempts.crashed";
  static final String WAIT = "jobwheel.job.wait";
  static final String RUN = "jobwheel.job.run";

  // 1 ms to 1 h
  private static final Duration[] BUCKETS =
      LongStream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000,
              300_000, 900_000, 3_600_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** Why a job is tried again. */
  private enum Why {
    FAILURE,
    CRASH,
    TIMEOUT;

    static Why of(Outcome.Retried retried) {
      if (retried.crash()) {
        return CRASH;
      }
      return retried.error().code().equals(CancelReason.TIMED_OUT_CODE) ? TIMEOUT : FAILURE;
    }
  }

  private record Kind(String type, ExecutionMode mode) {}

  /** The meters of one type in one mode, so that they are not looked up by their tags each time. */
  private record Meters(
      Counter submitted,
      Map<JobState, Counter> finished,
      Counter givenBack,
      Map<Why, Counter> retried,
      Counter crashed,
      Timer waited,
      Timer run) {}

  private final MeterRegistry registry;
  private final Map<Kind, Meters> meters = new ConcurrentHashMap<>();

  JobMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void submitted(List<Job> jobs) {
    jobs.forEach(job -> of(job).submitted().increment());
  }

  void started(Job job, Instant now) {
    if (job.attempt() == 1) {
      Duration waited = Duration.between(job.runAt(), now);
      of(job).waited().record(waited.isNegative() ? Duration.ZERO : waited);
    }
  }

  void ran(Job job, Duration length) {
    of(job).run().record(length);
  }

  void finished(Job job, JobState state) {
    requireNonNull(of(job).finished().get(state)).increment();
  }

  void givenBack(Job job) {
    of(job).givenBack().increment();
  }

  void retried(Job job, Outcome.Retried retried) {
    requireNonNull(of(job).retried().get(Why.of(retried))).increment();
  }

  void crashed(Job job) {
    of(job).crashed().increment();
  }

  private Meters of(Job job) {
    return meters.computeIfAbsent(new Kind(job.type(), job.mode()), this::register);
  }

  private Meters register(Kind kind) {
    Tags tags = Tags.of("type", kind.type(), "mode", kind.mode().wireName());
    Map<JobState, Counter> finished = new EnumMap<>(JobState.class);
    Arrays.stream(JobState.values())
        .filter(JobState::isFinal)
        .forEach(state ->
            finished.put(
                state,
                Counter.builder(FINISHED)
                    .description("Jobs that reached a final state, by outcome")
                    .tags(tags.and("outcome", state.name().toLowerCase(Locale.ROOT)))
                    .register(registry)));
    Map<Why, Counter> retried = new EnumMap<>(Why.class);
    for (Why why : Why.values()) {
      retried.put(
          why,
          Counter.builder(RETRIED)
              .description("Attempts that ended badly and whose jobs are tried again, by reason")
              .tags(tags.and("reason", why.name().toLowerCase(Locale.ROOT)))
              .register(registry));
    }
    return new Meters(
        Counter.builder(SUBMITTED)
            .description("Jobs that were accepted and made durable")
            .tags(tags)
            .register(registry),
        finished,
        Counter.builder(GIVEN_BACK)
            .description("Attempts that the node ended for its own reasons; their jobs run again")
            .tags(tags)
            .register(registry),
        retried,
        Counter.builder(CRASHED)
            .description("Attempts whose process or node was lost")
            .tags(tags)
            .register(registry),
        Timer.builder(WAIT)
            .description("From when a job was due to when its first attempt was handed to its lane")
            .serviceLevelObjectives(BUCKETS)
            .tags(tags)
            .register(registry),
        Timer.builder(RUN)
            .description("From when an attempt was handed to its lane to when it ended")
            .serviceLevelObjectives(BUCKETS)
            .tags(tags)
            .register(registry));
  }
}
