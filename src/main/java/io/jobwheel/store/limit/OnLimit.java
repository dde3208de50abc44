package io.jobwheel.store.limit;

/** What becomes of a job for which a limit has no permits left. */
public enum OnLimit {
  /** The job is accepted, and waits for permits. */
  BLOCK,
  /** The job is refused. */
  REJECT,
  /** The job is accepted, and the oldest jobs of the limit are cancelled to make room. */
  CANCEL_OLDEST
}
