package io.jobwheel.handler.http.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The room for the bodies of all responses that are kept at a time. Nobody waits for it: a call
 * that gets none fails, and gives back what it had. Safe from any thread.
 */
final class BodyBudget {

  private final AtomicLong free;

  BodyBudget(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /** How many bytes nobody has taken. */
  long free() {
    return free.get();
  }

  /** What one response takes of it; the caller closes it when the body is not needed any more. */
  Share share() {
    return new Share();
  }

  private boolean take(long bytes) {
    long before;
    do {
      before = free.get();
      if (before < bytes) {
        return false;
      }
    } while (!free.compareAndSet(before, before - bytes));
    return true;
  }

  /** What one response has taken. */
  final class Share implements AutoCloseable {

    // guarded by this
    private long taken;
    private boolean closed;

    /** Takes more; false when there is not so much, and after the close. */
    synchronized boolean take(long bytes) {
      if (closed || !BodyBudget.this.take(bytes)) {
        return false;
      }
      taken += bytes;
      return true;
    }

    /** Gives all back. A second call does nothing. */
    @Override
    public synchronized void close() {
      closed = true;
      free.addAndGet(taken);
      taken = 0;
    }
  }
}
