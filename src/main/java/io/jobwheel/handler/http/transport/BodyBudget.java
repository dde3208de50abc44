package io.jobwheel.handler.http.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The number of bytes that the kept bodies of all responses may take together. A reservation fails
 * at once if the budget is exhausted. Thread-safe.
 */
final class BodyBudget {

  private final AtomicLong free;

  BodyBudget(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /** Returns the number of free bytes. */
  long free() {
    return free.get();
  }

  /** Returns an empty reservation for one response. The caller closes it after using the body. */
  Reservation newReservation() {
    return new Reservation();
  }

  private boolean tryReserve(long bytes) {
    long before;
    do {
      before = free.get();
      if (before < bytes) {
        return false;
      }
    } while (!free.compareAndSet(before, before - bytes));
    return true;
  }

  /** The bytes that are reserved for one response. */
  final class Reservation implements AutoCloseable {

    // guarded by this
    private long reserved;
    private boolean closed;

    /** Reserves more bytes. Returns false if fewer are free, or after {@link #close}. */
    synchronized boolean tryReserve(long bytes) {
      if (closed || !BodyBudget.this.tryReserve(bytes)) {
        return false;
      }
      reserved += bytes;
      return true;
    }

    /** Releases all bytes. A second call has no effect. */
    @Override
    public synchronized void close() {
      closed = true;
      free.addAndGet(reserved);
      reserved = 0;
    }
  }
}
