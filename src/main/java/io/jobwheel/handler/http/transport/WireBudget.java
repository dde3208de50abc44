package io.jobwheel.handler.http.transport;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes a call still reads, of all its responses together: heads, interim responses,
 * bodies and trailers with their framing. A body alone has a limit of its own, but takes any amount
 * of bytes where each chunk or frame has little of it. Safe from any thread.
 */
public final class WireBudget {

  /** How many bytes of a body are read and dropped after those that are kept. */
  static final int MAX_DROPPED = 1 << 20;

  private static final int HEADS = 256 << 10;

  private final AtomicLong left;

  /** Allows for a body, of which so many bytes are kept, with as much again for its framing. */
  public WireBudget(int kept) {
    this.left = new AtomicLong(2L * (kept + MAX_DROPPED) + HEADS);
  }

  /** These bytes have been read. */
  void spend(int bytes) throws SpentException {
    if (left.addAndGet(-bytes) < 0) {
      throw new SpentException();
    }
  }

  /** Whether so little is left that nothing more is to be read only to be dropped. */
  boolean isLow() {
    return left.get() < MAX_DROPPED;
  }

  /** A call has read all that it may. */
  public static final class SpentException extends IOException {

    SpentException() {
      super("the response takes more bytes than a call reads");
    }
  }
}
