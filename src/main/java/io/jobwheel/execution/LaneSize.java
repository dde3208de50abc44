package io.jobwheel.execution;

import io.jobwheel.job.ExecutionMode;
import java.util.function.IntConsumer;

/** Whether the slots of a lane can be changed while it runs, and how. */
public final class LaneSize {

  private final int max;
  private final String advice;
  private final IntConsumer executor;

  private LaneSize(int max, String advice, IntConsumer executor) {
    this.max = max;
    this.advice = advice;
    this.executor = executor;
  }

  /** Returns a fixed size. The advice is appended to the message of a refused resize. */
  public static LaneSize fixed(String advice) {
    return new LaneSize(0, advice, attempts -> {});
  }

  /**
   * Returns a size from 1 to {@code max}. A resize passes the new number of attempts to {@code
   * executor}.
   */
  static LaneSize upTo(int max, IntConsumer executor) {
    return new LaneSize(max, "", executor);
  }

  /** Returns the maximum number of slots; 0 if the lane cannot be resized. */
  public int max() {
    return max;
  }

  /**
   * Checks a number of slots.
   *
   * @throws IllegalArgumentException if the lane cannot have that many
   */
  public void ensureAllows(ExecutionMode mode, int slots) {
    if (max == 0) {
      throw new IllegalArgumentException(
          "The lane %s cannot be resized. %s".formatted(mode.wireName(), advice));
    }
    if (slots < 1 || slots > max) {
      throw new IllegalArgumentException(
          "The lane %s can have 1 to %d slots, not %d. To take none, pause it."
              .formatted(mode.wireName(), max, slots));
    }
  }

  void apply(int attempts) {
    executor.accept(attempts);
  }
}
