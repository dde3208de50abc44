package io.jobwheel.handler.http.call;

import java.time.Duration;

/** Hears how calls end; called by whoever runs them, must not block. Safe from any thread. */
@FunctionalInterface
public interface CallListener {

  /** What a call is said to be that ended as it should. */
  String SUCCEEDED = "succeeded";

  /** What a call is said to be whose job was told to end, or whose failure has no code. */
  String INTERRUPTED = "interrupted";

  /**
   * A call has ended.
   *
   * @param outcome {@link #SUCCEEDED}, {@link #INTERRUPTED} or the code of its failure, of which
   *     there are few
   * @param took with its redirects
   */
  void ended(String outcome, Duration took);
}
