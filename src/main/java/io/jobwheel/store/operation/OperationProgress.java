package io.jobwheel.store.operation;

import org.jspecify.annotations.Nullable;

/**
 * How far a bulk operation is.
 *
 * @param matched the number of jobs that matched when they were counted, at the beginning; null
 *     until then
 * @param done the number of jobs that it has acted on
 * @param changed the number of jobs that no longer matched when it came to them
 * @param inOpenGroup the number of jobs that it did not delete because their group has not finished
 * @param keyHeld the number of jobs that it did not redrive because other jobs hold their unique
 *     keys
 * @param blockedBy what delays it: {@link #BACKLOG}; null for nothing
 * @param error why it was paused by the service; null if it was not
 */
public record OperationProgress(
    @Nullable Long matched,
    long done,
    long changed,
    long inOpenGroup,
    long keyHeld,
    @Nullable String blockedBy,
    @Nullable String error) {

  /** Delays a redrive: the backlog of a mode is full. */
  public static final String BACKLOG = "backlog";

  /** Nothing is done, and the jobs are not counted. */
  public static final OperationProgress NONE = new OperationProgress(null, 0, 0, 0, 0, null, null);

  /** Creates a progress without jobs whose unique keys are held. */
  public OperationProgress(
      @Nullable Long matched,
      long done,
      long changed,
      long inOpenGroup,
      @Nullable String blockedBy,
      @Nullable String error) {
    this(matched, done, changed, inOpenGroup, 0, blockedBy, error);
  }
}
