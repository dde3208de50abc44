package io.jobwheel.dispatch.event;

import static java.util.Objects.requireNonNull;

import io.jobwheel.dispatch.event.JobEvent.AttemptCrashed;
import io.jobwheel.dispatch.event.JobEvent.AttemptReleased;
import io.jobwheel.dispatch.event.JobEvent.AttemptTimedOut;
import io.jobwheel.dispatch.event.JobEvent.CancellationRequested;
import io.jobwheel.dispatch.event.JobEvent.FinishReason;
import io.jobwheel.dispatch.event.JobEvent.GroupFinished;
import io.jobwheel.dispatch.event.JobEvent.JobDuplicated;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import io.jobwheel.dispatch.event.JobEvent.JobQueued;
import io.jobwheel.dispatch.event.JobEvent.JobRedriven;
import io.jobwheel.dispatch.event.JobEvent.JobRetried;
import io.jobwheel.dispatch.event.JobEvent.JobsAdded;
import io.jobwheel.dispatch.event.JobEvent.JobsClaimed;
import io.jobwheel.dispatch.event.JobEvent.JobsReleased;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.event.JobEvent.LimitEnforced;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Meters of jobs and attempts, by type and mode. Safe for use by any thread. */
public final class JobMetrics implements JobEventListener {

  static final String SUBMITTED = "jobwheel.jobs.submitted";
  static final String REDRIVEN = "jobwheel.jobs.redriven";
  static final String DUPLICATES = "jobwheel.jobs.duplicates";
  public static final String FINISHED = "jobwheel.jobs.finished";
  public static final String RELEASED = "jobwheel.attempts.given.back";
  public static final String RETRIED = "jobwheel.attempts.retried";
  public static final String CRASHED = "jobwheel.attempts.crashed";
  public static final String CANCELLED = "jobwheel.jobs.cancelled";
  public static final String TIMED_OUT = "jobwheel.attempts.timed.out";
  static final String DEADLINE_EXCEEDED = "jobwheel.jobs.deadline.exceeded";
  public static final String POISONED = "jobwheel.jobs.poisoned";
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

  /** How a job was cancelled, as tag values. */
  private enum How {
    WAITING,
    ACKNOWLEDGED,
    FORCED
  }

  /** What a job did when its deadline passed, as tag values. */
  private enum AtDeadline {
    WAITING,
    RUNNING
  }

  private record TypeAndMode(String type, ExecutionMode mode) {}

  /** The meters of one type in one mode, cached to avoid lookups by tags. */
  private record Meters(
      Arrivals arrivals,
      Map<JobState, Counter> finished,
      Counter released,
      Map<FailureReason, Counter> retried,
      Counter crashed,
      Map<How, Counter> cancelled,
      Map<FailureReason, Counter> timedOut,
      Ends ends,
      Timers timers) {}

  private record Ends(Counter poisoned, Map<AtDeadline, Counter> deadlineExceeded) {}

  private record Arrivals(
      Counter submitted, Counter redriven, Map<DuplicateOutcome, Counter> duplicates) {}

  private record Timers(Timer waited, Timer run) {}

  private final MeterRegistry registry;
  private final DistributionSummary claims;
  private final BoundedLabels labels = new BoundedLabels();
  private final Map<TypeAndMode, Meters> meters = new ConcurrentHashMap<>();

