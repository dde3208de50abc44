package io.jobwheel.eventloop;

import java.util.Set;

/**
 * The room on the stack of the thread that holds the baton. A {@link StackOverflowError} in the
 * middle of a change would leave the loop's state half changed, and in the middle of a hand-over it
 * would lose the baton. So every call that changes state first passes {@link #ensure}, which throws
 * the error while nothing has changed yet, or guarantees that there is room for the change.
 *
 * <p>1. A stack that is flat, with few frames on it, is far from full, and takes some time to fill:
 * for so long, its <em>credit</em>, there is nothing to check. Credit is spent only while the task
 * runs, and a task takes what is left of it along from step to step.
 *
 * <p>2. When the credit is spent, the frames are counted. A flat stack gets new credit.
 *
 * <p>3. On a stack that is not flat, every call falls so many frames that the change has room
 * wherever they went well.
 *
 * <p>Confined to the loop, but for the static methods.
 */
final class StackHeadroom {

  /** What a flat stack is given, in nanoseconds: to fill a megabyte takes longer. */
  static final int CREDIT = 10_000;

  private static final int FLAT_FRAMES = 256;
  // some tens of kilobytes: a change may have to load classes and to link call sites
  private static final int SPARE_FRAMES = 1_000;
  private static final StackWalker WALKER =
      StackWalker.getInstance(Set.of(StackWalker.Option.DROP_METHOD_INFO), 32);

  static {
    // its classes are loaded here, for an overflow in a static initializer is for ever
    var _ = descend(3 * SPARE_FRAMES) + (isFlat() ? 1 : 0);
  }

  // a clock that moves only when nothing runs cannot measure how long a step lasts
  private final boolean tickerMeasures;
  private long creditUntil;

  StackHeadroom(Ticker ticker) {
    tickerMeasures = ticker.equals(Ticker.system());
  }

  /**
   * Makes sure of the room for one change.
   *
   * @param now the time of the loop's ticker
   */
  void ensure(long now) {
    if (creditUntil - clock(now) <= 0) {
      var _ = check(now, SPARE_FRAMES);
    }
  }

  /**
   * Makes sure of the room for a change that is made of others: twice as much, so that none of them
   * can throw when a part of the whole is done. They may be waits.
   */
  void ensureForCompound(long now) {
    if (creditUntil - clock(now) <= 0 && !check(now, 2 * SPARE_FRAMES)) {
      ensureParkable();
    }
  }

  /** Makes sure of the room for a wait. */
  void ensureForWait(long now) {
    if (creditUntil - clock(now) <= 0 && !check(now, SPARE_FRAMES)) {
      ensureParkable();
    }
  }

  /** Whether the stack is flat; if not, there is room for so many frames. */
  private boolean check(long now, int frames) {
    boolean flat = isFlat();
    if (flat) {
      creditUntil = clock(now) + CREDIT;
    } else {
      var _ = descend(frames);
    }
    return flat;
  }

  /** Another stack is in use from now on, with the credit that it has left. */
  void switchStack(long now, int credit) {
    creditUntil = clock(now) + credit;
  }

  /** The credit that the stack in use has left; zero when it is not flat. */
  int credit(long now) {
    return Math.clamp(creditUntil - clock(now), 0, CREDIT);
  }

  private long clock(long now) {
    return tickerMeasures ? now : System.nanoTime();
  }

  // --- on any thread

  /** As {@link #ensureForCompound}, on a thread that may be of no loop. */
  static void ensureAnywhere() {
    var _ = descend(2 * SPARE_FRAMES);
  }

  /** The credit of the calling thread's stack as it is now. */
  static int creditOfCurrentThread() {
    return isFlat() ? CREDIT : 0;
  }

  /**
   * Throws an overflow if the stack is too deep for the JVM to take it off a virtual thread's
   * carrier, which needs room in proportion to the stack.
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
