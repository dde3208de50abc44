package io.jobwheel.eventloop;

/**
 * Specifies when {@link EventLoop#wait(java.util.Collection, ReturnWhen)} returns: asyncio's {@code
 * return_when}.
 */
public enum ReturnWhen {
  /** Returns when all futures are done. */
  ALL_COMPLETED,
  /** Returns when any future is done, also if it was cancelled. */
  FIRST_COMPLETED,
  /**
   * Returns when any future failed with an exception, which a cancellation is not; if none fails,
   * when all are done.
   */
  FIRST_EXCEPTION
}
