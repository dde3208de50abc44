package io.jobwheel.dispatch;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a piece of work on a platform thread of its own: when the pause after the last run is
 * over, or at a wake-up. A wake-up during a run causes one more run. If a run throws, the error is
 * logged and the next run begins after 1 second. Safe for use by any thread.
 */
public final class BackgroundTask {

  /** The work of one run. */
  @FunctionalInterface
  public interface TaskRun {
    /** Runs once and returns the pause until the next run. */
    Duration runOnce() throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(BackgroundTask.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final TaskRun run;
  private final WakeUp wakeUp;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private @Nullable Thread thread;

  // written under the lock, read by the task's thread
  private volatile boolean stopped;

  // confined to the task's thread
  private boolean unavailable;

  public BackgroundTask(String name, Ticker ticker, TaskRun run) {
    this(name, new WakeUp(ticker), run);
  }

  /** Creates a task whose pauses {@code wakeUp} ends. */
  public BackgroundTask(String name, WakeUp wakeUp, TaskRun run) {
    this.name = name;
    this.wakeUp = wakeUp;
    this.run = run;
  }

  /** Starts the thread, whose first run begins at once. */
  public void start() {
    lock.lock();
    try {
      stopped = false;
      thread = PerpetualThread.start(name, this::work);
    } finally {
      lock.unlock();
    }
  }

  /** Requests a run without a pause. Several requests before it cause one run. */
  public void wake() {
    wakeUp.request();
  }

  /**
   * Waits up to {@code limit} for the current run to end, then interrupts it; no other run begins.
   * A second call has no effect.
   */
  public void stop(Duration limit) {
    Thread working;
    lock.lock();
    try {
      stopped = true;
      working = thread;
      thread = null;
    } finally {
      lock.unlock();
    }
    wakeUp.request();
    try {
      if (working != null && !working.join(limit)) {
        log.warn("{} - did not stop within {}", name, limit);
        working.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() throws InterruptedException {
    while (pause(runOnce())) {
      // until stopped
    }
  }

  private Duration runOnce() throws InterruptedException {
    try {
      Duration pause = run.runOnce();
      unavailable = false;
      return pause;
    } catch (InterruptedException e) {
      throw e;
    } catch (StoreUnavailableException e) {
      logUnavailable(e);
      return AFTER_FAILURE;
    } catch (Throwable e) { // an Error must not end the thread unnoticed
      log.error("{} - failed, next run in {}", name, AFTER_FAILURE, e);
      return AFTER_FAILURE;
    }
  }

  /** Logs the start of an outage only: it may last, and all tasks fail until it ends. */
  private void logUnavailable(StoreUnavailableException e) {
    if (unavailable) {
      log.debug("{} - failed again", name, e);
    } else {
      log.error("{} - failed, next runs every {} until one succeeds", name, AFTER_FAILURE, e);
      unavailable = true;
    }
  }

  /** Pauses; returns whether another run is to follow. */
  private boolean pause(Duration length) throws InterruptedException {
    wakeUp.await(length);
    return !stopped;
  }
}
