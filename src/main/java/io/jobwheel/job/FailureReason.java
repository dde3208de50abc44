package io.jobwheel.job;

/** Why an attempt ended badly. */
public enum FailureReason {
  /** The handler threw, or its result could not be kept. */
  FAILURE,
  /** The attempt took longer than its job's policy allows. */
  TIMEOUT,
  /** A call that the handler made took longer than the call's own limit. */
  CALL_TIMEOUT,
  /** The process or the node was lost. */
  CRASH
}
