package io.jobwheel.store.operation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bulk operation as it is stored.
 *
 * @param id a UUIDv7: ids sort by the time of creation
 * @param createdBy the submitter of the request; null if authentication was disabled
 * @param finishedAt when it was completed or cancelled; null before
 * @param cursor how far it has come
 */
public record Operation(
    UUID id,
    OperationSpec spec,
    OperationState state,
    @Nullable String createdBy,
    Instant createdAt,
    @Nullable Instant finishedAt,
    OperationProgress progress,
    OperationCursor cursor) {

  /**
   * A cursor of the walk over the jobs, newest first.
   *
   * @param before only jobs with smaller ids are still to be visited; null if there are none
   * @param step the number of steps so far
   */
  public record OperationCursor(@Nullable UUID before, long step) {

    /** The cursor before the first step: all jobs. */
    public static final OperationCursor START = new OperationCursor(new UUID(-1, -1), 0);
  }

  /** Returns this operation with another progress. */
  public Operation withProgress(OperationProgress other) {
    return new Operation(id, spec, state, createdBy, createdAt, finishedAt, other, cursor);
  }

  /** Returns a new operation. */
  public static Operation begin(
      UUID id, OperationSpec spec, @Nullable String createdBy, Instant now) {
    return new Operation(
        id,
        spec,
        OperationState.RUNNING,
        createdBy,
        now,
        null,
        OperationProgress.NONE,
        OperationCursor.START);
  }
}
