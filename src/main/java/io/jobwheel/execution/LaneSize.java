package io.jobwheel.execution;

import io.jobwheel.job.ExecutionMode;
import java.util.function.IntConsumer;

/** Whether the slots of a lane can be changed while it runs, and how. */
public final class LaneSize {

  private final int most;
  private final String advice;
  private final IntConsumer executor;

  private LaneSize(int most, String advice, IntConsumer executor) {
    this.most = most;
    this.advice = advice;
    this.executor = executor;
  }

  /** One that stays as it is; the advice says what to do instead. */
  public static LaneSize fixed(String advice) {
    return new LaneSize(0, advice, attempts -> {});
  }

  /** From 1 to {@code most}; {@code executor} is told for how many attempts it has to be fit. */
  static LaneSize upTo(int most, IntConsumer executor) {
    return new LaneSize(most, "", executor);
  }

  /** The most slots that it can have; 0 when they cannot be changed. */
  public int most() {
    return most;
  }

  public void ensureAllows(ExecutionMode mode, int slots) {
    if (most == 0) {
      throw new IllegalArgumentException(
          "The lane %s cannot be resized. %s".formatted(mode.wireName(), advice));
    }
    if (slots < 1 || slots > most) {
      throw new IllegalArgumentException(
          "The lane %s can have 1 to %d slots, not %d. To take none, pause it."
              .formatted(mode.wireName(), most, slots));
    }
  }

  void apply(int attempts) {
    executor.accept(attempts);
  }
}
