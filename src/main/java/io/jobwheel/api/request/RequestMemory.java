package io.jobwheel.api.request;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Limits the memory of request bodies that are processed at the same time. Requests beyond it wait
 * in their order; at most 25 wait. Bodies of up to 16 KB pass at once. Safe for use by any thread.
 */
public final class RequestMemory {

  /** The name of the bean for bodies that are being parsed and stored. */
  public static final String PARSED = "parsedBodyMemory";

  // a body of each request thread takes little memory
  private static final long SHORT_BODY = DataSize.ofKilobytes(16).toBytes();
  // each blocks a thread of the server
  private static final int MAX_WAITING = 25;

  private final Semaphore kilobytes;
  private final int total;
  private final int factor;
  private final Duration maxWait;

  /**
   * Creates a limit.
   *
   * @param memory the maximum memory
   * @param factor the memory of a body, as a multiple of its length
   * @param maxWait how long a request waits for memory
   */
  public RequestMemory(DataSize memory, int factor, Duration maxWait) {
    this.total = Math.clamp(memory.toKilobytes(), 1, Integer.MAX_VALUE);
    this.kilobytes = new Semaphore(total, true);
    this.factor = factor;
    this.maxWait = maxWait;
  }

  /** The memory of one body, to be closed when it is free again. */
  public final class Part implements AutoCloseable {

    private final int permits;

    private Part(int permits) {
      this.permits = permits;
    }

    @Override
    public void close() {
      kilobytes.release(permits);
    }
  }

  /**
   * Takes memory for a body; all of the memory if the body needs more. Returns null if it is not
   * free in time, if too many requests wait already, or if the thread is interrupted.
   */
  public @Nullable Part take(long length) {
    int permits = length <= SHORT_BODY ? 0 : (int) Math.min(length / 1_024 * factor, (long) total);
    return acquire(permits) ? new Part(permits) : null;
  }

  private boolean acquire(int permits) {
    try {
      if (permits == 0 || kilobytes.tryAcquire(permits, 0, TimeUnit.MILLISECONDS)) {
        return true;
      }
      return kilobytes.getQueueLength() < MAX_WAITING
          && kilobytes.tryAcquire(permits, maxWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
