package io.jobwheel.api.request;

import io.jobwheel.api.problem.ResponseBudgetExhaustedException;
import io.jobwheel.store.query.ReadMeter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory of all responses that are being sent. A request that would exceed it fails at
 * once and releases its share. A response may exceed the budget while it is the only one, so that
 * every response can be sent eventually. Thread-safe.
 */
public final class ResponseBudget {

  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  public ResponseBudget(long bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes that are in use. */
  long taken() {
    return taken.get();
  }

  /** Returns an empty share for one response; close it when the response is written. */
  public Share share() {
    return new Share();
  }

  /** The bytes in use by one response. Used by one thread at a time. */
  public final class Share implements ReadMeter, AutoCloseable {

    private long mine;

    /**
     * {@inheritDoc}
     *
     * @throws ResponseBudgetExhaustedException if the budget is exceeded and other responses use a
     *     part of it
     */
    @Override
    public void reading(long more) {
      long all = taken.addAndGet(more);
      if (all > bytes && all > mine + more) {
        taken.addAndGet(-more);
        throw new ResponseBudgetExhaustedException(bytes);
      }
      mine += more;
    }

    /**
     * Releases the bytes that were read so far, because they are written. More can be read later.
     */
    public void written() {
      taken.addAndGet(-mine);
      mine = 0;
    }

    /** Releases the share. A second call has no effect. */
    @Override
    public void close() {
      written();
    }
  }
}
