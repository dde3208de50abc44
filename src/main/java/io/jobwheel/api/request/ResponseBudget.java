package io.jobwheel.api.request;

import io.jobwheel.api.problem.ResponseBudgetExhaustedException;
import io.jobwheel.store.ReadMeter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the answers under way may take together. Nothing waits for it: a request that
 * finds too little left fails, and gives back what it had. An answer that has it to itself may be
 * larger, so that each can be given at some time. Safe from any thread.
 */
public final class ResponseBudget {

  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  public ResponseBudget(long bytes) {
    this.bytes = bytes;
  }

  /** Returns how many bytes the answers under way have taken. */
  long taken() {
    return taken.get();
  }

  /** Returns the share of one answer, empty at first; it is closed when the answer is written. */
  Share share() {
    return new Share();
  }

  /** What one answer has taken. For the thread of its request. */
  public final class Share implements ReadMeter, AutoCloseable {

    private long mine;

    /**
     * {@inheritDoc}
     *
     * @throws ResponseBudgetExhaustedException when other answers have taken too much
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

    /** Gives back what was taken so far, as it is written; more may be taken afterwards. */
    public void written() {
      taken.addAndGet(-mine);
      mine = 0;
    }

    /** The same. A second call does nothing. */
    @Override
    public void close() {
      written();
    }
  }
}
