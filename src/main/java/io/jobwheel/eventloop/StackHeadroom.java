package io.jobwheel.eventloop;

import java.util.Set;

/**
 * Checks the room on the stack of the thread that holds the baton. A {@link StackOverflowError} in
 * the middle of a change would leave the loop's state half changed, and in the middle of a
 * hand-over it would lose the baton. So every call that changes state first calls {@link #ensure},
 * which throws the error before anything has changed, or guarantees that there is room for the
 * change.
 *
 * <p>1. A flat stack, one with few frames, is far from full, and filling it takes time. For this
 * time, its <em>credit</em>, no check is needed. Credit is spent only while the task runs; a task
 * keeps its remaining credit from step to step.
 *
 * <p>2. When the credit is spent, the frames are counted. A flat stack gets new credit.
 *
 * <p>3. On a stack that is not flat, every call first descends by a fixed number of frames. If that
 * succeeds, the change has room.
 *
 * <p>Confined to the loop, except for the static methods.
 */
final class StackHeadroom {

  /** The credit of a flat stack, in nanoseconds. Filling a megabyte takes longer. */
  static final int CREDIT = 10_000;

  private static final int FLAT_FRAMES = 256;
  // some tens of kilobytes: a change may have to load classes and to link call sites
  private static final int SPARE_FRAMES = 1_000;
  private static final StackWalker WALKER =
      StackWalker.getInstance(Set.of(StackWalker.Option.DROP_METHOD_INFO), 32);

  static {
    // Loads the walker's classes. EventLoopBuilder has ensured the room: a class whose initializer
    // overflows can never be used again, so this one must not need more by descending itself.
    var _ = isFlat();
  }

  // a clock that moves only when nothing runs cannot measure how long a step lasts
  private final boolean tickerMeasures;
  private long creditUntil;

  StackHeadroom(LoopTicker ticker) {
    tickerMeasures = ticker.equals(LoopTicker.system());
  }

  /**
   * Ensures that there is room for one change.
   *
   * @param now the time of the loop's ticker
   * @throws StackOverflowError if there is not
   */
  void ensure(long now) {
    if (creditUntil - clock(now) <= 0) {
      var _ = check(now, SPARE_FRAMES);
    }
  }

  /**
   * Ensures that there is room for a call that consists of several changes, possibly waits: twice
   * as much, so that none of them can throw after a part of the call is done.
   */
  void ensureForCompound(long now) {
    if (creditUntil - clock(now) <= 0 && !check(now, 2 * SPARE_FRAMES)) {
      ensureParkable();
    }
  }

  /** Ensures that there is room for a wait. */
  void ensureForWait(long now) {
    if (creditUntil - clock(now) <= 0 && !check(now, SPARE_FRAMES)) {
      ensureParkable();
    }
  }

  /**
   * Returns whether the stack is flat. If it is not, ensures that there is room for the given
   * number of frames.
   */
  private boolean check(long now, int frames) {
    boolean flat = isFlat();
    if (flat) {
      creditUntil = clock(now) + CREDIT;
    } else {
      var _ = descend(frames);
    }
    return flat;
  }

  /** Switches to another stack, with the credit that it has left. */
  void switchStack(long now, int credit) {
    creditUntil = clock(now) + credit;
  }

  /** Returns the remaining credit of the current stack; zero if it is not flat. */
  int credit(long now) {
    return Math.clamp(creditUntil - clock(now), 0, CREDIT);
  }

  private long clock(long now) {
    return tickerMeasures ? now : LoopTicker.system().read();
  }

  // --- on any thread

  /** Same as {@link #ensureForCompound}, on a thread that may not belong to a loop. */
  static void ensureAnywhere() {
    var _ = descend(2 * SPARE_FRAMES);
  }

  /** Returns the credit of the calling thread's stack in its present state. */
  static int creditOfCurrentThread() {
    return isFlat() ? CREDIT : 0;
  }

  /**
   * Throws {@link StackOverflowError} if the stack is too deep for the JVM to unmount it from a
   * virtual thread's carrier, which needs room in proportion to the stack.
   */
  static void ensureParkable() {
    if (Thread.currentThread().isVirtual()) {
      yieldBelow(50); // the wait to come is no deeper than that
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // not to let others run, but to leave the carrier once
  private static void yieldBelow(int frames) {
    if (frames > 0) {
      yieldBelow(frames - 1);
    } else {
      Thread.yield();
    }
  }

  private static boolean isFlat() {
    return WALKER.walk(frames -> frames.skip(FLAT_FRAMES).findFirst().isEmpty());
  }

  private static int descend(int frames) {
    return frames == 0 ? 0 : descend(frames - 1) + 1;
  }
}
