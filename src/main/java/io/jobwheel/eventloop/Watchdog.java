package io.jobwheel.eventloop;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the loops that run: sees steps that last too long while they last, and takes their
 * stacks. One platform thread for all loops of the JVM, so that it has time when the carriers of
 * virtual threads have none; it ends when no loop has run for a while. It comes by four times in
 * the shortest threshold, so a step is seen at the latest at 1.25 times its loop's.
 */
final class Watchdog implements Runnable {

  private static final int CHECKS_PER_THRESHOLD = 4;
  private static final long MIN_PAUSE = 1_000_000;
  private static final long IDLE_PAUSE = 100_000_000;
  private static final int IDLE_CHECKS = 50;

  private static final Watchdog INSTANCE = new Watchdog();

  private final Set<Baton> watched = ConcurrentHashMap.newKeySet();
  // guarded by this object's monitor
  private @Nullable Thread thread;

  private Watchdog() {}

  /** From now on the loop is looked after. Any thread; a second call does nothing. */
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
        // also a lack of memory passes: nothing else would look after the loops then
      }
      idle = watched.isEmpty() ? idle + 1 : 0;
      LockSupport.parkNanos(this, Math.max(pause, MIN_PAUSE));
    }
  }

  /** Returns how long to wait before the next look. */
  private long checkAll() {
    long pause = IDLE_PAUSE;
    for (Baton baton : watched) {
      pause = Math.min(pause, baton.slowSteps().thresholdNanos() / CHECKS_PER_THRESHOLD);
      try {
        check(baton);
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

  private static void check(Baton baton) {
    SlowStepRecorder recorder = baton.slowSteps();
    LoopMeter meter = baton.meter();
    long startedAt = meter.stepStartedAt();
    if (startedAt == LoopMeter.NO_STEP
        || baton.loop().time() - startedAt < recorder.thresholdNanos()
        || recorder.isSampled(startedAt)) {
      return;
    }
    BatonHolder holder = baton.stepHolder();
    Task<?> task = baton.current();
    if (holder == null) {
      return;
    }
    StackTraceElement[] stack = holder.thread().getStackTrace();
    if (meter.stepStartedAt() == startedAt) { // else it is the stack of another step
      recorder.sampled(startedAt, task == null ? "callback" : task.name(), List.of(stack));
    }
    if (meter.stepStartedAt() != startedAt) {
      recorder.discardSample(startedAt); // it ended meanwhile, and may not have met what was seen
    }
  }
}
