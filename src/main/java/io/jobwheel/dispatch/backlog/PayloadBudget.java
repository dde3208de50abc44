package io.jobwheel.dispatch.backlog;

import io.jobwheel.execution.attempt.RunningJobs;
import java.util.function.LongSupplier;

/**
 * The memory that the payloads of all attempts may take that this node runs. Without room no other
 * attempt begins: its job waits in the queue until one has ended. Safe from any thread.
 */
public final class PayloadBudget {

  private final LongSupplier taken;
  private final long bytes;
  private final Runnable roomAgain;
  // set when there was no room, so that what ends says so; cleared when it has
  private volatile boolean exhausted;

  /**
   * Makes a budget.
   *
   * @param taken how much of it is in use
   * @param roomAgain is called when there was no room, and is again
   */
  public PayloadBudget(LongSupplier taken, long bytes, Runnable roomAgain) {
    this.taken = taken;
    this.bytes = bytes;
    this.roomAgain = roomAgain;
  }

  /** An eighth of the heap, since handlers hold what they read from payloads as well. */
  public static PayloadBudget ofHeap(RunningJobs running, Runnable roomAgain) {
    PayloadBudget budget =
        new PayloadBudget(running::payloads, Runtime.getRuntime().maxMemory() / 8, roomAgain);
    running.onRemoval(budget::freed);
    return budget;
  }

  /** Returns how many bytes are free; 0 or less when there is no room. */
  public long free() {
    long free = bytes - taken.getAsLong();
    if (free <= 0) {
      exhausted = true;
      return bytes - taken.getAsLong(); // what ended before that was not heard
    }
    return free;
  }

  /** Some attempt has ended. */
  void freed() {
    if (exhausted && bytes > taken.getAsLong()) {
      exhausted = false;
      roomAgain.run();
    }
  }
}
