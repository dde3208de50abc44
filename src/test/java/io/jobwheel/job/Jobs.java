package io.jobwheel.job;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes jobs for tests: {@code Jobs.queued().priority(3).build()}. Ids grow with every job. */
public final class Jobs {

  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private UUID id = newId();
  private @Nullable UUID groupId;
  private @Nullable String submitter;
  private String type = "countdown";
  private ExecutionMode mode = ExecutionMode.THREAD_POOL;
  private String payload = "{}";
  private int priority;
  private Instant runAt = NOW;
  private AttemptPolicy policy = AttemptPolicy.ONCE;
  private @Nullable TraceParent traceparent;
  private JobExtras extras = JobExtras.NONE;
  private JobStatus status;
  private JobAttempts attempts;
  private Instant createdAt = NOW;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private @Nullable Instant cancelRequestedAt;
  private @Nullable String result;
  private @Nullable JobError error;

  private Jobs(JobState state, JobAttempts attempts) {
    this.status = new JobStatus(state, state == JobState.BLOCKED ? new Blocker("any", null) : null);
    this.attempts = attempts;
  }

  public static synchronized UUID newId() {
    return IDS.generate();
  }

  public static Jobs queued() {
    return new Jobs(JobState.QUEUED, JobAttempts.NONE);
  }

  public static Jobs scheduled(Instant runAt) {
    return new Jobs(JobState.SCHEDULED, JobAttempts.NONE).runAt(runAt);
  }

  /** Sets it as the fast path writes it: attempt 1 with fence 1, begun when it was accepted. */
  public static Jobs running() {
    return new Jobs(JobState.RUNNING, JobAttempts.FIRST);
  }

  /** Sets the state only. */
  public static Jobs inState(JobState state) {
    return new Jobs(state, JobAttempts.NONE);
  }

  /** Returns a builder with the values of a job. */
  public static Jobs like(Job job) {
    Jobs copy = new Jobs(job.state(), job.attempts());
    copy.id = job.id();
    copy.groupId = job.groupId();
    copy.submitter = job.submitter();
    copy.type = job.type();
    copy.mode = job.mode();
    copy.payload = job.payload();
    copy.priority = job.priority();
    copy.runAt = job.runAt();
    copy.policy = job.policy();
    copy.traceparent = job.traceparent();
    copy.status = job.status();
    copy.extras = job.spec().extras();
    copy.createdAt = job.createdAt();
    copy.startedAt = job.startedAt();
    copy.finishedAt = job.finishedAt();
    copy.cancelRequestedAt = job.cancelRequestedAt();
    copy.result = job.result();
    copy.error = job.error();
    return copy;
  }

  public static JobGroup group(CompletionCondition returnWhen) {
    return JobGroup.accepted(newId(), ExecutionMode.THREAD_POOL, returnWhen, NOW);
  }

  public static List<UUID> idsOf(List<Job> jobs) {
    return new ArrayList<>(jobs.stream().map(Job::id).toList());
  }

  public Jobs id(UUID id) {
    this.id = id;
    return this;
  }

  public Jobs in(JobGroup group) {
    return in(group.id());
  }

  public Jobs in(@Nullable UUID groupId) {
    this.groupId = groupId;
    return this;
  }

  public Jobs submitter(String submitter) {
    this.submitter = submitter;
    return this;
  }

  public Jobs type(String type) {
    this.type = type;
    return this;
  }

  public Jobs mode(ExecutionMode mode) {
    this.mode = mode;
    return this;
  }

  public Jobs payload(String payload) {
    this.payload = payload;
    return this;
  }

  public Jobs priority(int priority) {
    this.priority = priority;
    return this;
  }

  public Jobs runAt(Instant runAt) {
    this.runAt = runAt;
    return this;
  }

  public Jobs webhook(@Nullable Webhook webhook) {
    extras = extras.withWebhook(webhook);
    return this;
  }

  public Jobs deliveryOf(UUID subject) {
    return from(new JobOrigin.Delivery(subject));
  }

  public Jobs from(JobOrigin origin) {
    extras = extras.withOrigin(origin);
    return this;
  }

  /** Sets what holds it, which makes it {@code BLOCKED}. */
  public Jobs blockedBy(String limit, @Nullable String key) {
    status = new JobStatus(JobState.BLOCKED, new Blocker(limit, key));
    return this;
  }

  public Jobs limits(JobLimit... limits) {
    extras = extras.withLimits(List.of(limits));
    return this;
  }

  public Jobs fairness(String key, int weight) {
    extras = extras.withFairness(new Fairness(key, weight));
    return this;
  }

  public Jobs deadline(@Nullable Instant deadline) {
    extras = extras.withDeadline(deadline);
    return this;
  }

  public Jobs unique(@Nullable Uniqueness unique) {
    extras = extras.withUnique(unique);
    return this;
  }

  public Jobs policy(AttemptPolicy policy) {
    this.policy = policy;
    return this;
  }

  public Jobs traceparent(TraceParent traceparent) {
    this.traceparent = traceparent;
    return this;
  }

  public Jobs attempts(JobAttempts attempts) {
    this.attempts = attempts;
    return this;
  }

  /** Sets the time at which it is accepted and due, and begins if it runs. */
  public Jobs acceptedAt(Instant now) {
    return createdAt(now).runAt(now);
  }

  public Jobs createdAt(Instant createdAt) {
    this.createdAt = createdAt;
    return this;
  }

  public Jobs startedAt(@Nullable Instant startedAt) {
    this.startedAt = startedAt;
    return this;
  }

  public Jobs finishedAt(@Nullable Instant finishedAt) {
    this.finishedAt = finishedAt;
    return this;
  }

  public Jobs cancelRequestedAt(@Nullable Instant cancelRequestedAt) {
    this.cancelRequestedAt = cancelRequestedAt;
    return this;
  }

  public Jobs result(@Nullable String result) {
    this.result = result;
    return this;
  }

  public Jobs error(@Nullable JobError error) {
    this.error = error;
    return this;
  }

  public Job build() {
    boolean begins = status.state() == JobState.RUNNING && startedAt == null;
    return new Job(
        id,
        groupId,
        submitter,
        new JobSpec(type, mode, payload, priority, runAt, policy, traceparent, extras),
        status,
        attempts,
        new JobTimes(createdAt, begins ? createdAt : startedAt, finishedAt, cancelRequestedAt),
        result,
        error);
  }
}
