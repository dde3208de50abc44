package io.jobwheel.job;

/** Why an attempt failed or crashed. */
public enum FailureReason {
  /** The handler threw, or its result could not be stored. */
  FAILURE,
  /** The attempt exceeded the time limit of its job. */
  TIMEOUT,
  /** The deadline of the job passed while the attempt ran, or before it began. */
  DEADLINE,
  /** A call that the handler made exceeded its own time limit. */
  CALL_TIMEOUT,
  /** The worker process or the node was lost. */
  CRASH,
  /** The handler put the attempt off before it had done anything. */
  DEFERRED
}
