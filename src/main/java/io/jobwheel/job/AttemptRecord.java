package io.jobwheel.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a job, as its history shows it.
 *
 * @param number its number, from 1
 * @param node the node that ran it; null if it ended its job, which does not record it
 * @param startedAt when it was claimed
 * @param endedAt when it ended; null while it runs
 * @param error why it did not succeed; null while it runs, if it succeeded or was released
 * @param counted whether it counted toward {@link AttemptPolicy#maxAttempts()}
 */
public record AttemptRecord(
    int number,
    AttemptOutcome outcome,
    @Nullable AttemptNode node,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable JobError error,
    boolean counted) {

  /**
   * The node of an attempt.
   *
   * @param name null if the node was removed before the attempt was recorded
   */
  public record AttemptNode(UUID id, @Nullable String name) {}
}
