package io.jobwheel.store.fairness;

import java.util.HashSet;
import java.util.Set;

/**
 * The queues whose jobs have ranks, as far as this node knows: it knows at once of those that it
 * has made, and of those that other nodes have made or ended at the next poll. Thread-safe.
 */
public final class RankedQueues {

  // written under the monitor, read by any thread
  private volatile Set<FairQueue> queues = Set.of();
  private volatile long changes;

  /** Returns whether the jobs of a queue have ranks. */
  public boolean contains(FairQueue queue) {
    return queues.contains(queue);
  }

  /** Returns whether no queue has ranks. */
  public boolean isEmpty() {
    return queues.isEmpty();
  }

  /** Returns the number of changes so far. */
  public long changes() {
    return changes;
  }

  /** Adds a queue. */
  public synchronized void add(FairQueue queue) {
    Set<FairQueue> more = new HashSet<>(queues);
    if (more.add(queue)) {
      set(more);
    }
  }

  /** Removes a queue. */
  public synchronized void remove(FairQueue queue) {
    Set<FairQueue> fewer = new HashSet<>(queues);
    if (fewer.remove(queue)) {
      set(fewer);
    }
  }

  /**
   * Replaces all queues by those that were read. Does nothing if there was a change since then.
   *
   * @param seen the number of changes when the read began
   */
  public synchronized void replace(Set<FairQueue> read, long seen) {
    if (changes == seen && !read.equals(queues)) {
      set(read);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // the monitor is held
  private void set(Set<FairQueue> queues) {
    this.queues = Set.copyOf(queues);
    changes++;
  }
}
