package io.jobwheel.job;

/** When a group has ended. The first three are those of asyncio's {@code wait}. */
public enum CompletionCondition {
  /** All jobs have ended, in whatever way. */
  ALL_COMPLETED,
  /** Any job has ended; the others go on. */
  FIRST_COMPLETED,
  /** A job has failed, or all have ended; the others go on. A cancelled job is not a failure. */
  FIRST_EXCEPTION,
  /** All jobs have ended; the first failure cancels those that have not. */
  FAIL_FAST;

  /** Whether a group whose jobs stand like this has ended. */
  public boolean isMet(StateCounts counts) {
    return switch (this) {
      case ALL_COMPLETED, FAIL_FAST -> counts.allFinal();
      case FIRST_COMPLETED -> counts.finished() > 0;
      case FIRST_EXCEPTION -> counts.of(JobState.FAILED) > 0 || counts.allFinal();
    };
  }
}
