package io.jobwheel.schedule;

/** What a schedule does at a due time while a job of it has not ended. */
public enum Overlap {
  /** The due time is skipped. */
  SKIP,
  /** The job waits for the end; further due times until then are skipped. */
  QUEUE_ONE,
  /** The job waits for the end, as do those of further due times, in order. */
  QUEUE_ALL,
  /** The other job is cancelled, and the new one is submitted at once. */
  CANCEL_OTHER,
  /** The job is submitted at once. */
  ALLOW
}
