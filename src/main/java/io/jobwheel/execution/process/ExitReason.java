package io.jobwheel.execution.process;

/** Why a worker process ended. */
public enum ExitReason {
  /** It reached the number of attempts after which it is replaced. */
  RETIRED,
  /** It exceeded the memory limit. */
  TOO_LARGE,
  /** It was killed because its attempt did not end in time after a cancellation. */
  FORCED,
  /** It was killed because it did not respond. */
  UNRESPONSIVE,
  /** It ended by itself, or something other than the service killed it. */
  CRASHED,
  /** The pool is closed. */
  CLOSED
}
