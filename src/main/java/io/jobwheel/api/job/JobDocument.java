package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Progress;
import io.jobwheel.store.JobText;
import io.jobwheel.store.JobView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients see it.
 *
 * @param submittedBy the name of the key, or {@code token:} and the subject of the token; left out
 *     when nobody was asked who they are
 * @param payload left out where the answer does not include it
 * @param result left out where the answer does not include it
 */
@JsonPropertyOrder({
  "id",
  "type",
  "mode",
  "state",
  "priority",
  "attempt",
  "maxAttempts",
  "failures",
  "crashes",
  "backoff",
  "timeout",
  "groupId",
  "submittedBy",
  "traceparent",
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
    int priority,
    int attempt,
    int maxAttempts,
    int failures,
    int crashes,
    String backoff,
    @Nullable String timeout,
    @Nullable UUID groupId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String submittedBy,
    @Nullable String traceparent,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RawJson payload,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RawJson result,
    @Nullable JobError error,
    @Nullable ProgressDocument progress,
    @Nullable Cancel cancel,
    Instant createdAt,
    Instant runAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  /** What became of a wish to cancel. */
  enum CancelOutcome {
    /** The attempt ended because of it. */
    ACKNOWLEDGED,
    /** The attempt did not end by itself, and its process was killed. */
    FORCED,
    /** The attempt came to its own end all the same. */
    IGNORED
  }

  /**
   * The wish to cancel a job that was running.
   *
   * @param outcome null as long as the job runs
   */
  record Cancel(Instant requestedAt, @Nullable CancelOutcome outcome) {}

  /**
   * How far the latest attempt is.
   *
   * @param fraction 0 to 1
   */
  record ProgressDocument(double fraction, @Nullable String message, Instant at) {

    static ProgressDocument of(Progress progress) {
      return new ProgressDocument(progress.fraction(), progress.message(), toMicros(progress.at()));
    }
  }

  /** Without its progress. */
  public static JobDocument of(JobView view) {
    return of(view, null);
  }

  static JobDocument of(JobView view, @Nullable Progress progress) {
    Job job = view.job();
    Duration timeout = job.policy().timeout();
    return new JobDocument(
        job.id(),
        job.type(),
        job.mode().wireName(),
        job.state(),
        job.priority(),
        job.attempt(),
        job.policy().maxAttempts(),
        job.failures(),
        job.crashes(),
        job.policy().backoff().toString(),
        timeout == null ? null : timeout.toString(),
        job.groupId(),
        job.submitter(),
        job.traceparent() == null ? null : job.traceparent().header(),
        view.texts().contains(JobText.PAYLOAD) ? new RawJson(job.payload()) : null,
        view.texts().contains(JobText.RESULT) ? new RawJson(job.result()) : null,
        job.error(),
        progress == null ? null : ProgressDocument.of(progress),
        job.cancelRequestedAt() == null
            ? null
            : new Cancel(toMicros(job.cancelRequestedAt()), cancelOutcome(job)),
        toMicros(job.createdAt()),
        toMicros(job.runAt()),
        job.startedAt() == null ? null : toMicros(job.startedAt()),
        job.finishedAt() == null ? null : toMicros(job.finishedAt()));
  }

  /** The precision of documents: whole microseconds. */
  public static Instant toMicros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private static @Nullable CancelOutcome cancelOutcome(Job job) {
    return switch (job.state()) {
      case SCHEDULED, QUEUED, RUNNING -> null;
      case SUCCEEDED, FAILED -> CancelOutcome.IGNORED;
      case CANCELLED -> isForced(job.error()) ? CancelOutcome.FORCED : CancelOutcome.ACKNOWLEDGED;
    };
  }

  private static boolean isForced(@Nullable JobError error) {
    return error != null
        && ErrorCode.of(error).filter(ErrorCode.CANCELLED_BY_FORCE::equals).isPresent();
  }
}
