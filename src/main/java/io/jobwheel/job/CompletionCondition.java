package io.jobwheel.job;

/**
 * The condition on which a group is finished. The first three are those of asyncio's {@code wait}.
 */
public enum CompletionCondition {
  /** All jobs have ended. */
  ALL_COMPLETED,
  /** At least one job has ended; the others continue. */
  FIRST_COMPLETED,
  /** A job has failed, or all have ended; the others continue. A cancelled job is not a failure. */
  FIRST_EXCEPTION,
  /** All jobs have ended; the first failure cancels the others. */
  FAIL_FAST;

  /** Returns whether a group whose jobs are in these states is finished. */
  public boolean isMet(StateCounts counts) {
    return switch (this) {
      case ALL_COMPLETED, FAIL_FAST -> counts.allFinal();
      case FIRST_COMPLETED -> counts.finished() > 0;
      case FIRST_EXCEPTION -> counts.of(JobState.FAILED) > 0 || counts.allFinal();
    };
  }
}
