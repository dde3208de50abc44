package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records the slow steps of one loop. The loop itself measures how long each took; the watchdog
 * samples the stacks of those that it observes. Safe for use by any thread.
 */
final class SlowStepRecorder {

  private static final int MAX_RECENT = 32;
  private static final int MAX_PLACES = 100;

  /** Contains the watchdog's sample of a step that already lasts too long. */
  private record StackSample(long startedAt, String task, List<StackTraceElement> stack) {}

  private final EventLoop loop;
  private final long thresholdNanos;

  // guarded by this object's monitor
  private final ArrayDeque<SlowStep> recent = new ArrayDeque<>();
  private final Map<String, Long> places = new LinkedHashMap<>();
  private long steps;
  private long starvations;
  private @Nullable StackSample sample;

  SlowStepRecorder(EventLoop loop, Duration threshold) {
    this.loop = loop;
    this.thresholdNanos = threshold.toNanos();
  }

  long thresholdNanos() {
    return thresholdNanos;
  }

  /** Returns whether the step that began at the given time was already sampled. */
  synchronized boolean isSampled(long startedAt) {
    return sample != null && sample.startedAt() == startedAt;
  }

  /** Records the watchdog's sample of a step that lasts too long. */
  synchronized void sampled(long startedAt, String task, List<StackTraceElement> stack) {
    sample = new StackSample(startedAt, task, stack);
  }

  /** Discards the sample of a step that has ended. */
  synchronized void discardSample(long startedAt) {
    if (isSampled(startedAt)) {
      sample = null;
    }
  }

  /**
   * Records the end of a step that lasted too long, of a task or, if that is {@code null}, of a
   * callback. The loop calls it in the middle of a hand-over, so it throws nothing.
   */
  void stepEnded(long startedAt, long nanos, @Nullable Task<?> task) {
    try {
      recordStep(startedAt, nanos, task == null ? "callback" : task.name());
    } catch (Throwable e) {
      // of the log's backend, or lack of memory: the loop does not depend on it
    }
  }

  /** Records that a task waited too long for a thread; throws nothing, as {@link #stepEnded}. */
  void starved(long nanos, Task<?> task) {
    try {
      recordStarvation(nanos, task.name());
    } catch (Throwable e) {
      // as above
    }
  }

  private void recordStep(long startedAt, long nanos, String task) {
    SlowStep slow;
    boolean newPlace;
    synchronized (this) {
      steps++;
      boolean wasSeen = isSampled(startedAt);
      List<StackTraceElement> stack = wasSeen && sample != null ? sample.stack() : List.of();
      sample = null;
      slow = new SlowStep(SlowStep.Cause.STEP, task, Duration.ofNanos(nanos), true, stack);
      newPlace = countPlace(slow);
      addRecent(slow);
    }
    publish(slow, newPlace);
  }

  private void recordStarvation(long nanos, String task) {
    SlowStep slow =
        new SlowStep(SlowStep.Cause.STARVATION, task, Duration.ofNanos(nanos), true, List.of());
    boolean log;
    synchronized (this) {
      starvations++;
      log = Long.bitCount(starvations) == 1; // the first, second, fourth, eighth and so on
      addRecent(slow);
    }
    publish(slow, log);
  }

  private boolean countPlace(SlowStep slow) {
    StackTraceElement place = slow.place();
    if (place == null || (places.size() == MAX_PLACES && !places.containsKey(place.toString()))) {
      return false;
    }
    return places.merge(place.toString(), 1L, Long::sum) == 1;
  }

  private void addRecent(SlowStep slow) {
    if (recent.size() == MAX_RECENT) {
      recent.removeFirst();
    }
    recent.addLast(slow);
  }

  private void publish(SlowStep slow, boolean log) {
    FlightRecorderEvents.slowStep(loop, slow);
    if (log) {
      System.getLogger(EventLoop.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "%s - stood still (cause=%s, task=%s, took=%dms, at=%s)"
                  .formatted(
                      loop, slow.cause(), slow.task(), slow.took().toMillis(), slow.place()));
    }
  }

  synchronized SlowSteps snapshot(long now) {
    List<SlowStep> all = new ArrayList<>(recent);
    if (sample != null) {
      Duration soFar = Duration.ofNanos(now - sample.startedAt());
      all.add(new SlowStep(SlowStep.Cause.STEP, sample.task(), soFar, false, sample.stack()));
    }
    return new SlowSteps(steps, starvations, places, all);
  }

  synchronized long steps() {
    return steps;
  }

  synchronized long starvations() {
    return starvations;
  }
}
