package io.jobwheel.threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread whose work ends by itself or by an interrupt, and by nothing that it throws: an
 * error, also a lack of memory or of stack, is logged, and the work begins anew after a second. So
 * the work keeps what it needs outside of itself.
 */
public final class PerpetualThread implements Runnable {

  /** Goes on until it returns. */
  @FunctionalInterface
  public interface Work {
    void run() throws InterruptedException;
  }

  private static final Logger log = LoggerFactory.getLogger(PerpetualThread.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final Work work;
  private final long pauseNanos;

  PerpetualThread(String name, Work work, long pauseNanos) {
    this.name = name;
    this.work = work;
    this.pauseNanos = pauseNanos;
  }

  /** Returns such a thread, not started yet. */
  public static Thread unstarted(String name, Work work) {
    return Thread.ofPlatform()
        .name(name)
        .daemon()
        .unstarted(new PerpetualThread(name, work, PAUSE_NANOS));
  }

  /** Starts such a thread. */
  public static Thread start(String name, Work work) {
    Thread thread = unstarted(name, work);
    thread.start();
    return thread;
  }

  @Override
  public void run() {
    while (!hasEnded()) {
      LockSupport.parkNanos(this, pauseNanos); // takes no memory, which may be what is lacking
    }
  }

  private boolean hasEnded() {
    try {
      work.run();
      return true;
    } catch (InterruptedException e) {
      log.debug("{} - interrupted, ends", name);
      return true;
    } catch (Throwable e) {
      report(e);
      return Thread.currentThread().isInterrupted();
    }
  }

  private void report(Throwable error) {
    try {
      log.error("{} - failed, begins anew in a second", name, error);
    } catch (Throwable e) {
      // what is lacking for the work is lacking for the log as well
    }
  }
}
