package io.jobwheel.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as clients see it. */
@JsonPropertyOrder({
  "id",
  "type",
  "mode",
  "state",
  "priority",
  "attempt",
  "crashes",
  "groupId",
  "payload",
  "result",
  "error",
  "cancel",
  "createdAt",
  "runAt",
  "startedAt",
  "finishedAt"
})
record JobDocument(
    UUID id,
    String type,
    String mode,
    JobState state,
    int priority,
    int attempt,
    int crashes,
    @Nullable UUID groupId,
    @JsonRawValue String payload,
    @JsonRawValue @Nullable String result,
    @Nullable JobError error,
    @Nullable Cancel cancel,
    Instant createdAt,
    Instant runAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  /** What became of a wish to cancel. */
  enum CancelOutcome {
    /** The attempt ended because of it. */
    ACKNOWLEDGED,
    /** The attempt came to its own end all the same. */
    IGNORED
  }

  /**
   * The wish to cancel a job that was running.
   *
   * @param outcome null as long as the job runs
   */
  record Cancel(Instant requestedAt, @Nullable CancelOutcome outcome) {}

  static JobDocument of(Job job) {
    return new JobDocument(
        job.id(),
        job.type(),
        job.mode().wireName(),
        job.state(),
        job.priority(),
        job.attempt(),
        job.crashes(),
        job.groupId(),
        job.payload(),
        job.result(),
        job.error(),
        job.cancelRequestedAt() == null
            ? null
            : new Cancel(toMicros(job.cancelRequestedAt()), cancelOutcome(job.state())),
        toMicros(job.createdAt()),
        toMicros(job.runAt()),
        job.startedAt() == null ? null : toMicros(job.startedAt()),
        job.finishedAt() == null ? null : toMicros(job.finishedAt()));
  }

  /** The precision of documents: whole microseconds. */
  static Instant toMicros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private static @Nullable CancelOutcome cancelOutcome(JobState state) {
    return switch (state) {
      case SCHEDULED, QUEUED, RUNNING -> null;
      case SUCCEEDED, FAILED -> CancelOutcome.IGNORED;
      case CANCELLED -> CancelOutcome.ACKNOWLEDGED;
    };
  }
}
