package io.jobwheel.dispatch.backlog;

import io.jobwheel.execution.attempt.RunningJobs;
import java.util.function.LongSupplier;

/**
 * The memory limit on the payloads of all attempts that this node runs. While it is exhausted, no
 * attempt begins: jobs stay queued until an attempt ends. Safe for use by any thread.
 */
public final class PayloadBudget {

  private final LongSupplier used;
  private final long bytes;
  private final Runnable onRoom;
  // set when no memory was free, so that the end of an attempt calls onRoom
  private volatile boolean exhausted;

  /**
   * Creates a budget.
   *
   * @param used returns the number of bytes in use
   * @param onRoom called when memory is free again after it was exhausted
   */
  public PayloadBudget(LongSupplier used, long bytes, Runnable onRoom) {
    this.used = used;
    this.bytes = bytes;
    this.onRoom = onRoom;
  }

  /** Creates a budget of an eighth of the heap; handlers also hold what they parse of payloads. */
  public static PayloadBudget ofHeap(RunningJobs running, Runnable onRoom) {
    PayloadBudget budget =
        new PayloadBudget(running::payloads, Runtime.getRuntime().maxMemory() / 8, onRoom);
    running.onRemoval(budget::freed);
    return budget;
  }

  /** Returns the number of free bytes; 0 or less if the budget is exhausted. */
  public long free() {
    long free = bytes - used.getAsLong();
    if (free <= 0) {
      exhausted = true;
      return bytes - used.getAsLong(); // an attempt may have ended before the flag was set
    }
    return free;
  }

  /** Records that an attempt has ended. */
  void freed() {
    if (exhausted && bytes > used.getAsLong()) {
      exhausted = false;
      onRoom.run();
    }
  }
}
