package io.jobwheel.dispatch.request;

import io.jobwheel.job.JobState;
import java.util.UUID;

/** Thrown if the state of a job does not allow what is requested. Nothing is changed. */
public final class JobConflictException extends RuntimeException {

  private JobConflictException(UUID id, String action, String reason) {
    super("Job %s cannot be %s: %s".formatted(id, action, reason));
  }

  /** Returns the exception of a job that has finished. */
  public static JobConflictException notCancelled(UUID id, JobState state) {
    return new JobConflictException(id, "cancelled", "its state is %s.".formatted(state));
  }

  /** Returns the exception of a job that has not failed and was not cancelled. */
  public static JobConflictException notRedriven(UUID id, JobState state) {
    return new JobConflictException(
        id,
        "redriven",
        "its state is %s; only a job that has failed or was cancelled can run again."
            .formatted(state));
  }

  /** Returns the exception of a delivery that has not finished. */
  public static JobConflictException notRedelivered(UUID id, JobState state) {
    return new JobConflictException(
        id, "redelivered", "its state is %s; it is still to be delivered.".formatted(state));
  }

  /** Returns the exception of a job that has not finished. */
  public static JobConflictException notDeleted(UUID id, JobState state) {
    return new JobConflictException(
        id, "deleted", "its state is %s; cancel it first.".formatted(state));
  }

  /** Returns the exception of a job whose group has not finished. */
  public static JobConflictException groupNotFinished(UUID id) {
    return new JobConflictException(id, "deleted", "its group has not finished.");
  }
}
