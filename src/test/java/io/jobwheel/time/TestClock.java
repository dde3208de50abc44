package io.jobwheel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * A clock that advances only when a test moves it: both the time of day and steady time. Its timers
 * run on the thread that advances it, at exactly their moments.
 */
public final class TestClock implements InstantSource, Ticker {

  private static final long ORIGIN = 4711; // no test may take it for zero
  private static final Duration REAL_LIMIT = Duration.ofSeconds(20);
  private static final long LOOK_AGAIN_MILLIS = 1;

  private record ClockTimer(long moment, Runnable task, CompletableFuture<Void> end) {}

  private final Instant begin;
  // guarded by this
  private final List<Long> awaited = new ArrayList<>();
  private final List<ClockTimer> timers = new ArrayList<>(); // in the order of their creation
  // written under the lock, read by any thread
  private volatile long passed;
  private volatile Duration ahead = Duration.ZERO;

  private TestClock(Instant begin) {
    this.begin = begin;
  }

  /** Returns a clock that stands at {@code begin}. */
  public static TestClock at(Instant begin) {
    return new TestClock(begin);
  }

  /** Returns a clock that stands at the machine's time, as nodes with a database need it. */
  public static TestClock atNow() {
    return new TestClock(InstantSource.system().instant());
  }

  @Override
  public Instant instant() {
    return begin.plusNanos(passed).plus(ahead);
  }

  @Override
  public long read() {
    return ORIGIN + passed;
  }

  /** Advances both kinds of time, and runs the timers that are due, one after another. */
  public void advance(Duration length) {
    long end = after(length);
    for (ClockTimer due = passTo(end); due != null; due = passTo(end)) {
      if (due.end.complete(null)) {
        due.task.run(); // not locked: it may use the clock and other locks
      }
    }
  }

  /**
   * Advances to the next timer up to {@code end}, and removes and returns it. Without such a timer,
   * advances to {@code end} and returns null.
   */
  private synchronized ClockTimer passTo(long end) {
    ClockTimer next =
        timers.stream()
            .filter(timer -> timer.moment - end <= 0)
            .min(Comparator.comparingLong(ClockTimer::moment))
            .orElse(null);
    var _ = timers.remove(next);
    passed += Math.max((next == null ? end : next.moment) - read(), 0);
    notifyAll();
    return next;
  }

  /** The timer runs at an {@link #advance}, even if there is no delay. */
  @Override
  public synchronized Future<?> schedule(Duration delay, Runnable task) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    ClockTimer timer = new ClockTimer(after(delay), task, end);
    timers.add(timer);
    var _ = end.whenComplete((_, _) -> remove(timer));
    return end;
  }

  private synchronized void remove(ClockTimer timer) {
    timers.remove(timer);
  }

  /** Returns how long from now each pending timer runs, the next one first. */
  public synchronized List<Duration> timers() {
    return timers.stream().map(timer -> until(timer.moment)).sorted().toList();
  }

  /**
   * Advances both kinds of time step by step until the condition holds. For conditions that other
   * threads make true: a thread that has just read the clock sees the next step.
   */
  public void advanceUntil(Duration step, BooleanSupplier condition) {
    Awaitility.await()
        .atMost(REAL_LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          if (!condition.getAsBoolean()) {
            advance(step);
          }
          return condition.getAsBoolean();
        });
  }

  /** Moves the time of day only, forward or back, as a correction of the machine's clock does. */
  public void jump(Duration length) {
    ahead = ahead.plus(length);
  }

  /** Polls the clock: a condition whose lock is not known here cannot be signalled. */
  @Override
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  public void await(Condition condition, long moment) throws InterruptedException {
    synchronized (this) {
      awaited.add(moment);
      notifyAll();
    }
    try {
      if (!hasReached(moment)) {
        var _ = condition.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      synchronized (this) {
        var _ = awaited.remove(Long.valueOf(moment));
      }
    }
  }

  /**
   * Blocks until a thread waits on this clock, and advances to the end of its pause. For code with
   * one thread that waits.
   *
   * @return how long the pause was, from now
   */
  public synchronized Duration passPause() throws InterruptedException {
    Duration pause = awaitPause();
    advance(pause);
    return pause;
  }

  /** Blocks until a thread waits on this clock; returns how long from now. */
  public synchronized Duration awaitPause() throws InterruptedException {
    long giveUp = System.nanoTime() + REAL_LIMIT.toNanos();
    OptionalLong next = nextAwaited();
    while (next.isEmpty()) {
      assertThat(System.nanoTime()).as("a thread waits on the clock").isLessThan(giveUp);
      wait(LOOK_AGAIN_MILLIS);
      next = nextAwaited();
    }
    return until(next.getAsLong());
  }

  private OptionalLong nextAwaited() {
    return awaited.stream().mapToLong(Long::longValue).filter(moment -> !hasReached(moment)).min();
  }
}
