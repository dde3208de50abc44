package io.jobwheel.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is stored.
 *
 * @param id a UUIDv7: ids sort by the time of submission
 * @param groupId the group it was submitted with; null for a single job
 * @param submitter the name of its submitter; null if authentication is disabled
 * @param spec what it runs and how; a retry changes its {@code runAt}, a redrive may change its
 *     payload and priority
 * @param result the result of the handler, as JSON; null until it succeeded, or if there is none
 * @param error why it failed or was cancelled, or why its latest attempt failed; null otherwise
 */
public record Job(
    UUID id,
    @Nullable UUID groupId,
    @Nullable String submitter,
    JobSpec spec,
    JobStatus status,
    JobAttempts attempts,
    JobTimes times,
    @Nullable String result,
    @Nullable JobError error) {

  /** Replaces a payload that was not read: the JSON text {@code null}. */
  public static final String NO_PAYLOAD = "null";

  /**
   * Returns a new job: {@code QUEUED} if it is due, else {@code SCHEDULED}. A {@code runAt} in the
   * past becomes {@code now}, so that it does not put the job before others. A deadline after a
   * duration counts from {@code now}.
   */
  public static Job accepted(UUID id, JobSpec spec, Instant now) {
    boolean isDue = spec.isDueAt(now);
    return new Job(
        id,
        null,
        null,
        (isDue ? spec.at(now) : spec).submittedAt(now),
        new JobStatus(isDue ? JobState.QUEUED : JobState.SCHEDULED),
        JobAttempts.NONE,
        new JobTimes(now, null, null, null),
        null,
        null);
  }

  /** Returns this job as a member of a group; null for none. */
  public Job in(@Nullable UUID groupId) {
    return new Job(id, groupId, submitter, spec, status, attempts, times, result, error);
  }

  /** Returns this job with the name of its submitter; null if authentication is disabled. */
  public Job by(@Nullable String submitter) {
    return new Job(id, groupId, submitter, spec, status, attempts, times, result, error);
  }

  /** Returns this job with another state. */
  public Job with(JobStatus status) {
    return new Job(id, groupId, submitter, spec, status, attempts, times, result, error);
  }

  /** Returns this job with another error; null for none. */
  public Job with(@Nullable JobError error) {
    return new Job(id, groupId, submitter, spec, status, attempts, times, result, error);
  }

  /** Returns this new job with its first attempt running. */
  public Job started(Instant now) {
    return new Job(
        id,
        groupId,
        submitter,
        spec,
        new JobStatus(JobState.RUNNING),
        JobAttempts.FIRST,
        times.started(now),
        result,
        error);
  }

  /** Returns this job with another priority. */
  public Job at(int priority) {
    return new Job(
        id, groupId, submitter, spec.at(priority), status, attempts, times, result, error);
  }

  /** Returns this new job, which was to start at once, without an attempt. */
  public Job notStarted() {
    return new Job(
        id,
        groupId,
        submitter,
        spec,
        new JobStatus(JobState.QUEUED),
        JobAttempts.NONE,
        new JobTimes(createdAt(), null, null, null),
        result,
        error);
  }

  /**
   * Returns this waiting job with the payload, the priority and the time of a new one, which is not
   * stored.
   */
  public Job replacedBy(Job other) {
    JobStatus waits =
        other.state() == JobState.SCHEDULED
            ? new JobStatus(JobState.SCHEDULED)
            : state() == JobState.BLOCKED ? status : new JobStatus(JobState.QUEUED);
    return new Job(
        id, groupId, submitter, spec.replacedBy(other.spec), waits, attempts, times, result, error);
  }

  /** Returns this job without its payload and its result, which may be long. */
  public Job brief() {
    return new Job(
        id, groupId, submitter, spec.withPayload(NO_PAYLOAD), status, attempts, times, null, error);
  }

  public JobState state() {
    return status.state();
  }

  /** Returns what holds it; null unless it is {@link JobState#BLOCKED}. */
  public @Nullable Blocker blockedBy() {
    return status.blockedBy();
  }

  public String type() {
    return spec.type();
  }

  public ExecutionMode mode() {
    return spec.mode();
  }

  public int priority() {
    return spec.priority();
  }

  public String payload() {
    return spec.payload();
  }

  public AttemptPolicy policy() {
    return spec.policy();
  }

  public @Nullable TraceParent traceparent() {
    return spec.traceparent();
  }

  /** Returns the receiver of its end besides the endpoints of the operator; null for none. */
  public @Nullable Webhook webhook() {
    return spec.webhook();
  }

  /** Returns the condition that it is the only job with its key; null for none. */
  public @Nullable Uniqueness unique() {
    return spec.unique();
  }

  /** Returns whether it tells a receiver of the end of another job or of a group. */
  public boolean isDelivery() {
    return spec.deliveryOf() != null;
  }

  /** Returns when its next attempt is due, or when its latest one was. */
  public Instant runAt() {
    return spec.runAt();
  }

  /** Returns the number of the latest attempt; 0 before the first. */
  public int attempt() {
    return attempts.count();
  }

  public long fence() {
    return attempts.fence();
  }

  public int crashes() {
    return attempts.crashes();
  }

  public int failures() {
    return attempts.failures();
  }

  /** Returns the number of attempts before the last redrive; 0 if there was none. */
  public int priorAttempts() {
    return attempts.prior();
  }

  public Instant createdAt() {
    return times.createdAt();
  }

  public @Nullable Instant startedAt() {
    return times.startedAt();
  }

  public @Nullable Instant finishedAt() {
    return times.finishedAt();
  }

  public @Nullable Instant cancelRequestedAt() {
    return times.cancelRequestedAt();
  }
}
