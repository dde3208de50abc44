package io.jobwheel.handler.http.transport;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The number of bytes that a call may still read, for all its responses together: heads, interim
 * responses, bodies and trailers with their framing. The limit on bodies alone is not sufficient,
 * because small chunks or frames have a large overhead. Thread-safe.
 */
public final class WireBudget {

  /** The maximum number of bytes of a body that are read and dropped after the kept ones. */
  static final int MAX_DROPPED = 1 << 20;

  private static final int HEADS = 256 << 10;

  private final AtomicLong remaining;

  /** Creates a budget for a body of which {@code kept} bytes are kept, doubled for its framing. */
  public WireBudget(int kept) {
    this.remaining = new AtomicLong(2L * (kept + MAX_DROPPED) + HEADS);
  }

  /** Subtracts bytes that have been read. */
  void spend(int bytes) throws ExhaustedException {
    if (remaining.addAndGet(-bytes) < 0) {
      throw new ExhaustedException();
    }
  }

  /** Returns whether too few bytes remain to read and drop the rest of a body. */
  boolean isLow() {
    return remaining.get() < MAX_DROPPED;
  }

  /** Thrown if a call exceeds its budget. */
  public static final class ExhaustedException extends IOException {

    ExhaustedException() {
      super("the response exceeds the number of bytes that a call reads");
    }
  }
}
