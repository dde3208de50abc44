package io.jobwheel.dispatch;

import static java.util.Objects.requireNonNull;

import io.jobwheel.execution.CancelReason;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Counts and times jobs, by type and mode. Safe from any thread. */
final class JobMetrics {

  static final String SUBMITTED = "jobwheel.jobs.submitted";
  static final String FINISHED = "jobwheel.jobs.finished";
  static final String GIVEN_BACK = "jobwheel.attempts.given.back";
  static final String RETRIED = "jobwheel.attempts.retried";
  static final String CRASHED = "jobwheel.attempts.crashed";
  static final String CANCELLED = "jobwheel.jobs.cancelled";
  static final String TIMED_OUT = "jobwheel.attempts.timed.out";
  static final String POISONED = "jobwheel.jobs.poisoned";
  static final String WAIT = "jobwheel.job.wait";
  static final String RUN = "jobwheel.job.run";

  static final String CLAIM_SIZE = "jobwheel.claim.size";

  // 1 ms to 1 h
  private static final Duration[] BUCKETS =
      LongStream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000,
              60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000)
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

  /** How a cancelled job came to its end. */
  enum How {
    /** Nobody ran it. */
    WAITING,
    /** Its body ended when it was told to, or its node was lost before it could. */
    ACKNOWLEDGED,
    /** Its process had to be killed. */
    FORCED;

    static How of(Outcome outcome) {
      return outcome instanceof Outcome.Cancelled(JobError error)
              && error.code().equals(CancelReason.FORCED_CODE)
          ? FORCED
          : ACKNOWLEDGED;
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
      Map<How, Counter> cancelled,
      Counter timedOut,
      Counter poisoned,
      Timer waited,
      Timer run) {}

  private final MeterRegistry registry;
  private final DistributionSummary claims;
  private final TypeLabels labels = new TypeLabels();
  private final Map<Kind, Meters> meters = new ConcurrentHashMap<>();

  JobMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.claims =
        DistributionSummary.builder(CLAIM_SIZE)
            .description("Jobs that one claim for a lane took; 0 for most claims of an idle node")
            .baseUnit("jobs")
            .serviceLevelObjectives(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 10_000)
            .register(registry);
  }

  /** A claim for one lane got so many jobs. */
  void claimed(int jobs) {
    claims.record(jobs);
  }

  void submitted(List<Job> jobs) {
    jobs.forEach(job -> of(job).submitted().increment());
  }

  void started(Job job, Instant now) {
    if (job.attempt() == 1) {
      of(job).waited().record(waited(job, now), TimeUnit.NANOSECONDS);
    }
  }

  /** In nanoseconds; an earlier version kept times to run at that had passed before the submit. */
  private static long waited(Job job, Instant now) {
    Instant due = job.runAt().isAfter(job.createdAt()) ? job.runAt() : job.createdAt();
    return Math.max(TimeUnit.NANOSECONDS.convert(Duration.between(due, now)), 0);
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

  void cancelled(Job job, How how) {
    requireNonNull(of(job).cancelled().get(how)).increment();
  }

  void timedOut(Job job) {
    of(job).timedOut().increment();
  }

  void poisoned(Job job) {
    of(job).poisoned().increment();
  }

  private Meters of(Job job) {
    return meters.computeIfAbsent(new Kind(labels.of(job.type()), job.mode()), this::register);
  }

  private Meters register(Kind kind) {
    Tags tags = Tags.of("type", kind.type(), "mode", kind.mode().wireName());
    Map<JobState, Counter> finished = new EnumMap<>(JobState.class);
    Arrays.stream(JobState.values())
        .filter(JobState::isFinal)
        .forEach(state ->
            finished.put(
                state,
                counter(
                    FINISHED,
                    "Jobs that reached a final state, by outcome",
                    tags.and("outcome", lower(state)))));
    Map<Why, Counter> retried = new EnumMap<>(Why.class);
    for (Why why : Why.values()) {
      retried.put(
          why,
          counter(
              RETRIED,
              "Attempts that failed and are retried, by reason",
              tags.and("reason", lower(why))));
    }
    Map<How, Counter> cancelled = new EnumMap<>(How.class);
    for (How how : How.values()) {
      cancelled.put(
          how, counter(CANCELLED, "Jobs that were cancelled, by how", tags.and("how", lower(how))));
    }
    return new Meters(
        counter(SUBMITTED, "Jobs that were accepted and stored", tags),
        finished,
        counter(GIVEN_BACK, "Attempts that the node released; their jobs are queued again", tags),
        retried,
        counter(CRASHED, "Attempts whose process or node was lost", tags),
        cancelled,
        counter(TIMED_OUT, "Attempts that failed because their time limit was over", tags),
        counter(POISONED, "Jobs that failed because they had crashed too often", tags),
        timer(
            WAIT,
            "Time from when a job is due until its first attempt is handed to its lane",
            tags),
        timer(RUN, "Time from when an attempt is handed to its lane until it ends", tags));
  }

  private Counter counter(String name, String description, Tags tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  private Timer timer(String name, String description, Tags tags) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .tags(tags)
        .register(registry);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
