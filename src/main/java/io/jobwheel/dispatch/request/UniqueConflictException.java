package io.jobwheel.dispatch.request;

import java.util.UUID;

/** Thrown if another job holds the unique key of a job. Nothing is stored or changed. */
public final class UniqueConflictException extends RuntimeException {

  private final transient UUID holder;

  private UniqueConflictException(String message, UUID holder) {
    super(message);
    this.holder = holder;
  }

  /** Returns the exception of a job that is not stored. */
  public static UniqueConflictException notStored(UUID holder) {
    return new UniqueConflictException(
        "Job %s holds the unique key. Nothing was stored.".formatted(holder), holder);
  }

  /** Returns the exception of a job that cannot run again. */
  public static UniqueConflictException notRedriven(UUID id, UUID holder) {
    return new UniqueConflictException(
        "Job %s cannot be redriven: job %s holds its unique key.".formatted(id, holder), holder);
  }

  /** Returns the job that holds the key. */
  public UUID holder() {
    return holder;
  }
}