  public JobMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.claims =
        DistributionSummary.builder(CLAIM_SIZE)
            .description("Jobs that one claim for a lane took; 0 for most claims of an idle node")
            .baseUnit("jobs")
            .serviceLevelObjectives(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 10_000)
            .register(registry);
  }

  @Override
  public void onEvent(JobEvent event) {
    switch (event) {
      case JobsSubmitted(var jobs) ->
          jobs.forEach(job -> of(job).arrivals().submitted().increment());
      case JobsAdded(var deliveries) ->
          deliveries.forEach(job -> of(job).arrivals().submitted().increment());
      case JobRedriven(var job) -> of(job).arrivals().redriven().increment();
      case JobDuplicated(var holder, var decision) ->
          requireNonNull(of(holder).arrivals().duplicates().get(decision)).increment();
      case JobsClaimed(_, var jobs) -> claims.record(jobs.size());
      case AttemptCrashed(var job) -> of(job).crashed().increment();
      case AttemptTimedOut(var job, var reason) ->
          requireNonNull(of(job).timedOut().get(reason)).increment();
      case AttemptReleased(var job) -> of(job).released().increment();
      case JobRetried(var job, _, var reason) ->
          requireNonNull(of(job).retried().get(reason)).increment();
      case JobFinished(var job, var reason) -> finished(of(job), reason);
      case JobsReleased _,
          JobQueued _,
          CancellationRequested _,
          LimitEnforced _,
          GroupFinished _ -> {
        // no meter of their own
      }
    }
  }

  private static void finished(Meters meters, FinishReason reason) {
    requireNonNull(meters.finished().get(reason.state())).increment();
    switch (reason) {
      case CRASHED_TOO_OFTEN -> meters.ends().poisoned().increment();
      case DEADLINE_WAITING -> deadlineExceeded(meters, AtDeadline.WAITING);
      case DEADLINE_RUNNING -> deadlineExceeded(meters, AtDeadline.RUNNING);
      case CANCELLED_WAITING -> cancelled(meters, How.WAITING);
      case CANCELLED_RUNNING -> cancelled(meters, How.ACKNOWLEDGED);
      case CANCELLED_BY_FORCE -> cancelled(meters, How.FORCED);
      case SUCCEEDED, FAILED -> {
        // counted by its state
      }
    }
  }

  private static void deadlineExceeded(Meters meters, AtDeadline phase) {
    requireNonNull(meters.ends().deadlineExceeded().get(phase)).increment();
  }

  private static void cancelled(Meters meters, How how) {
    requireNonNull(meters.cancelled().get(how)).increment();
  }

  /** Records the wait of a job whose first attempt starts. */
  public void started(Job job, Instant now) {
    if (job.attempt() == 1) {
      of(job).timers().waited().record(waited(job, now), TimeUnit.NANOSECONDS);
    }
  }

  /** Returns the wait in nanoseconds. Old rows may have a {@code runAt} before their creation. */
  private static long waited(Job job, Instant now) {
    Instant due = job.runAt().isAfter(job.createdAt()) ? job.runAt() : job.createdAt();
    return Math.max(TimeUnit.NANOSECONDS.convert(Duration.between(due, now)), 0);
  }

  /** Records the duration of an attempt. */
  public void ran(Job job, Duration length) {
    of(job).timers().run().record(length);
  }

  private Meters of(Job job) {
    return meters.computeIfAbsent(
        new TypeAndMode(labels.of(job.type()), job.mode()), this::register);
  }

  private Meters register(TypeAndMode kind) {
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
    Map<FailureReason, Counter> retried = new EnumMap<>(FailureReason.class);
    // a deadline ends its job
    for (FailureReason reason : EnumSet.complementOf(EnumSet.of(FailureReason.DEADLINE))) {
      retried.put(
          reason,
          counter(
              RETRIED,
              "Attempts that failed and are retried, by reason",
              tags.and("reason", lower(reason))));
    }
    Map<DuplicateOutcome, Counter> duplicates = new EnumMap<>(DuplicateOutcome.class);
    for (DuplicateOutcome decision : DuplicateOutcome.values()) {
      duplicates.put(
          decision,
          counter(
              DUPLICATES,
              "Jobs that were not stored because another job holds their unique key, by outcome",
              tags.and("outcome", lower(decision))));
    }
    Map<AtDeadline, Counter> deadlineExceeded = new EnumMap<>(AtDeadline.class);
    for (AtDeadline phase : AtDeadline.values()) {
      deadlineExceeded.put(
          phase,
          counter(
              DEADLINE_EXCEEDED,
              "Jobs that failed because their deadline passed, by what they did",
              tags.and("phase", lower(phase))));
    }
    Map<How, Counter> cancelled = new EnumMap<>(How.class);
    for (How how : How.values()) {
      cancelled.put(
          how, counter(CANCELLED, "Jobs that were cancelled, by how", tags.and("how", lower(how))));
    }
    return new Meters(
        new Arrivals(
            counter(SUBMITTED, "Jobs that were accepted and stored", tags),
            counter(REDRIVEN, "Jobs that had failed or were cancelled and run again", tags),
            duplicates),
        finished,
        counter(
            RELEASED,
            "Attempts that a node released; their jobs are queued again, or cancelled as requested",
            tags),
        retried,
        counter(CRASHED, "Attempts whose process or node was lost", tags),
        cancelled,
        Map.of(
            FailureReason.TIMEOUT,
            timedOut(tags, "attempt"),
            FailureReason.CALL_TIMEOUT,
            timedOut(tags, "call")),
        new Ends(
            counter(POISONED, "Jobs that failed because they had crashed too often", tags),
            deadlineExceeded),
        new Timers(
            timer(
                WAIT,
                "Time from when a job is due until its first attempt is handed to its lane",
                tags),
            timer(RUN, "Time from when an attempt is handed to its lane until it ends", tags)));
  }

  private Counter timedOut(Tags tags, String limit) {
    return counter(
        TIMED_OUT,
        "Attempts that exceeded a time limit: the attempt's, or that of a call of its handler",
        tags.and("limit", limit));
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
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
