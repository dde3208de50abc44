package io.jobwheel.threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that ends only if its work returns or is interrupted. Any other error, including
 * a lack of memory or a stack overflow, is logged, and the work starts again after a second; so the
 * work must keep its state elsewhere.
 */
public final class PerpetualThread implements Runnable {

  /** The work of the thread. */
  @FunctionalInterface
  public interface InterruptibleWork {
    void run() throws InterruptedException;
  }

  private static final Logger log = LoggerFactory.getLogger(PerpetualThread.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final InterruptibleWork work;
  private final long pauseNanos;

  PerpetualThread(String name, InterruptibleWork work, long pauseNanos) {
    this.name = name;
    this.work = work;
    this.pauseNanos = pauseNanos;
  }

  /** Returns a thread that is not started. */
  public static Thread unstarted(String name, InterruptibleWork work) {
    return Thread.ofPlatform()
        .name(name)
        .daemon()
        .unstarted(new PerpetualThread(name, work, PAUSE_NANOS));
  }

  /** Starts a thread and returns it. */
  public static Thread start(String name, InterruptibleWork work) {
    Thread thread = unstarted(name, work);
    thread.start();
    return thread;
  }

  @Override
  public void run() {
    while (!hasEnded()) {
      LockSupport.parkNanos(this, pauseNanos); // allocates no memory, which may be exhausted
    }
  }

  private boolean hasEnded() {
    try {
      work.run();
      return true;
    } catch (InterruptedException e) {
      log.debug("{} - interrupted, ending", name);
      return true;
    } catch (Throwable e) {
      report(e);
      return Thread.currentThread().isInterrupted();
    }
  }

  private void report(Throwable error) {
    try {
      log.error("{} - failed, starts again in one second", name, error);
    } catch (Throwable e) {
      // the log may lack the same resource as the work
    }
  }
}
