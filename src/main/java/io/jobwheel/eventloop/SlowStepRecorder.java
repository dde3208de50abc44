package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The slow steps of one loop: how long they took is told by the loop itself, exactly and for each;
 * what they did is told by the watchdog, for those that it saw. Any thread.
 */
final class SlowStepRecorder {

  private static final int KEPT = 32;
  private static final int PLACES = 100;

  /** What the watchdog saw of a step that lasted too long already. */
  private record StackSample(long startedAt, String task, List<StackTraceElement> stack) {}

  private final EventLoop loop;
  private final long thresholdNanos;

  // guarded by this object's monitor
  private final ArrayDeque<SlowStep> last = new ArrayDeque<>();
  private final Map<String, Long> places = new LinkedHashMap<>();
  private long steps;
  private long starvations;
  private @Nullable StackSample sighting;

  SlowStepRecorder(EventLoop loop, Duration threshold) {
    this.loop = loop;
    this.thresholdNanos = threshold.toNanos();
  }

  long thresholdNanos() {
    return thresholdNanos;
  }

  /** Whether the step that began then was seen already. */
  synchronized boolean isSeen(long startedAt) {
    return sighting != null && sighting.startedAt() == startedAt;
  }

  /** The watchdog has seen a step that lasts too long. */
  synchronized void seen(long startedAt, String task, List<StackTraceElement> stack) {
    sighting = new StackSample(startedAt, task, stack);
  }

  /** The step that was seen has ended. */
  synchronized void forget(long startedAt) {
    if (isSeen(startedAt)) {
      sighting = null;
    }
  }

  /**
   * A step has ended that lasted too long, of a task or, if that is null, of a callback. Called by
   * the loop in the middle of a hand-over: throws nothing.
   */
  void ended(long startedAt, long nanos, @Nullable Task<?> task) {
    try {
      keepEnded(startedAt, nanos, task == null ? "callback" : task.name());
    } catch (Throwable e) {
      // of the log's backend, or no memory: the loop does not depend on it
    }
  }

  /** A task has waited too long for a thread; called as {@link #ended}. */
  void starved(long nanos, Task<?> task) {
    try {
      keepStarved(nanos, task.name());
    } catch (Throwable e) {
      // as above
    }
  }

  private void keepEnded(long startedAt, long nanos, String task) {
    SlowStep slow;
    boolean newPlace;
    synchronized (this) {
      steps++;
      boolean wasSeen = isSeen(startedAt);
      List<StackTraceElement> stack = wasSeen && sighting != null ? sighting.stack() : List.of();
      sighting = null;
      slow = new SlowStep(SlowStep.Cause.STEP, task, Duration.ofNanos(nanos), true, stack);
      newPlace = count(slow);
      keep(slow);
    }
    write(slow, newPlace);
  }

  private void keepStarved(long nanos, String task) {
    SlowStep slow =
        new SlowStep(SlowStep.Cause.STARVATION, task, Duration.ofNanos(nanos), true, List.of());
    boolean log;
    synchronized (this) {
      starvations++;
      log = Long.bitCount(starvations) == 1; // the first, second, fourth, eighth and so on
      keep(slow);
    }
    write(slow, log);
  }

  private boolean count(SlowStep slow) {
    StackTraceElement place = slow.place();
    if (place == null || (places.size() == PLACES && !places.containsKey(place.toString()))) {
      return false;
    }
    return places.merge(place.toString(), 1L, Long::sum) == 1;
  }

  private void keep(SlowStep slow) {
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(slow);
  }

  private void write(SlowStep slow, boolean log) {
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

  synchronized SlowSteps read(long now) {
    List<SlowStep> all = new ArrayList<>(last);
    if (sighting != null) {
      Duration soFar = Duration.ofNanos(now - sighting.startedAt());
      all.add(new SlowStep(SlowStep.Cause.STEP, sighting.task(), soFar, false, sighting.stack()));
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
