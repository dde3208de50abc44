package io.jobwheel.threads;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Shuts the node down gracefully when a vital thread has ended. The shutdown releases the running
 * attempts, so no job counts a crash. Stops before all other beans, since a shutdown ends these
 * threads.
 */
final class VitalThreadsGuard implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(VitalThreadsGuard.class);

  private final VitalThreads threads;
  private final Runnable exit;
  private final long everyMillis;
  // guarded by this; null while it does not run
  private @Nullable CountDownLatch stop;

  VitalThreadsGuard(VitalThreads threads, Runnable exit, long everyMillis) {
    this.threads = threads;
    this.exit = exit;
    this.everyMillis = everyMillis;
  }

  @Override
  public synchronized void start() {
    CountDownLatch stopped = new CountDownLatch(1);
    stop = stopped;
    var _ = PerpetualThread.start("jobwheel-vital-threads", () -> guard(stopped));
  }

  private void guard(CountDownLatch stopped) throws InterruptedException {
    while (!stopped.await(everyMillis, TimeUnit.MILLISECONDS)) {
      List<String> ended = threads.ended();
      if (!ended.isEmpty()) {
        log.error(
            "Vital threads have ended, so the node shuts down: {}. The log above says why.",
            String.join(", ", ended));
        exit.run();
        return;
      }
    }
  }

  @Override
  public synchronized void stop() {
    if (stop != null) {
      stop.countDown();
      stop = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return stop != null;
  }

  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
