package io.jobwheel.handler.http.call;

import java.time.Duration;

/**
 * Receives the outcome of each call, on the thread or event loop that runs it. Implementations must
 * be thread-safe and must not block.
 */
@FunctionalInterface
public interface CallListener {

  /** The outcome of a successful call. */
  String SUCCEEDED = "succeeded";

  /** The outcome of a call that was cancelled, or whose failure has no error code. */
  String INTERRUPTED = "interrupted";

  /**
   * Called when a call has ended.
   *
   * @param outcome {@link #SUCCEEDED}, {@link #INTERRUPTED} or the code of a {@link HttpErrorCode}
   * @param took the time that the call took, including redirects
   */
  void callEnded(String outcome, Duration took);
}
