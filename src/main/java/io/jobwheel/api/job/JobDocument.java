package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.dispatch.WaitReason;
import io.jobwheel.dispatch.WaitReasons;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Progress;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.query.JobText;
import io.jobwheel.store.query.JobView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a job.
 *
 * @param duplicate whether the request has not created the job, since it holds the unique key;
 *     omitted if false
 * @param replaced whether the request has changed the duplicate; omitted if false
 * @param blockedBy the limit that holds it; omitted unless its state is {@code BLOCKED}
 * @param waitReason why the job cannot start at present; omitted if it can, or has started
 * @param submittedBy the name of the key, or {@code token:} and the subject of the token; omitted
 *     if authentication was disabled
 * @param priorAttempts the number of attempts before the last redrive; omitted if it is 0
 * @param webhook the receiver of its end; omitted for none
 * @param deliveryOf the job or group whose end this job reports; omitted for all but deliveries
 * @param scheduleName the schedule that submitted it; omitted for none
 * @param scheduledFor the due time of the schedule; omitted for none
 * @param unique the condition that it is the only job with its key; omitted for none
 * @param fairness the key that it shares starts with others by; omitted for none
 * @param deadline when it fails unless it has ended; omitted for never
 * @param limits the limits that hold for it; omitted for none
 * @param payload omitted if the response does not include payloads, and for deliveries
 * @param result omitted if the response does not include results
 */
@JsonPropertyOrder({
  "id",
  "type",
  "mode",
  "state",
  "duplicate",
  "replaced",
  "blockedBy",
  "waitReason",
  "priority",
  "attempt",
  "maxAttempts",
  "failures",
  "crashes",
  "priorAttempts",
  "backoff",
  "timeout",
  "groupId",
  "submittedBy",
  "traceparent",
  "webhook",
  "deliveryOf",
  "scheduleName",
  "scheduledFor",
  "unique",
  "fairness",
  "deadline",
  "limits",
  "payload",
  "result",
  "error",
  "progress",
  "cancel",
  "createdAt",
  "runAt",
  "startedAt",
  "finishedAt"
})
public record JobDocument(
    UUID id,
    String type,
    String mode,
    JobState state,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean duplicate,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean replaced,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BlockerDocument blockedBy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WaitReason waitReason,
    int priority,
    int attempt,
    int maxAttempts,
    int failures,
    int crashes,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int priorAttempts,
    String backoff,
    @Nullable String timeout,
    @Nullable UUID groupId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String submittedBy,
    @Nullable String traceparent,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WebhookDocument webhook,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID deliveryOf,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String scheduleName,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant scheduledFor,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UniqueDocument unique,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable FairnessDocument fairness,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant deadline,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<JobLimitDocument> limits,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RawJsonValue payload,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RawJsonValue result,
    @Nullable JobError error,
    @Nullable ProgressDocument progress,
    @Nullable CancellationDocument cancel,
    Instant createdAt,
    Instant runAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  /** The effect of a cancellation request. */
  enum CancelOutcome {
    /** The attempt ended because of the request. */
    ACKNOWLEDGED,
    /** The attempt did not end in time, and its worker process was killed. */
    FORCED,
    /** The attempt succeeded or failed all the same. */
    IGNORED
  }

  /**
   * A request to cancel a running job.
   *
   * @param outcome {@code null} until the job has ended
   */
  record CancellationDocument(Instant requestedAt, @Nullable CancelOutcome outcome) {}

  /**
   * The progress of the latest attempt.
   *
   * @param fraction 0 to 1
   */
  record ProgressDocument(double fraction, @Nullable String message, Instant at) {

    static ProgressDocument of(Progress progress) {
      return new ProgressDocument(progress.fraction(), progress.message(), toMicros(progress.at()));
    }
  }

  /** Returns the document of a job, without progress. */
  public static JobDocument of(JobView view, WaitReasons reasons) {
    return of(view, reasons, null);
  }

  /** Returns the document of a job with its progress; null if it has made none. */
  public static JobDocument of(JobView view, WaitReasons reasons, @Nullable Progress progress) {
    return of(view, reasons.of(view.job()), progress, null);
  }

  /**
   * Returns the document of a submitted job, without progress.
   *
   * @param duplicate what the request did to a job that it has not created; null if it has created
   *     the job
   */
  public static JobDocument ofSubmitted(
      JobView view, WaitReasons reasons, @Nullable DuplicateOutcome duplicate) {
    return of(view, reasons.of(view.job()), null, duplicate);
  }

  /** Returns the document of a job that has ended, without its texts. */
  public static JobDocument ofEnded(Job brief) {
    return of(JobView.brief(brief), (WaitReason) null, null, null);
  }

  private static JobDocument of(
      JobView view,
      @Nullable WaitReason waitReason,
      @Nullable Progress progress,
      @Nullable DuplicateOutcome duplicate) {
    Job job = view.job();
    Duration timeout = job.policy().timeout();
    JobOrigin.Fire fire = job.spec().fire();
    return new JobDocument(
        job.id(),
        job.type(),
        job.mode().wireName(),
        job.state(),
        duplicate != null,
        duplicate == DuplicateOutcome.REPLACED,
        BlockerDocument.of(job.blockedBy()),
        waitReason,
        job.priority(),
        job.attempt(),
        job.policy().maxAttempts(),
        job.failures(),
        job.crashes(),
        job.priorAttempts(),
        job.policy().backoff().toString(),
        timeout == null ? null : timeout.toString(),
        job.groupId(),
        job.submitter(),
        job.traceparent() == null ? null : job.traceparent().header(),
        WebhookDocument.of(job.webhook()),
        job.spec().deliveryOf(),
        fire == null ? null : fire.schedule(),
        fire == null ? null : toMicros(fire.dueAt()),
        UniqueDocument.of(job.unique()),
        FairnessDocument.of(job.spec().fairness()),
        job.spec().deadline() == null ? null : toMicros(job.spec().deadline()),
        job.spec().limits().stream().map(JobLimitDocument::of).toList(),
        // that of a delivery has the whole URL of the receiver
        view.texts().contains(JobText.PAYLOAD) && !job.isDelivery()
            ? new RawJsonValue(job.payload())
            : null,
        view.texts().contains(JobText.RESULT) ? new RawJsonValue(job.result()) : null,
        job.error(),
        progress == null ? null : ProgressDocument.of(progress),
        job.cancelRequestedAt() == null
            ? null
            : new CancellationDocument(toMicros(job.cancelRequestedAt()), cancelOutcome(job)),
        toMicros(job.createdAt()),
        toMicros(job.runAt()),
        job.startedAt() == null ? null : toMicros(job.startedAt()),
        job.finishedAt() == null ? null : toMicros(job.finishedAt()));
  }

  /** Truncates a time to microseconds, the precision of documents. */
  public static Instant toMicros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private static @Nullable CancelOutcome cancelOutcome(Job job) {
    return switch (job.state()) {
      case SCHEDULED, BLOCKED, QUEUED, RUNNING -> null;
      case SUCCEEDED, FAILED -> CancelOutcome.IGNORED;
      case CANCELLED -> isForced(job.error()) ? CancelOutcome.FORCED : CancelOutcome.ACKNOWLEDGED;
    };
  }

  private static boolean isForced(@Nullable JobError error) {
    return error != null
        && ErrorCode.of(error).filter(ErrorCode.CANCELLED_BY_FORCE::equals).isPresent();
  }
}
