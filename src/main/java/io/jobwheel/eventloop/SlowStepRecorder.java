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
  private record StackSample(long startedAt, StepOwner owner, List<StackTraceElement> stack) {}

  /** Contains the name and label of the task of a step, or stands for a callback. */
  private record StepOwner(String name, @Nullable Object label) {

    static StepOwner of(@Nullable Task<?> task) {
      return task == null
          ? new StepOwner("callback", null)
          : new StepOwner(task.name(), task.label());
    }
  }

  /** Contains a step that has ended, and when it began on the loop's clock. */
  private record RecordedStep(
      SlowStep.Cause cause,
      StepOwner owner,
      long startedAt,
      long nanos,
      List<StackTraceElement> stack) {

    SlowStep asOf(long now) {
      return slowStep(cause, owner, now - startedAt, nanos, true, stack);
    }

    SlowStep asOfItsEnd() {
      return asOf(startedAt + nanos);
    }
  }

  private final EventLoop loop;
  private final long thresholdNanos;

  // guarded by this object's monitor
  private final ArrayDeque<RecordedStep> recent = new ArrayDeque<>();
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

  /**
   * Records the watchdog's sample of a step that lasts too long, of a task or, if that is {@code
   * null}, of a callback.
   */
  synchronized void sampled(long startedAt, @Nullable Task<?> task, List<StackTraceElement> stack) {
    sample = new StackSample(startedAt, StepOwner.of(task), stack);
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
      recordStep(startedAt, nanos, StepOwner.of(task));
    } catch (Throwable e) {
      // of the log's backend, or lack of memory: the loop does not depend on it
    }
  }

  /**
   * Records that a task waited too long for a thread, since the given time; throws nothing, as
   * {@link #stepEnded}.
   */
  void starved(long since, long nanos, Task<?> task) {
    try {
      recordStarvation(since, nanos, StepOwner.of(task));
    } catch (Throwable e) {
      // as above
    }
  }

  private void recordStep(long startedAt, long nanos, StepOwner owner) {
    SlowStep slow;
    boolean newPlace;
    synchronized (this) {
      steps++;
      boolean wasSeen = isSampled(startedAt);
      List<StackTraceElement> stack = wasSeen && sample != null ? sample.stack() : List.of();
      sample = null;
      RecordedStep step = new RecordedStep(SlowStep.Cause.STEP, owner, startedAt, nanos, stack);
      slow = step.asOfItsEnd();
      newPlace = countPlace(slow);
      addRecent(step);
    }
    publish(slow, newPlace);
  }

  private void recordStarvation(long since, long nanos, StepOwner owner) {
    RecordedStep step = new RecordedStep(SlowStep.Cause.STARVATION, owner, since, nanos, List.of());
    boolean log;
    synchronized (this) {
      starvations++;
      log = Long.bitCount(starvations) == 1; // the first, second, fourth, eighth and so on
      addRecent(step);
    }
    publish(step.asOfItsEnd(), log);
  }

  private static SlowStep slowStep(
      SlowStep.Cause cause,
      StepOwner owner,
      long age,
      long nanos,
      boolean ended,
      List<StackTraceElement> stack) {
    return new SlowStep(
        cause,
        owner.name(),
        owner.label(),
        Duration.ofNanos(age),
        Duration.ofNanos(nanos),
        ended,
        stack);
  }

  private boolean countPlace(SlowStep slow) {
    StackTraceElement place = slow.place();
    if (place == null || (places.size() == MAX_PLACES && !places.containsKey(place.toString()))) {
      return false;
    }
    return places.merge(place.toString(), 1L, Long::sum) == 1;
  }

  private void addRecent(RecordedStep step) {
    if (recent.size() == MAX_RECENT) {
      recent.removeFirst();
    }
    recent.addLast(step);
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
    List<SlowStep> all = new ArrayList<>();
    recent.forEach(step -> all.add(step.asOf(now)));
    if (sample != null) {
      long age = now - sample.startedAt();
      all.add(slowStep(SlowStep.Cause.STEP, sample.owner(), age, age, false, sample.stack()));
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
