package io.jobwheel.eventloop;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Monitors the running loops: detects steps that last too long while they last, and samples their
 * stacks. One platform thread for all loops of the JVM, so that it runs even if virtual threads
 * occupy all carriers. The thread ends when no loop has run for a while. It checks a loop when its
 * current step could reach the threshold, and a loop without one, in whose next step that could
 * happen, after the time of a threshold; so a step is detected after at most 1.25 times the
 * threshold of its loop.
 */
final class Watchdog implements Runnable {

  // of a threshold: the shortest pause between two checks of a loop
  private static final int PARTS = 4;
  private static final long MIN_PAUSE = 1_000_000;
  private static final long IDLE_PAUSE = 100_000_000;
  private static final int IDLE_CHECKS = 50;

  private static final Watchdog INSTANCE = new Watchdog();

  private final Set<Baton> watched = ConcurrentHashMap.newKeySet();
  // guarded by this object's monitor
  private @Nullable Thread thread;

  private Watchdog() {}

  /** Starts to monitor the loop. Any thread may call it; a second call has no effect. */
  static void watch(Baton baton) {
    INSTANCE.watched.add(baton);
    INSTANCE.ensureRunning();
  }

  static void unwatch(Baton baton) {
    INSTANCE.watched.remove(baton);
  }

  private synchronized void ensureRunning() {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("loop-watchdog").start(this);
    }
  }

  @Override
  public void run() {
    for (int idle = 0; idle < IDLE_CHECKS || !stopIfUnused(); ) {
      long pause = IDLE_PAUSE;
      try {
        pause = checkAll();
      } catch (Throwable e) {
        // a lack of memory passes as well, and nothing else would monitor the loops then
      }
      idle = watched.isEmpty() ? idle + 1 : 0;
      LockSupport.parkNanos(this, Math.max(pause, MIN_PAUSE));
    }
  }

  /** Returns the time to wait before the next check. */
  private long checkAll() {
    long pause = IDLE_PAUSE;
    for (Baton baton : watched) {
      try {
        pause = Math.min(pause, check(baton));
      } catch (Throwable e) {
        baton.loop().report(new ExceptionContext("watchdog", e));
      }
    }
    return pause;
  }

  private synchronized boolean stopIfUnused() {
    boolean over = watched.isEmpty();
    if (over) {
      thread = null;
    }
    return over;
  }

  /** Checks a loop; returns the time to wait before its next check. */
  private static long check(Baton baton) {
    SlowStepRecorder recorder = baton.slowSteps();
    long threshold = recorder.thresholdNanos();
    long startedAt = baton.meter().stepStartedAt();
    if (startedAt == LoopMeter.NO_STEP || recorder.isSampled(startedAt)) {
      return threshold;
    }
    long remaining = threshold - (baton.loop().time() - startedAt);
    if (remaining > 0) {
      return Math.max(remaining, threshold / PARTS);
    }
    sample(baton, startedAt);
    return threshold;
  }

  private static void sample(Baton baton, long startedAt) {
    SlowStepRecorder recorder = baton.slowSteps();
    LoopMeter meter = baton.meter();
    BatonHolder holder = baton.stepHolder();
    Task<?> task = baton.current();
    if (holder == null) {
      return;
    }
    StackTraceElement[] stack = holder.thread().getStackTrace();
    if (meter.stepStartedAt() == startedAt) { // otherwise it is the stack of another step
      recorder.sampled(startedAt, task, List.of(stack));
    }
    if (meter.stepStartedAt() != startedAt) {
      recorder.discardSample(startedAt); // the step ended meanwhile, possibly before it was sampled
    }
  }
}
