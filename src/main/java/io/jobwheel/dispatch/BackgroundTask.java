package io.jobwheel.dispatch;

import io.jobwheel.threads.PerpetualThread;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again on a platform thread of its own: when its pause is over, or
 * when somebody wakes it. A wake during the work makes it run once more. Work that throws is logged
 * and tried again after a second. Safe from any thread.
 */
public final class BackgroundTask {

  /** One round; answers how long to pause unless woken. */
  @FunctionalInterface
  public interface Round {
    Duration run() throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(BackgroundTask.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final Round round;
  private final WakeUp wakeUp;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private @Nullable Thread thread;

  // written under the lock, read by the duty's thread
  private volatile boolean stopped;

  public BackgroundTask(String name, Ticker ticker, Round round) {
    this(name, new WakeUp(ticker), round);
  }

  /** Makes a duty whose pauses {@code wakeUp} ends. */
  public BackgroundTask(String name, WakeUp wakeUp, Round round) {
    this.name = name;
    this.wakeUp = wakeUp;
    this.round = round;
  }

  public void start() {
    lock.lock();
    try {
      stopped = false;
      thread = PerpetualThread.start(name, this::work);
    } finally {
      lock.unlock();
    }
  }

  /** Makes the next round begin at once. Cheap; many wakes before it make one round. */
  public void wake() {
    wakeUp.request();
  }

  /**
   * Lets the round under way end, at most so long, and begins no other. A second call does nothing.
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
      // every round is a run and a pause
    }
  }

  private Duration runOnce() throws InterruptedException {
    try {
      return round.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) { // a duty that dies of an Error is missed by nobody until it is too late
      log.error("{} - failed, tries again in {}", name, AFTER_FAILURE, e);
      return AFTER_FAILURE;
    }
  }

  /** False when there is to be no other round. */
  private boolean pause(Duration length) throws InterruptedException {
    wakeUp.await(length);
    return !stopped;
  }
}
