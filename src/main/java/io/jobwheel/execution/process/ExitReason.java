package io.jobwheel.execution.process;

/** Why a child is gone. */
public enum ExitReason {
  /** It has done its share of jobs. */
  RETIRED,
  /** It held too much memory. */
  TOO_LARGE,
  /** It was killed because its job did not end when it was told to. */
  FORCED,
  /** It was killed because it did not answer. */
  UNRESPONSIVE,
  /** It died by itself, or others killed it. */
  CRASHED,
  /** The pool is closed. */
  CLOSED
}
